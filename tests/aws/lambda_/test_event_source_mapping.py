"""Event source mappings: Lambda reads a queue or a stream, and calls a function with what it finds."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.emulators import REGION, Emulator
from tests.support.functions import function as function_of
from tests.support.functions import hello
from tests.support.waiting import wait_until
from tests.support.wire import Wire
from tests.support.workspaces import Declare, actions, applied, nothing, planned
from touchdown import destroy
from touchdown.model.errors import DeclarationError

MAPPING = "eu-west-1/lambda_function.worker:event_source_mapping.sqs_queue.orders"
HAS_MAPPING = "touchdown:has:event_source_mapping"


def parts(aws: Any) -> tuple[Any, Any]:
    return aws.add_lambda_function(name="worker", code=hello()), aws.add_queue(name="orders")


def without(aws: Any) -> None:
    parts(aws)


def mapped(**fields: Any) -> Declare:
    def declare(aws: Any) -> Any:
        worker, orders = parts(aws)
        return worker.add_event_source(source=orders, **fields)

    return declare


def mappings(emulator: Emulator) -> list[dict[str, Any]]:
    return emulator.client("lambda").list_event_source_mappings(FunctionName="worker")["EventSourceMappings"]


def test_a_mapping_is_made_and_found_again(emulator: Emulator) -> None:
    applied(emulator, mapped(batch_size=5))
    (made,) = mappings(emulator)
    assert made["EventSourceArn"] == f"arn:aws:sqs:{REGION}:{emulator.account_id}:orders"
    assert made["BatchSize"] == 5
    assert actions(planned(emulator, mapped(batch_size=5))) == {}


# FAULTS.md, 8.
def test_partial_failures_are_reported_unless_declared_otherwise(emulator: Emulator) -> None:
    applied(emulator, mapped())
    assert mappings(emulator)[0]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    applied(emulator, mapped(report_batch_item_failures=False))
    assert not mappings(emulator)[0].get("FunctionResponseTypes")
    assert actions(planned(emulator, mapped(report_batch_item_failures=False))) == {}


# FAULTS.md, 1.
def test_a_changed_batch_size_is_one_call_and_its_record(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, mapped(batch_size=5))
    before = mappings(ministack)[0]["UUID"]
    wire.forget()
    applied(ministack, mapped(batch_size=1))
    assert wire.writes() == ["lambda:UpdateEventSourceMapping", "lambda:TagResource"]
    assert (mappings(ministack)[0]["BatchSize"], mappings(ministack)[0]["UUID"]) == (1, before)
    assert actions(planned(ministack, mapped(batch_size=1))) == {}


# FAULTS.md, 3.
def test_a_filter_that_is_taken_out_lets_everything_through_again(emulator: Emulator) -> None:
    filtered = mapped(filters=[{"body": {"kind": ["paid"]}}])
    applied(emulator, filtered)
    assert actions(planned(emulator, filtered)) == {}
    applied(emulator, mapped())
    assert not mappings(emulator)[0].get("FilterCriteria", {}).get("Filters")


# FAULTS.md, 2.
def test_another_source_is_another_mapping(ministack: Emulator) -> None:
    def other(aws: Any) -> None:
        worker, _ = parts(aws)
        worker.add_event_source(source=aws.add_queue(name="other"))

    applied(ministack, mapped())
    applied(ministack, other)
    assert [one["EventSourceArn"].rpartition(":")[2] for one in mappings(ministack)] == ["other"]


# FAULTS.md, 4: the role may read the queue before Lambda asks.
def test_what_the_function_needs_is_granted_before(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, without)
    wire.forget()
    applied(ministack, mapped())
    writes = wire.writes()
    assert writes.index("iam:PutRolePolicy") < writes.index("lambda:CreateEventSourceMapping")
    policy = ministack.client("iam").get_role_policy(RoleName="worker-eu-west-1", PolicyName="touchdown-worker")
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert set(statement["Action"]) == {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}


# FAULTS.md, 6.
def test_a_mapping_that_was_disabled_is_seen_and_enabled_again(emulator: Emulator) -> None:
    applied(emulator, mapped())
    emulator.client("lambda").update_event_source_mapping(UUID=mappings(emulator)[0]["UUID"], Enabled=False)
    assert actions(planned(emulator, mapped())) == {MAPPING: "update"}
    applied(emulator, mapped())
    assert mappings(emulator)[0]["State"] == "Enabled"


def test_a_mapping_goes_that_is_no_longer_declared(emulator: Emulator) -> None:
    applied(emulator, mapped())
    applied(emulator, without)
    assert mappings(emulator) == []
    tags = emulator.client("lambda").get_function(FunctionName="worker")["Tags"]
    assert HAS_MAPPING not in tags
    assert actions(planned(emulator, without)) == {}


# EVENTS.md, 4: the mapping would outlive its function.
def test_a_mapping_goes_before_its_function(emulator: Emulator, wire: Wire) -> None:
    made = applied(emulator, mapped())
    wire.forget()
    destroy(made)
    deletes = [name for name in wire.writes() if name.startswith("lambda:Delete")]
    assert deletes == ["lambda:DeleteEventSourceMapping", "lambda:DeleteFunction"]
    assert actions(planned(emulator, nothing)) == {}


def test_mappings_of_others_stay(emulator: Emulator) -> None:
    def both(aws: Any) -> None:
        parts(aws)
        aws.add_queue(name="theirs")

    def mapped_too(aws: Any) -> None:
        worker, orders = parts(aws)
        aws.add_queue(name="theirs")
        worker.add_event_source(source=orders)

    applied(emulator, mapped_too)
    theirs = f"arn:aws:sqs:{REGION}:{emulator.account_id}:theirs"
    emulator.client("lambda").create_event_source_mapping(FunctionName="worker", EventSourceArn=theirs)
    applied(emulator, both)
    assert [one["EventSourceArn"] for one in mappings(emulator)] == [theirs]


def test_no_call_is_made_for_mappings_where_there_is_none(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, without)
    wire.forget()
    planned(emulator, without)
    assert "lambda:ListEventSourceMappings" not in wire.names()


def test_many_mappings_are_read_in_one_call(ministack: Emulator, wire: Wire) -> None:
    def many(aws: Any) -> None:
        for number in range(5):
            worker = aws.add_lambda_function(name=f"worker-{number}", code=hello())
            worker.add_event_source(source=aws.add_queue(name=f"orders-{number}"))

    applied(ministack, many)
    wire.forget()
    assert actions(planned(ministack, many)) == {}
    assert wire.names().count("lambda:ListEventSourceMappings") == 1


def test_a_message_reaches_the_function(ministack: Emulator) -> None:
    handler = function_of(
        "import boto3\n"
        "def hello(event, context):\n"
        "    sqs = boto3.client('sqs')\n"
        "    url = sqs.get_queue_url(QueueName='done')['QueueUrl']\n"
        "    for record in event['Records']:\n"
        "        sqs.send_message(QueueUrl=url, MessageBody=record['body'] + ' of ' + record['eventSource'])\n"
    )

    def declare(aws: Any) -> None:
        worker = aws.add_lambda_function(name="worker", code=handler, timeout=10)
        aws.add_queue(name="done", force_destroy=True).grant("send", to=worker)
        worker.add_event_source(source=aws.add_queue(name="orders"), batch_size=1)

    applied(ministack, declare)
    sqs = ministack.client("sqs")
    sqs.send_message(QueueUrl=sqs.get_queue_url(QueueName="orders")["QueueUrl"], MessageBody="hello")
    done = sqs.get_queue_url(QueueName="done")["QueueUrl"]
    bodies: list[str] = []

    def arrived() -> bool:
        bodies.extend(one["Body"] for one in sqs.receive_message(QueueUrl=done, WaitTimeSeconds=1).get("Messages", ()))
        return bool(bodies)

    wait_until(arrived)
    assert bodies == ["hello of aws:sqs"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"batch_size": 50}, r"more than 10 messages need batching_window="),
        ({"starting_position": "LATEST"}, r"starting_position= isn't for a queue"),
        ({"tumbling_window": 30}, r"tumbling_window= isn't for a queue"),
        ({"maximum_concurrency": 1}, r"AWS takes 2 to 1000"),
        ({"filters": []}, r"filters= is empty"),
        ({"filters": [{"body": ["a"]}] * 6}, r"has 6 patterns, AWS takes 5"),
        (
            {"maximum_concurrency": 5, "pollers": {"MinimumPollers": 2, "MaximumPollers": 4}},
            r"maximum_concurrency= and pollers= exclude each other",
        ),
    ],
)
def test_what_lambda_would_refuse_of_a_queue_is_refused(ministack: Emulator, fields: dict[str, Any], said: str) -> None:
    with pytest.raises(DeclarationError, match=said):
        planned(ministack, mapped(**fields))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, r"starting_position= is missing"),
        ({"starting_position": "AT_TIMESTAMP"}, r"starting_timestamp= and starting_position="),
        ({"starting_position": "LATEST", "maximum_concurrency": 3}, r"maximum_concurrency= isn't for a stream"),
        ({"starting_position": "AT_TIMESTAMP", "starting_timestamp": "yesterday"}, r"has to look like 2026-"),
    ],
)
def test_what_lambda_would_refuse_of_a_stream_is_refused(
    ministack: Emulator, fields: dict[str, Any], said: str
) -> None:
    def declare(aws: Any) -> None:
        worker, _ = parts(aws)
        worker.add_event_source(source="arn:aws:kinesis:eu-west-1:123456789012:stream/clicks", **fields)

    with pytest.raises(DeclarationError, match=said):
        planned(ministack, declare)


# EVENTS.md, 10.
def test_a_table_is_not_read_from_a_point_in_time(ministack: Emulator) -> None:
    def declare(aws: Any) -> None:
        stream = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders/stream/2026-01-01T00:00:00.000"
        parts(aws)[0].add_event_source(
            source=stream, starting_position="AT_TIMESTAMP", starting_timestamp="2026-01-01T00:00:00Z"
        )

    with pytest.raises(DeclarationError, match="isn't for a table's stream"):
        planned(ministack, declare)


# EVENTS.md, 9.
def test_a_fifo_queue_takes_no_window(ministack: Emulator) -> None:
    def declare(aws: Any) -> None:
        parts(aws)[0].add_event_source(source=aws.add_queue(name="a.fifo", fifo=True), batching_window=1)

    with pytest.raises(DeclarationError, match="isn't for a FIFO queue"):
        planned(ministack, declare)


def test_what_is_no_source_is_refused(ministack: Emulator) -> None:
    with pytest.raises(DeclarationError, match="source= is no event source"):
        planned(ministack, lambda aws: parts(aws)[0].add_event_source(source="orders"))


# FAULTS.md, 7.
def test_a_queue_that_hides_messages_for_too_short_is_refused(ministack: Emulator) -> None:
    def declare(aws: Any) -> None:
        worker = aws.add_lambda_function(name="worker", code=hello(), timeout=60)
        worker.add_event_source(source=aws.add_queue(name="orders", visibility_timeout=30))

    with pytest.raises(DeclarationError, match=r"visibility_timeout=30, and the function a timeout of 60 s"):
        planned(ministack, declare)


def reading_queue(timeout: int, **fields: Any) -> Declare:
    def declare(aws: Any) -> None:
        worker = aws.add_lambda_function(name="worker", code=hello(), timeout=timeout)
        worker.add_event_source(source=aws.add_queue(name="orders"), **fields)

    return declare


def hidden_for(emulator: Emulator) -> str:
    sqs = emulator.client("sqs")
    url = sqs.get_queue_url(QueueName="orders")["QueueUrl"]
    return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])["Attributes"][
        "VisibilityTimeout"
    ]


def test_a_queue_hides_messages_for_six_times_the_timeout_and_the_window(emulator: Emulator) -> None:
    applied(emulator, reading_queue(60, batching_window=5))
    assert hidden_for(emulator) == "365"
    assert actions(planned(emulator, reading_queue(60, batching_window=5))) == {}


def test_a_queue_hides_messages_for_half_a_minute_at_least(ministack: Emulator) -> None:
    applied(ministack, reading_queue(3))
    assert hidden_for(ministack) == "30"


# FAULTS.md, 7.
def test_a_timeout_that_grows_is_first_the_queues(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, reading_queue(10))
    wire.forget()
    applied(ministack, reading_queue(20))
    writes = wire.writes()
    assert writes.index("sqs:SetQueueAttributes") < writes.index("lambda:UpdateFunctionConfiguration")


# FAULTS.md, 7.
def test_a_timeout_that_shrinks_is_last_the_queues(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, reading_queue(20))
    wire.forget()
    applied(ministack, reading_queue(10))
    writes = wire.writes()
    assert writes.index("lambda:UpdateFunctionConfiguration") < writes.index("sqs:SetQueueAttributes")


def test_the_stream_of_a_new_table_is_shown_as_unknown(ministack: Emulator) -> None:
    def declare(aws: Any) -> None:
        table = aws.add_table(name="orders", partition_key="pk", stream="NEW_IMAGE", force_destroy=True)
        parts(aws)[0].add_event_source(source=table, starting_position="LATEST")

    made = next(one for one in planned(ministack, declare).changes if ":event_source_mapping" in one.address)
    shown = {one.path[0]: str(one.new) for one in made.differences}
    assert shown["source"] == "(dynamodb_table.orders.stream_arn)"
