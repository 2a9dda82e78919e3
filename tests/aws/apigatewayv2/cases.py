"""HTTP APIs, in the tests that go over all types."""

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
from touchdown.aws.apigatewayv2.api import HttpApi
from touchdown.aws.apigatewayv2.authorizer import Authorizer
from touchdown.aws.apigatewayv2.integration import Integration
from touchdown.aws.apigatewayv2.route import Route
from touchdown.aws.apigatewayv2.websocket_api import WebSocketApi
from touchdown.aws.apigatewayv2.websocket_authorizer import WebSocketAuthorizer
from touchdown.aws.apigatewayv2.websocket_integration import WebSocketIntegration
from touchdown.aws.apigatewayv2.websocket_route import WebSocketRoute
from touchdown.aws.apigatewayv2.websocket_stage import WebSocketStage

_STARTS = f"arn:aws:apigateway:{REGION}::"


def limits(rate: float, burst: int) -> dict[str, float]:
    return {"ThrottlingRateLimit": rate, "ThrottlingBurstLimit": burst}


def apis(version: Version) -> None:
    first = version.first
    groups = [version.aws.add_log_group(name=f"/aws/vendedlogs/{number}", tags=version.tags) for number in (1, 2)]
    api = version.aws.add_http_api(
        name="shop",
        cors=True if first else {"AllowOrigins": ["https://two.example"], "MaxAge": 60},
        throttling=limits(10, 20) if first else limits(15, 30),
        access_log=groups[version.number - 1],
        disable_default_endpoint=not first,
        tags=version.tags,
    )
    tokens = api.add_authorizer(
        name="tokens",
        issuer=f"https://{version.number}.example",
        audience=[version.text],
        identity_sources=["$request.header.Authorization" if first else "$request.querystring.token"],
    )
    worker = version.aws.add_lambda_function(name="answers", code=hello())
    api.add_route(route="GET /orders/{id}", target=worker, authorizer=tokens, scopes=["read" if first else "write"])
    api.add_route(route="POST /orders", target=worker, auth="AWS_IAM" if first else "NONE")
    targets = (worker, "https://example.com/{proxy}") if first else ("https://example.com/{proxy}", worker)
    api.add_route(route="$default", target=targets[0])
    api.add_route(route="GET /{proxy+}", target=targets[1])
    version.aws.add_http_api(name="pages", cors=True if first else None, tags=version.tags)


API = TypeCases(
    cls=HttpApi,
    declare=lambda aws, given: aws.add_http_api(name="shop", **given),
    fields={
        "cors": chosen(
            lambda aws: True, lambda aws: {"AllowOrigins": ["https://one.example"], "AllowCredentials": True}
        ),
        "disable_default_endpoint": plain(st.booleans()),
        "throttling": plain(st.sampled_from([limits(1, 2), limits(10, 20)])),
        "access_log": chosen(
            lambda aws: aws.add_log_group(name="/aws/vendedlogs/one"),
            lambda aws: aws.add_log_group(name="/aws/vendedlogs/two"),
        ),
        "tags": TAGS,
    },
    unchangeable={("moto", name): "apigatewayv2:UpdateStage" for name in ("throttling", "access_log")},
)


NO_LIST = "apigatewayv2:GetAuthorizers"
AUTHORIZER = TypeCases(
    cls=Authorizer,
    declare=lambda aws, given: _with_tokens(aws, **given),
    fields={
        "issuer": plain(st.sampled_from(["https://one.example", "https://two.example/pool"])),
        "audience": plain(st.sampled_from([["shop"], ["shop", "app"]])),
        "identity_sources": plain(
            st.sampled_from([["$request.header.Token"], ["$request.header.Authorization", "$request.querystring.t"]])
        ),
    },
    unchangeable={("moto", name): NO_LIST for name in ("issuer", "audience", "identity_sources")},
)


def _with_tokens(aws: Account, **given: Any) -> Authorizer:
    fields: dict[str, Any] = {"issuer": "https://example.com", "audience": ["shop"], **given}
    return aws.add_http_api(name="shop").add_authorizer(name="tokens", **fields)


def _integration(aws: Account, given: Mapping[str, Any]) -> Integration:
    made = aws.add_http_api(name="shop").add_route(route="GET /", target="https://example.com", **given)
    assert made.integration is not None
    return made.integration


INTEGRATION = TypeCases(
    cls=Integration,
    declare=_integration,
    fields={},
    tested_elsewhere={
        **dict.fromkeys(("target", "payload_format", "timeout"), "test_route.py: another value is another integration"),
        **dict.fromkeys(("parameters", "role"), "test_services.py"),
    },
)


def _route(aws: Account, given: Mapping[str, Any]) -> Route:
    api = aws.add_http_api(name="shop")
    if given.get("authorizer") or given.get("scopes"):
        tokens = api.add_authorizer(name="tokens", issuer="https://example.com", audience=["shop"])
        given = {**given, "authorizer": tokens}
    fields: dict[str, Any] = {"target": "https://example.com", **given}
    return api.add_route(route="GET /orders/{id}", **fields)


ROUTE = TypeCases(
    cls=Route,
    declare=_route,
    fields={
        "target": chosen(
            lambda aws: "https://other.example", lambda aws: aws.add_lambda_function(name="answers", code=hello())
        ),
        "authorizer": chosen(lambda aws: True, lambda aws: None),
        "scopes": plain(st.sampled_from([["read"], ["read", "write"]])),
        "auth": plain(st.sampled_from(["AWS_IAM", "NONE"])),
    },
    unchangeable={("moto", name): NO_LIST for name in ("authorizer", "scopes")},
)


def websocket_apis(version: Version) -> None:
    first = version.first
    groups = [version.aws.add_log_group(name=f"/aws/vendedlogs/chat-{number}") for number in (1, 2)]
    chat = version.aws.add_websocket_api(
        name="chat",
        selection="$request.body.action" if first else "$request.body.kind",
        throttling=limits(10, 20) if first else limits(15, 30),
        access_log=groups[version.number - 1],
        disable_default_endpoint=not first,
        tags=version.tags,
    )
    workers = [version.aws.add_lambda_function(name=f"chat-{one}", code=hello()) for one in ("one", "two")]
    source = f"route.request.querystring.{'token' if first else 'key'}"
    gate = chat.add_authorizer(name="gate", target=workers[not first], identity_sources=[source])
    chat.add_route(route="$connect", target=workers[0], authorizer=gate if first else None)
    chat.add_route(route="say", target=workers[first], answer=first)
    chat.add_route(route="$default", target=workers[0], timeout=10 if first else 20)
    chat.grant("manage", to=workers[0])


def websocket(aws: Account, *, on: str = "say", gate: Mapping[str, Any] | None = None, **given: Any) -> WebSocketRoute:
    """The API `chat` with one route; its other fields are those of the API."""
    of_route = {name: given.pop(name) for name in ("answer", "timeout", "auth", "target") if name in given}
    chat = aws.add_websocket_api(name="chat", **given)
    worker = of_route.pop("target", None) or aws.add_lambda_function(name="chat", code=hello())
    if gate is not None:
        fields: dict[str, Any] = {"target": worker, **gate}
        of_route["authorizer"] = chat.add_authorizer(name="gate", **fields)
    return chat.add_route(route=on, target=worker, **of_route)


def _chat_route(aws: Account, given: Mapping[str, Any]) -> WebSocketRoute:
    fields = {"on": "$connect" if {"authorizer", "auth"} & given.keys() else "say", **given}
    return websocket(aws, gate={} if fields.pop("authorizer", None) else None, **fields)


def _chat_gate(aws: Account, given: Mapping[str, Any]) -> object:
    return websocket(aws, on="$connect", gate=given).authorizer


_TARGETS = chosen(
    lambda aws: aws.add_lambda_function(name="one", code=hello()),
    lambda aws: aws.add_lambda_function(name="two", code=hello()),
)
_OF_STAGE = ("throttling", "access_log")
WEBSOCKETS = (
    TypeCases(
        cls=WebSocketApi,
        declare=lambda aws, given: websocket(aws, **given).api,
        fields={
            "selection": plain(st.sampled_from(["$request.body.action", "$request.body.kind"])),
            "disable_default_endpoint": plain(st.booleans()),
            "tags": TAGS,
        },
    ),
    TypeCases(
        cls=WebSocketStage,
        declare=lambda aws, given: websocket(aws, **given).api.live,
        fields={
            "throttling": plain(st.sampled_from([limits(1, 2), limits(10, 20)])),
            "access_log": chosen(
                lambda aws: aws.add_log_group(name="/aws/vendedlogs/one"),
                lambda aws: aws.add_log_group(name="/aws/vendedlogs/two"),
            ),
        },
        unchangeable={("moto", name): "apigatewayv2:UpdateStage" for name in _OF_STAGE},
    ),
    TypeCases(
        cls=WebSocketAuthorizer,
        declare=_chat_gate,
        fields={
            "target": _TARGETS,
            "identity_sources": plain(
                st.sampled_from([["route.request.header.Token"], ["route.request.querystring.token"]])
            ),
        },
        unchangeable={("moto", name): NO_LIST for name in ("target", "identity_sources")},
    ),
    TypeCases(
        cls=WebSocketIntegration,
        declare=lambda aws, given: websocket(aws, **given).integration,
        fields={},
        tested_elsewhere=dict.fromkeys(
            ("target", "timeout"), "test_websocket_api.py: another value is another integration"
        ),
    ),
    TypeCases(
        cls=WebSocketRoute,
        declare=_chat_route,
        fields={
            "target": _TARGETS,
            "answer": plain(st.booleans()),
            "authorizer": chosen(lambda aws: True, lambda aws: None),
            "auth": plain(st.sampled_from(["AWS_IAM", "NONE"])),
        },
        unchangeable={("moto", "authorizer"): NO_LIST, ("moto", "answer"): "apigatewayv2:GetRouteResponses"},
    ),
)


def arns(call: Call, account_id: str) -> list[str]:
    """The paths of the model are those of the ARNs; tags are of an ARN within a path."""
    given = call.parameters
    if "resource_arn" in given:
        return [f"{_STARTS}/tags/{given['resource_arn']}"]
    return [f"{_STARTS}/apis/{given['apiId']}" if "apiId" in given else f"{_STARTS}/apis"]


def strip_tags(emulator: Emulator) -> None:
    client = emulator.client("apigatewayv2")
    for one in client.get_apis()["Items"]:
        client.untag_resource(ResourceArn=f"{_STARTS}/apis/{one['ApiId']}", TagKeys=[*OUR_TAGS])


def contents(emulator: Emulator) -> Mapping[str, object]:
    return dict(_contents(emulator.client("apigatewayv2")))


def _contents(client: Any) -> Iterator[tuple[str, object]]:
    """Numbered, since names aren't unique."""
    found = sorted(client.get_apis()["Items"], key=lambda one: (one["Name"], one["ApiId"]))
    for number, one in enumerate(found):
        tags = client.get_tags(ResourceArn=f"{_STARTS}/apis/{one['ApiId']}").get("Tags", {})
        stages = [stage["StageName"] for stage in client.get_stages(ApiId=one["ApiId"])["Items"]]
        children = _children(client, one["ApiId"])
        yield f"{number} {one['Name']}", (stages, one.get("CorsConfiguration"), children, tags_without_record(tags))


def _children(client: Any, api_id: str) -> list[object]:
    routes = client.get_routes(ApiId=api_id)["Items"]
    integrations = client.get_integrations(ApiId=api_id)["Items"]
    authorizers = client.get_authorizers(ApiId=api_id)["Items"]
    return [
        sorted((one["RouteKey"], one["OperationName"], one["AuthorizationType"]) for one in routes),
        sorted((one["IntegrationUri"], one["Description"], one["TimeoutInMillis"]) for one in integrations),
        sorted((one["Name"], str(one.get("JwtConfiguration"))) for one in authorizers),
    ]


def put_stranger(emulator: Emulator) -> None:
    emulator.client("apigatewayv2").create_api(Name="stranger", ProtocolType="HTTP", Tags={"owner": "somebody"})


def stranger(emulator: Emulator) -> Any:
    (found,) = [one for one in emulator.client("apigatewayv2").get_apis()["Items"] if one["Name"] == "stranger"]
    return found


def api(**fields: Any) -> Declare:
    return lambda aws: aws.add_http_api(name="shop", **fields)


def with_route(**fields: Any) -> Declare:
    fields = {"route": "GET /orders", "target": "https://example.com", **fields}
    return lambda aws: aws.add_http_api(name="shop").add_route(**fields)


def with_tokens(**fields: Any) -> Declare:
    return lambda aws: _with_tokens(aws, **fields)


CASES = Cases(
    types=(API, AUTHORIZER, INTEGRATION, ROUTE, *WEBSOCKETS),
    everything=(apis, websocket_apis),
    arns=arns,
    strip_tags=strip_tags,
    contents=contents,
    put_stranger=put_stranger,
    stranger=stranger,
    called={
        "apigatewayv2:CreateApi": (nothing, api()),
        "apigatewayv2:UpdateApi": (api(), api(cors=True)),
        "apigatewayv2:DeleteCorsConfiguration": (api(cors=True), api()),
        "apigatewayv2:DeleteApi": (api(), nothing),
        "apigatewayv2:CreateStage": (nothing, api()),
        "apigatewayv2:CreateAuthorizer": (api(), with_tokens()),
        "apigatewayv2:UpdateAuthorizer": (with_tokens(), with_tokens(audience=["other"])),
        "apigatewayv2:DeleteAuthorizer": (with_tokens(), api()),
        "apigatewayv2:CreateIntegration": (api(), with_route()),
        "apigatewayv2:DeleteIntegration": (with_route(), api()),
        "apigatewayv2:CreateRoute": (api(), with_route()),
        "apigatewayv2:UpdateRoute": (with_route(), with_route(auth="AWS_IAM")),
        "apigatewayv2:DeleteRoute": (with_route(), api()),
        "apigatewayv2:UpdateStage": (api(), api(throttling=limits(1, 2))),
        "apigatewayv2:CreateRouteResponse": (nothing, lambda aws: websocket(aws, answer=True)),
        "apigatewayv2:DeleteStage": (websocket, nothing),
    },
    # Without a list of authorizers there are none, and without UpdateStage no throttling.
    moto_lacks=frozenset(
        {"apigatewayv2:UpdateStage", *(f"apigatewayv2:{one}Authorizer" for one in ("Create", "Update", "Delete"))}
    ),
    not_called={
        "apigatewayv2:DeleteAccessLogSettings": "no emulator has it: test_api.py",
    },
)
