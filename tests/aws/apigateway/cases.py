"""REST APIs, in the tests that go over all types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import strategies as st

from tests.support.calls import Call
from tests.support.cases import OUR_TAGS, Cases, TypeCases, Version
from tests.support.contents import tags_without_record
from tests.support.emulators import REGION, Emulator
from tests.support.functions import hello
from tests.support.pairs import TAGS, chosen, plain
from tests.support.workspaces import Declare, nothing
from touchdown import Account
from touchdown.aws.apigateway.api_key import ApiKey
from touchdown.aws.apigateway.rest_api import RestApi
from touchdown.aws.apigateway.stage import Stage
from touchdown.aws.apigateway.usage_plan import UsagePlan

_STARTS = f"arn:aws:apigateway:{REGION}::"
ADDRESS = "https://example.com"


def limits(rate: float, burst: int) -> dict[str, float]:
    return {"ThrottlingRateLimit": rate, "ThrottlingBurstLimit": burst}


def allowed(action: str) -> dict[str, Any]:
    """A policy for all that an API has."""
    statement = {"Effect": "Allow", "Principal": "*", "Action": action, "Resource": "execute-api:/*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def rest_apis(version: Version) -> None:
    first = version.first
    groups = [version.aws.add_log_group(name=f"/aws/apigateway/{number}", tags=version.tags) for number in (1, 2)]
    api = version.aws.add_rest_api(
        name="shop",
        endpoint="REGIONAL" if first else "EDGE",
        stage_variables={"version": version.text},
        throttling=limits(10, 20) if first else limits(15, 30),
        access_log=groups[version.number - 1],
        tracing=not first,
        binary_types=["image/png"] if first else ["image/png", "image/jpeg"],
        minimum_size=version.number * 1000,
        policy=allowed("execute-api:Invoke" if first else "execute-api:*"),
        tags=version.tags,
    )
    worker = version.aws.add_lambda_function(name="answers-rest", code=hello())
    api.add_route(route="GET /orders/{id}", target=worker, timeout=version.number * 5)
    api.add_route(route="ANY /{rest+}", target=worker, auth="AWS_IAM" if first else "NONE")
    api.add_api_key(
        name="partner",
        rate=version.number * 10,
        burst=version.number * 20,
        quota="1000/day" if first else "9/month",
        enabled=first,
        tags=version.tags,
    )
    api.add_route(route="GET /pages/{page}", target=f"{ADDRESS}/{version.number}/{{page}}")


def _api(aws: Account, **given: Any) -> RestApi:
    made = aws.add_rest_api(name="shop", **given)
    made.add_route(route="GET /orders", target=ADDRESS)
    return made


API = TypeCases(
    cls=RestApi,
    declare=lambda aws, given: _api(aws, **given),
    fields={"endpoint": plain(st.sampled_from(["EDGE", "REGIONAL"])), "tags": TAGS},
)

_OF_API = {"variables": "stage_variables"}
"""The fields of a stage that its API has by another name."""

_ROUTES = {
    "routes": chosen(lambda aws: "GET /a", lambda aws: "GET /b"),
    "document": chosen(lambda aws: "GET /a", lambda aws: "POST /a"),
}


def _stage(aws: Account, given: Mapping[str, Any]) -> Stage:
    fields = {_OF_API.get(name, name): value for name, value in given.items() if name not in _ROUTES}
    api = _api(aws, **fields)
    for route in (given[name] for name in _ROUTES if name in given):
        api.add_route(route=route, target=ADDRESS)
    return api.live


STAGE = TypeCases(
    cls=Stage,
    declare=_stage,
    fields={
        **_ROUTES,
        "binary_types": plain(st.sampled_from([["image/png"], ["*/*"], ["image/png", "image/gif"]])),
        "minimum_size": plain(st.integers(0, 10_485_760)),
        "policy": chosen(lambda aws: allowed("execute-api:Invoke"), lambda aws: allowed("execute-api:*")),
        "variables": plain(st.sampled_from([{"a": "1"}, {"a": "2", "b": "1"}, {"b": "2"}])),
        "throttling": plain(st.sampled_from([limits(1, 2), limits(10, 20)])),
        "tracing": plain(st.booleans()),
        "access_log": chosen(
            lambda aws: aws.add_log_group(name="/aws/apigateway/one"),
            lambda aws: aws.add_log_group(name="/aws/apigateway/two"),
        ),
    },
)


def _key(aws: Account, given: Mapping[str, Any]) -> ApiKey:
    return _api(aws).add_api_key(name="partner", **given)


KEY = TypeCases(
    cls=ApiKey,
    declare=_key,
    fields={"enabled": plain(st.booleans()), "tags": TAGS},
    replacing=frozenset({"value"}),
    tested_elsewhere={"value": "test_api_key.py: another text is another key"},
)


def _plan(aws: Account, given: Mapping[str, Any]) -> UsagePlan:
    """`rate` and `burst` belong together."""
    fields: dict[str, Any] = {"rate": 1, "burst": 2} if {"rate", "burst"} & given.keys() else {}
    api = _api(aws)
    key = api.add_api_key(name="partner", **{**fields, **given})
    (found,) = [one for one in api.children if isinstance(one, UsagePlan)]
    assert found.key is key
    return found


PLAN = TypeCases(
    cls=UsagePlan,
    declare=_plan,
    fields={
        "rate": plain(st.sampled_from([10, 20])),
        "burst": plain(st.integers(1, 100)),
        "quota": plain(st.sampled_from(["10/day", "20/day", "10/week"])),
        "tags": TAGS,
    },
    tested_elsewhere=dict.fromkeys(("stage", "key"), "test_api_key.py"),
)


def arns(call: Call, account_id: str) -> list[str]:
    """The paths of the model are those of the ARNs; tags are of an ARN within a path."""
    given = call.parameters
    if "resource_arn" in given:
        return [f"{_STARTS}/tags/{given['resource_arn']}"]
    path = call.request.path.strip("/").split("/")
    return [f"{_STARTS}/{path[0]}/{path[1]}" if len(path) > 1 else f"{_STARTS}/{path[0]}"]


def _listed(client: Any) -> list[Any]:
    """Numbered by this order, since names aren't unique."""
    return sorted(client.get_rest_apis()["items"], key=lambda one: (one["name"], one["id"]))


def strip_tags(emulator: Emulator) -> None:
    client = emulator.client("apigateway")
    listed = {
        "restapis": _listed(client),
        "apikeys": client.get_api_keys()["items"],
        "usageplans": client.get_usage_plans()["items"],
    }
    for kind, items in listed.items():
        for one in items:
            client.untag_resource(resourceArn=f"{_STARTS}/{kind}/{one['id']}", tagKeys=[*OUR_TAGS])


def contents(emulator: Emulator) -> Mapping[str, object]:
    return dict(_contents(emulator.client("apigateway")))


def _contents(client: Any) -> Iterator[tuple[str, object]]:
    kept = ("variables", "tracingEnabled", "accessLogSettings", "description")
    for number, one in enumerate(_listed(client)):
        stages = client.get_stages(restApiId=one["id"])["item"]
        resources = client.get_resources(restApiId=one["id"], limit=500)["items"]
        paths = sorted((each["path"], sorted(each.get("resourceMethods") or {})) for each in resources)
        settings = [(stage["stageName"], str([stage.get(name) for name in kept])) for stage in stages]
        shown = (one["endpointConfiguration"]["types"], one.get("policy"), one.get("binaryMediaTypes"))
        yield f"{number} {one['name']}", (str(shown), settings, paths, tags_without_record(one.get("tags") or {}))

    for one in client.get_api_keys()["items"]:
        yield f"key {one['name']}", (one["enabled"], tags_without_record(one.get("tags") or {}))
    for one in client.get_usage_plans()["items"]:
        keys = [key["name"] for key in client.get_usage_plan_keys(usagePlanId=one["id"])["items"]]
        stages = [stage["stage"] for stage in one["apiStages"]]
        limits = str((one.get("throttle"), one.get("quota")))
        yield f"plan {one['name']}", (keys, stages, limits, tags_without_record(one.get("tags") or {}))


def put_stranger(emulator: Emulator) -> None:
    emulator.client("apigateway").create_rest_api(name="stranger", tags={"owner": "somebody"})


def stranger(emulator: Emulator) -> Any:
    (found,) = [one for one in _listed(emulator.client("apigateway")) if one["name"] == "stranger"]
    return found


def api(*routes: str, **fields: Any) -> Declare:
    """An API with these routes."""

    def declare(aws: Account) -> RestApi:
        made = aws.add_rest_api(name="shop", **fields)
        for route in routes or ("GET /orders",):
            made.add_route(route=route, target=ADDRESS)
        return made

    return declare


def with_key(**fields: Any) -> Declare:
    """An API with a key."""
    return lambda aws: api()(aws).add_api_key(name="partner", **fields)


CASES = Cases(
    types=(API, STAGE, KEY, PLAN),
    everything=(rest_apis,),
    arns=arns,
    strip_tags=strip_tags,
    contents=contents,
    put_stranger=put_stranger,
    stranger=stranger,
    called={
        "apigateway:CreateRestApi": (nothing, api()),
        "apigateway:UpdateRestApi": (api(), api(endpoint="EDGE")),
        "apigateway:DeleteRestApi": (api(), nothing),
        "apigateway:PutRestApi": (api(), api("GET /other")),
        "apigateway:CreateDeployment": (api(), api("GET /other")),
        "apigateway:CreateStage": (nothing, api()),
        "apigateway:UpdateStage": (api(), api(tracing=True)),
        "apigateway:CreateApiKey": (api(), with_key()),
        "apigateway:UpdateApiKey": (with_key(), with_key(enabled=False)),
        "apigateway:DeleteApiKey": (with_key(), api()),
        "apigateway:CreateUsagePlan": (api(), with_key()),
        "apigateway:UpdateUsagePlan": (with_key(), with_key(quota="1/day")),
        "apigateway:CreateUsagePlanKey": (api(), with_key()),
        "apigateway:DeleteUsagePlan": (with_key(), api()),
        "apigateway:DeleteStage": (api(), api(stage="other")),
    },
    not_called={
        "apigateway:DeleteUsagePlanKey": "a key that is made anew: test_api_key.py",
        "apigateway:GetApiKey": "only for a key whose text something asks for: test_api_key.py",
        "apigateway:GetDeployments": "only where an answer was lost: test_rest_api.py",
    },
)
