"""HTTP APIs, in the tests that go over all types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import strategies as st

from tests.support.calls import Call
from tests.support.cases import OUR_TAGS, Cases, TypeCases, Version
from tests.support.contents import tags_without_record
from tests.support.emulators import REGION, Emulator
from tests.support.pairs import TAGS, chosen, plain
from tests.support.workspaces import Declare, nothing
from touchdown.aws.apigatewayv2.api import HttpApi

_STARTS = f"arn:aws:apigateway:{REGION}::"


def limits(rate: float, burst: int) -> dict[str, float]:
    return {"ThrottlingRateLimit": rate, "ThrottlingBurstLimit": burst}


def apis(version: Version) -> None:
    first = version.first
    groups = [version.aws.add_log_group(name=f"/aws/vendedlogs/{number}", tags=version.tags) for number in (1, 2)]
    version.aws.add_http_api(
        name="shop",
        cors=True if first else {"AllowOrigins": ["https://two.example"], "MaxAge": 60},
        throttling=limits(10, 20) if first else limits(15, 30),
        access_log=groups[version.number - 1],
        disable_default_endpoint=not first,
        tags=version.tags,
    )
    version.aws.add_http_api(name="pages", cors=True if first else None, tags=version.tags)


API = TypeCases(
    cls=HttpApi,
    declare=lambda aws, given: aws.add_http_api(name="shop", **given),
    fields={
        "cors": chosen(
            lambda aws: True, lambda aws: {"AllowOrigins": ["https://one.example"], "AllowCredentials": True}
        ),
        "disable_default_endpoint": plain(st.booleans()),
        "tags": TAGS,
    },
    tested_elsewhere={
        "throttling": "test_api.py: moto has no UpdateStage",
        "access_log": "test_api.py: neither emulator has DeleteAccessLogSettings, and moto no UpdateStage",
    },
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
        yield f"{number} {one['Name']}", (stages, one.get("CorsConfiguration"), tags_without_record(tags))


def put_stranger(emulator: Emulator) -> None:
    emulator.client("apigatewayv2").create_api(Name="stranger", ProtocolType="HTTP", Tags={"owner": "somebody"})


def stranger(emulator: Emulator) -> Any:
    (found,) = [one for one in emulator.client("apigatewayv2").get_apis()["Items"] if one["Name"] == "stranger"]
    return found


def api(**fields: Any) -> Declare:
    return lambda aws: aws.add_http_api(name="shop", **fields)


CASES = Cases(
    types=(API,),
    everything=(apis,),
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
        "apigatewayv2:UpdateStage": (api(), api(throttling=limits(1, 2))),
    },
    not_called={"apigatewayv2:DeleteAccessLogSettings": "no emulator has it: test_api.py"},
)
