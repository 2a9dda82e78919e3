"""Routes to queues, buses and state machines, with the role that they share."""

from __future__ import annotations

from typing import Any

import pytest

from tests.aws.stepfunctions.cases import passing
from tests.support.emulators import Emulator
from tests.support.wire import Wire
from tests.support.workspaces import actions, applied, planned
from touchdown import Account, Workspace
from touchdown.model.errors import DeclarationError

ROLE = "apis-shop-eu-west-1"


def routes(aws: Account, **parameters: str) -> None:
    shop = aws.add_http_api(name="shop")
    queue = aws.add_queue(name="orders.fifo", fifo=True, content_based_deduplication=True, dead_letter_queue=False)
    group = {"MessageGroupId": "$request.body.customer", **parameters}
    shop.add_route(route="POST /orders", target=queue, parameters=group)
    shop.add_route(route="POST /events", target=aws.add_event_bus(name="shop"))
    shop.add_route(route="POST /flows", target=aws.add_state_machine(name="flow", definition=passing()))
    express = aws.add_state_machine(name="quick", definition=passing(), type="EXPRESS", log_level="OFF")
    shop.add_route(route="POST /quick", target=express)


def integrations(emulator: Emulator) -> list[Any]:
    client = emulator.client("apigatewayv2")
    (made,) = client.get_apis()["Items"]
    return list(client.get_integrations(ApiId=made["ApiId"])["Items"])


# APIS.md, 50; AWS, "Integration subtype reference".
def test_a_route_passes_requests_on_to_a_service_with_a_role_for_just_that(moto: Emulator, wire: Wire) -> None:
    applied(moto, routes)
    by_subtype = {one["IntegrationSubtype"]: one for one in integrations(moto)}
    start, account = f"arn:aws:states:eu-west-1:{moto.account_id}:stateMachine", moto.account_id
    bus = f"arn:aws:events:eu-west-1:{account}:event-bus/shop"
    sent = {name: one["RequestParameters"] for name, one in by_subtype.items()}
    assert sent.pop("SQS-SendMessage") | {"QueueUrl": ""} == {
        "QueueUrl": "",
        "MessageBody": "$request.body",
        "MessageGroupId": "$request.body.customer",
    }
    assert sent == {
        "EventBridge-PutEvents": {
            "EventBusName": bus,
            "Source": "shop",
            "DetailType": "POST /events",
            "Detail": "$request.body",
        },
        "StepFunctions-StartExecution": {"StateMachineArn": f"{start}:flow", "Input": "$request.body"},
        "StepFunctions-StartSyncExecution": {"StateMachineArn": f"{start}:quick", "Input": "$request.body"},
    }
    assert {(one["IntegrationType"], one["PayloadFormatVersion"]) for one in by_subtype.values()} == {
        ("AWS_PROXY", "1.0")
    }
    assert {one["CredentialsArn"] for one in by_subtype.values()} == {f"arn:aws:iam::{account}:role/{ROLE}"}
    policy = moto.client("iam").get_role_policy(RoleName=ROLE, PolicyName="targets")["PolicyDocument"]
    assert {one["Action"]: one["Resource"] for one in policy["Statement"]} == {
        "events:PutEvents": [bus],
        "sqs:SendMessage": [f"arn:aws:sqs:eu-west-1:{account}:orders.fifo"],
        "states:StartExecution": [f"{start}:flow"],
        "states:StartSyncExecution": [f"{start}:quick"],
    }
    wire.forget()
    applied(moto, routes)
    assert wire.writes() == []


def test_changed_parameters_are_a_change_of_the_integration(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, lambda aws: routes(aws, MessageDeduplicationId="$context.requestId"))
    assert planned(emulator, lambda aws: routes(aws, MessageDeduplicationId="$context.requestId")).to_do == ()
    plan = planned(emulator, routes)
    assert set(actions(plan).values()) == {"update"}
    wire.forget()
    applied(emulator, routes)
    assert wire.writes() == ["apigatewayv2:UpdateIntegration"]
    assert planned(emulator, routes).to_do == ()


WRONG: dict[str, tuple[dict[str, Any], dict[str, str], str]] = {
    "no group": ({"name": "a.fifo", "fifo": True}, {}, 'parameters= needs "MessageGroupId" for a FIFO queue'),
    "no id": (
        {"name": "a.fifo", "fifo": True},
        {"MessageGroupId": "a"},
        'needs "MessageDeduplicationId", or the queue content_based_deduplication=True',
    ),
    "another parameter": ({"name": "a"}, {"Body": "a"}, 'parameters= has "Body": for sqs_queue.a AWS takes'),
}


@pytest.mark.parametrize(("queue", "parameters", "sentence"), WRONG.values(), ids=WRONG)
def test_a_wrong_route_to_a_queue_is_refused_before_any_call(
    moto: Emulator, wire: Wire, queue: dict[str, Any], parameters: dict[str, str], sentence: str
) -> None:
    def declare(aws: Account) -> None:
        target = aws.add_queue(dead_letter_queue=False, **queue)
        aws.add_http_api(name="shop").add_route(route="POST /orders", target=target, parameters=parameters)

    with pytest.raises(DeclarationError) as raised:
        planned(moto, declare)
    assert sentence in str(raised.value)
    assert wire.names() == []


def test_the_plan_says_that_the_local_aws_has_no_such_routes() -> None:
    aws = Workspace("shop").add_aws(region="eu-west-1", local=True)
    route = aws.add_http_api(name="shop").add_route(route="POST /orders", target=aws.add_queue(name="orders"))
    assert any("The local AWS can't pass requests on to a queue" in one for one in route.warnings())
