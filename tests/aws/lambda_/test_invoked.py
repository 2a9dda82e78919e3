"""How a function is invoked: reserved concurrency, recursion, asynchronous events. Each is brought along by a field."""

from __future__ import annotations

from typing import Any

import pytest

from tests.aws.test_grants import policies
from tests.support.emulators import REGION, Emulator
from tests.support.functions import hello
from tests.support.wire import Wire
from tests.support.workspaces import Declare, actions, applied, nothing, planned
from touchdown import destroy
from touchdown.model.errors import DeclarationError

HELLO = hello()
FUNCTION = "eu-west-1/lambda_function.worker"


def worker(**fields: Any) -> Declare:
    given: dict[str, Any] = {"code": HELLO, **fields}
    return lambda aws: aws.add_lambda_function(name="worker", **given)


def versions(emulator: Emulator) -> int:
    return len(emulator.client("lambda").list_versions_by_function(FunctionName="worker")["Versions"])


def test_settings_are_set_changed_and_cleared_and_publish_nothing(ministack: Emulator, wire: Wire) -> None:
    client = ministack.client("lambda")
    applied(ministack, worker())
    before = versions(ministack)
    first = worker(reserved_concurrency=0, recursion="Allow", async_retries=0, async_maximum_age=60)
    applied(ministack, first)
    assert client.get_function_concurrency(FunctionName="worker")["ReservedConcurrentExecutions"] == 0
    assert client.get_function_recursion_config(FunctionName="worker")["RecursiveLoop"] == "Allow"
    events = client.get_function_event_invoke_config(FunctionName="worker")
    assert (events["MaximumRetryAttempts"], events["MaximumEventAgeInSeconds"]) == (0, 60)
    assert actions(planned(ministack, first)) == {}
    wire.forget()
    applied(ministack, worker(reserved_concurrency=2, recursion="Allow", async_maximum_age=60))
    assert sorted(wire.writes()) == ["lambda:PutFunctionConcurrency", "lambda:PutFunctionEventInvokeConfig"]
    applied(ministack, worker())
    assert "ReservedConcurrentExecutions" not in client.get_function_concurrency(FunctionName="worker")
    assert client.get_function_recursion_config(FunctionName="worker")["RecursiveLoop"] == "Terminate"
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.get_function_event_invoke_config(FunctionName="worker")
    assert versions(ministack) == before
    assert not [key for key in client.get_function(FunctionName="worker")["Tags"] if key.startswith("touchdown:has")]


def test_a_function_without_settings_costs_a_plan_no_call_more(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, worker())
    wire.forget()
    planned(emulator, worker())
    reads = [name for name in wire.names() if name.startswith("lambda:")]
    assert reads == ["lambda:GetFunction"]


def test_a_setting_that_somebody_has_made_is_no_obstacle_where_it_is_declared(ministack: Emulator) -> None:
    client = ministack.client("lambda")
    applied(ministack, worker())
    client.put_function_concurrency(FunctionName="worker", ReservedConcurrentExecutions=7)
    assert actions(planned(ministack, worker())) == {}  # it isn't read where none is declared
    applied(ministack, worker(reserved_concurrency=5))
    assert client.get_function_concurrency(FunctionName="worker")["ReservedConcurrentExecutions"] == 5
    client.delete_function_concurrency(FunctionName="worker")
    assert actions(planned(ministack, worker(reserved_concurrency=5))) == {f"{FUNCTION}:concurrency": "create"}


# FUNCTION.md, 2.4 and section 4.
def test_the_role_may_send_to_the_destinations_before_lambda_asks(ministack: Emulator, wire: Wire) -> None:
    def declare(aws: Any) -> None:
        other = aws.add_lambda_function(name="other", code=HELLO)
        worker(on_success=other, on_failure=aws.add_bucket(name=f"{ministack.account_id}-failed"))(aws)

    applied(ministack, declare)
    writes = wire.writes()
    granted = max(at for at, name in enumerate(writes) if name == "iam:PutRolePolicy")
    assert granted < writes.index("lambda:PutFunctionEventInvokeConfig")
    statements = policies(ministack)["touchdown-worker"]["Statement"]
    assert {action for one in statements for action in one["Action"]} == {
        "lambda:InvokeFunction",
        "s3:PutObject",
        "s3:ListBucket",
    }
    assert actions(planned(ministack, declare)) == {}

    # What is taken out goes: the call replaces the settings whole.
    def only_retries(aws: Any) -> None:
        aws.add_lambda_function(name="other", code=HELLO)
        aws.add_bucket(name=f"{ministack.account_id}-failed")
        worker(async_retries=1)(aws)

    applied(ministack, only_retries)
    found = ministack.client("lambda").get_function_event_invoke_config(FunctionName="worker")
    assert not found.get("DestinationConfig", {}).get("OnFailure")
    assert "touchdown-worker" not in policies(ministack)


def test_settings_go_with_their_function(ministack: Emulator) -> None:
    made = applied(ministack, worker(reserved_concurrency=1, recursion="Allow", async_retries=1))
    assert destroy(made).complete
    assert actions(planned(ministack, nothing)) == {}


ARN = f"arn:aws:sqs:{REGION}:123456789012:failed"
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "too many retries": ({"async_retries": 3}, "async_retries= is 3, the most is 2"),
    "too old": ({"async_maximum_age": 21_601}, "async_maximum_age= is 21601, the most is 21600"),
    "less than nothing": ({"reserved_concurrency": -1}, "reserved_concurrency= is -1, the least is 0"),
    "a bucket for successes": (
        {"on_success": "arn:aws:s3:::done"},
        "on_success= takes a queue, a topic, an event bus, a function, or the ARN of one",
    ),
    "a FIFO queue": ({"on_failure": f"{ARN}.fifo"}, "on_failure= is FIFO, and Lambda delivers nothing"),
    "a stream": (
        {"on_failure": f"arn:aws:kinesis:{REGION}:123456789012:stream/clicks"},
        "on_failure= takes a queue, a topic, an event bus, a function, a bucket, or the ARN of one",
    ),
}


@pytest.mark.parametrize(("fields", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_setting_is_refused_in_a_sentence_before_any_call(
    fields: dict[str, Any], said: str, moto: Emulator, wire: Wire
) -> None:
    with pytest.raises(DeclarationError) as raised:
        planned(moto, worker(**fields))
    assert said in str(raised.value)
    assert wire.names() == []


def test_a_function_is_no_destination_of_itself(moto: Emulator, wire: Wire) -> None:
    def declare(aws: Any) -> None:
        made = worker()(aws)
        made.on_failure = made

    with pytest.raises(DeclarationError, match="can't name the function itself"):
        planned(moto, declare)
    assert wire.names() == []
