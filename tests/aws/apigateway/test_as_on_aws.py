"""REST APIs where AWS is stricter than emulators: through the simulator, which knows AWS's rules."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from benchmarks.simulator.profile import Profile
from benchmarks.simulator.server import running
from tests.aws.apigateway.cases import ADDRESS, api, with_key
from tests.support.emulators import Emulator
from tests.support.workspaces import actions, applied, nothing, planned
from touchdown import Account
from touchdown.model.errors import PartlyApplied

PROFILE = Profile(latency=0)


@pytest.fixture
def aws(ministack: Emulator) -> Iterator[Emulator]:
    with running(ministack.direct_address, PROFILE) as simulator:
        ministack.address = simulator.address
        yield ministack


def everything(version: int) -> Any:
    def declare(account: Account) -> None:
        made = account.add_rest_api(
            name="shop", access_log=version == 2, endpoint="EDGE" if version == 2 else "REGIONAL"
        )
        schema = {"type": "object", "required": ["item"] * version}
        made.add_route(route="POST /orders", target=ADDRESS, body=schema, api_key=True)
        made.add_route(route=f"GET /pages{version}/{{id}}", target=ADDRESS)
        made.add_api_key(name="partner", quota=f"{version}/day")

    return declare


# APIS.md, 2, 4, 12, 15, 19, 21, 26.
def test_an_api_is_made_changed_and_deleted_by_the_rules_of_aws(aws: Emulator) -> None:
    for version in (1, 2, 1):
        applied(aws, everything(version))
        assert actions(planned(aws, everything(version))) == {}
    client = aws.client("apigateway")
    (made,) = client.get_rest_apis()["items"]
    paths = {one["path"] for one in client.get_resources(restApiId=made["id"], limit=500)["items"]}
    assert "/pages1/{id}" in paths
    assert "/pages2/{id}" not in paths
    applied(aws, nothing)
    assert client.get_rest_apis()["items"] == []


# APIS.md, 17: what is the account's is never changed in silence.
def test_an_account_without_a_role_for_logs_is_said_to_need_one(ministack: Emulator) -> None:
    with running(ministack.direct_address, Profile(latency=0, logs_role=False)) as simulator:
        ministack.address = simulator.address
        with pytest.raises(PartlyApplied, match="update-account"):
            applied(ministack, api(access_log=True))
        assert "apigateway:UpdateAccount" not in simulator.counted().by_operation


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"paths": {}}, "doesn't contain any methods"),  # 12
        ({"paths": {"/": {"get": {}}}}, "No integration defined"),  # 12
        ({"paths": {}, "components": {"schemas": {"a-b": {}}}}, "invalid model name"),  # 5
        ({"paths": {}, "components": {"schemas": {"A": {"nullable": True}}}}, "not supported"),  # 4
    ],
)
def test_the_simulator_refuses_what_aws_refuses_of_a_document(
    aws: Emulator, document: dict[str, Any], said: str
) -> None:
    client = aws.client("apigateway", address=aws.address)
    made = client.create_rest_api(name="theirs")["id"]
    body = json.dumps({"openapi": "3.0.1", "info": {"title": "theirs", "version": "1"}, **document}).encode()

    def deploy() -> None:
        client.put_rest_api(restApiId=made, mode="overwrite", failOnWarnings=True, body=body)
        client.create_deployment(restApiId=made)

    with pytest.raises(ClientError, match=said):
        deploy()


# APIS.md, 2 and 21.
def test_the_simulator_keeps_paths_without_overwrite_and_plans_with_stages(aws: Emulator) -> None:
    applied(aws, with_key())
    client = aws.client("apigateway", address=aws.address)
    (made,), (plan,) = client.get_rest_apis()["items"], client.get_usage_plans()["items"]
    info = {"title": "shop", "version": "1"}
    document: dict[str, Any] = {"openapi": "3.0.1", "info": info, "paths": {"/more": {}}}
    client.put_rest_api(restApiId=made["id"], body=json.dumps(document).encode())
    paths = {one["path"] for one in client.get_resources(restApiId=made["id"])["items"]}
    assert {"/orders", "/more"} <= paths
    with pytest.raises(ClientError, match="API Stages associated"):
        client.delete_usage_plan(usagePlanId=plan["id"])
