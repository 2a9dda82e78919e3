"""Subscription filters: a function is called with the lines of a log group that match a pattern."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.emulators import Emulator
from tests.support.functions import function as function_of
from tests.support.functions import hello
from tests.support.waiting import wait_until
from tests.support.wire import Wire
from tests.support.workspaces import Declare, actions, applied, nothing, planned
from touchdown.model.errors import DeclarationError


def without(aws: Any) -> tuple[Any, Any]:
    return aws.add_lambda_function(name="watch", code=hello()), aws.add_log_group(name="shop")


def filtered(**fields: Any) -> Declare:
    def declare(aws: Any) -> None:
        watch, group = without(aws)
        group.add_subscription_filter(target=watch, **fields)

    return declare


def filters(emulator: Emulator) -> list[dict[str, Any]]:
    return emulator.client("logs").describe_subscription_filters(logGroupName="shop")["subscriptionFilters"]


def test_a_filter_is_made_and_found_again(ministack: Emulator) -> None:
    applied(ministack, filtered(pattern="ERROR"))
    (made,) = filters(ministack)
    assert (made["filterPattern"], made["destinationArn"].rpartition(":")[2]) == ("ERROR", "watch")
    assert actions(planned(ministack, filtered(pattern="ERROR"))) == {}


# EVENTS.md, 77: CloudWatch Logs tries the function when the filter is made.
def test_the_function_may_be_called_before_the_filter_is_made(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, filtered())
    writes = wire.writes()
    assert writes.index("lambda:AddPermission") < writes.index("logs:PutSubscriptionFilter")


def test_a_changed_pattern_is_one_call(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, filtered(pattern="ERROR"))
    wire.forget()
    applied(ministack, filtered(pattern="WARN"))
    assert wire.writes() == ["logs:PutSubscriptionFilter"]


# FAULTS.md, 24.
def test_filters_of_others_stay(ministack: Emulator) -> None:
    applied(ministack, without)
    arn = ministack.client("lambda").get_function(FunctionName="watch")["Configuration"]["FunctionArn"]
    ministack.client("logs").put_subscription_filter(
        logGroupName="shop", filterName="theirs", filterPattern="", destinationArn=arn
    )
    applied(ministack, filtered())
    assert len(filters(ministack)) == 2
    applied(ministack, without)
    assert [one["filterName"] for one in filters(ministack)] == ["theirs"]
    assert actions(planned(ministack, without)) == {}


def test_a_filter_goes_with_its_group(ministack: Emulator) -> None:
    applied(ministack, filtered())
    applied(ministack, nothing)
    assert actions(planned(ministack, nothing)) == {}


def test_no_call_is_made_for_filters_where_there_is_none(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, without)
    wire.forget()
    planned(ministack, without)
    assert "logs:DescribeSubscriptionFilters" not in wire.names()


def test_a_third_filter_is_refused(ministack: Emulator) -> None:
    def declare(aws: Any) -> None:
        watch, group = without(aws)
        for name in ("one", "two", "three"):
            group.add_subscription_filter(name=name, target=watch)

    with pytest.raises(DeclarationError, match="has 3 subscription filters, AWS takes 2"):
        planned(ministack, declare)


def test_a_function_that_would_call_itself_is_refused(ministack: Emulator) -> None:
    def declare(aws: Any) -> None:
        group = aws.add_log_group(name="shop")
        group.add_subscription_filter(target=aws.add_lambda_function(name="w", code=hello(), log_group=group))

    with pytest.raises(DeclarationError, match="would call itself for ever"):
        planned(ministack, declare)


def test_a_line_that_matches_calls_the_function(ministack: Emulator) -> None:
    handler = function_of(
        "import base64, gzip, json, boto3\n"
        "def hello(event, context):\n"
        "    data = json.loads(gzip.decompress(base64.b64decode(event['awslogs']['data'])))\n"
        "    sqs = boto3.client('sqs')\n"
        "    url = sqs.get_queue_url(QueueName='seen')['QueueUrl']\n"
        "    sqs.send_message(QueueUrl=url, MessageBody=data['logEvents'][0]['message'])\n"
    )

    def declare(aws: Any) -> None:
        watch = aws.add_lambda_function(name="watch", code=handler, timeout=10)
        aws.add_queue(name="seen", force_destroy=True).grant("send", to=watch)
        aws.add_log_group(name="shop").add_subscription_filter(target=watch, pattern="ERROR")

    applied(ministack, declare)
    logs, sqs = ministack.client("logs"), ministack.client("sqs")
    logs.create_log_stream(logGroupName="shop", logStreamName="a")
    events = [{"timestamp": 1_790_000_000_000, "message": "ERROR it broke"}]
    logs.put_log_events(logGroupName="shop", logStreamName="a", logEvents=events)
    url, bodies = sqs.get_queue_url(QueueName="seen")["QueueUrl"], list[str]()

    def seen() -> bool:
        bodies.extend(one["Body"] for one in sqs.receive_message(QueueUrl=url, WaitTimeSeconds=1).get("Messages", ()))
        return bool(bodies)

    wait_until(seen)
    assert bodies == ["ERROR it broke"]
