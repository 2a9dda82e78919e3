"""Notifications: what S3 calls when objects come and go."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.emulators import Emulator
from tests.support.functions import function as function_of
from tests.support.functions import hello
from tests.support.waiting import wait_until
from tests.support.wire import Wire
from tests.support.workspaces import Declare, actions, applied, nothing, planned, workspace
from touchdown.model.errors import DeclarationError

CREATED = ["s3:ObjectCreated:*"]


def bucket_of(emulator: Emulator) -> str:
    return f"pics-{emulator.account_id}"


def without(emulator: Emulator) -> Declare:
    def declare(aws: Any) -> None:
        aws.add_lambda_function(name="worker", code=hello())
        aws.add_bucket(name=bucket_of(emulator), force_destroy=True)

    return declare


def notified(emulator: Emulator, **fields: Any) -> Declare:
    def declare(aws: Any) -> None:
        worker = aws.add_lambda_function(name="worker", code=hello())
        bucket = aws.add_bucket(name=bucket_of(emulator), force_destroy=True)
        bucket.add_notification(target=worker, **{"events": CREATED, **fields})

    return declare


def document(emulator: Emulator) -> dict[str, Any]:
    found = emulator.client("s3").get_bucket_notification_configuration(Bucket=bucket_of(emulator))
    return {name: one for name, one in found.items() if name != "ResponseMetadata"}


def test_a_notification_is_made_and_found_again(emulator: Emulator) -> None:
    declare = notified(emulator, prefix="in/", suffix=".jpg")
    applied(emulator, declare)
    (entry,) = document(emulator)["LambdaFunctionConfigurations"]
    assert entry["LambdaFunctionArn"].endswith(":function:worker")
    assert entry["Events"] == CREATED
    assert actions(planned(emulator, declare)) == {}


# EVENTS.md, 32 and 35.
def test_s3_may_call_the_function_before_it_is_told_to(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, notified(ministack))
    writes = wire.writes()
    assert writes.index("lambda:AddPermission") < writes.index("s3:PutBucketNotificationConfiguration")


def test_a_changed_prefix_is_one_call(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, notified(ministack, prefix="in/"))
    wire.forget()
    applied(ministack, notified(ministack, prefix="new/"))
    assert wire.writes() == ["s3:PutBucketNotificationConfiguration"]
    assert actions(planned(ministack, notified(ministack, prefix="new/"))) == {}


# FAULTS.md, 24.
def test_notifications_of_others_stay(emulator: Emulator) -> None:
    applied(emulator, without(emulator))
    sqs, s3 = emulator.client("sqs"), emulator.client("s3")
    url = sqs.create_queue(QueueName="theirs")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    theirs = {"Id": "theirs", "QueueArn": arn, "Events": ["s3:ObjectRemoved:*"]}
    s3.put_bucket_notification_configuration(
        Bucket=bucket_of(emulator), NotificationConfiguration={"QueueConfigurations": [theirs]}
    )
    applied(emulator, notified(emulator))
    assert len(document(emulator)["LambdaFunctionConfigurations"]) == 1
    applied(emulator, without(emulator))
    assert [one["Id"] for one in document(emulator)["QueueConfigurations"]] == ["theirs"]
    assert not document(emulator).get("LambdaFunctionConfigurations")
    assert actions(planned(emulator, without(emulator))) == {}


def test_a_notification_goes_with_its_bucket(emulator: Emulator) -> None:
    applied(emulator, notified(emulator))
    applied(emulator, nothing)
    assert actions(planned(emulator, nothing)) == {}


def test_no_call_is_made_for_notifications_where_there_is_none(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, without(ministack))
    wire.forget()
    planned(ministack, without(ministack))
    assert "s3:GetBucketNotificationConfiguration" not in wire.names()


def test_an_object_that_comes_calls_the_function(ministack: Emulator) -> None:
    handler = function_of(
        "import boto3\n"
        "def hello(event, context):\n"
        "    record = event['Records'][0]['s3']\n"
        "    key = 'out/' + record['object']['key'].split('/')[-1]\n"
        "    boto3.client('s3').put_object(Bucket=record['bucket']['name'], Key=key, Body=b'seen')\n"
    )

    def declare(aws: Any) -> None:
        bucket = aws.add_bucket(name=bucket_of(ministack), force_destroy=True)
        worker = aws.add_lambda_function(name="worker", code=handler, timeout=10)
        bucket.grant("write", to=worker, prefix="out/")
        bucket.add_notification(target=worker, events=CREATED, prefix="in/")

    applied(ministack, declare)
    s3 = ministack.client("s3")
    s3.put_object(Bucket=bucket_of(ministack), Key="in/a.jpg", Body=b"")
    wait_until(lambda: s3.list_objects_v2(Bucket=bucket_of(ministack), Prefix="out/").get("KeyCount", 0) == 1)


def test_queues_and_topics_are_targets_too(ministack: Emulator) -> None:
    def declare(aws: Any) -> None:
        bucket = aws.add_bucket(name=bucket_of(ministack), force_destroy=True)
        bucket.add_notification(target=aws.add_queue(name="come"), events=CREATED)
        bucket.add_notification(target=aws.add_topic(name="gone"), events=["s3:ObjectRemoved:*"])

    applied(ministack, declare)
    assert {"QueueConfigurations", "TopicConfigurations"} <= document(ministack).keys()
    assert actions(planned(ministack, declare)) == {}


def test_all_events_can_go_to_the_event_bus(ministack: Emulator) -> None:
    def declare(aws: Any) -> None:
        aws.add_bucket(name=bucket_of(ministack), eventbridge=True, force_destroy=True)

    applied(ministack, declare)
    assert "EventBridgeConfiguration" in document(ministack)
    assert actions(planned(ministack, declare)) == {}


# FAULTS.md, 23.
def test_notifications_that_overlap_are_refused(ministack: Emulator) -> None:
    def declare(aws: Any) -> None:
        bucket = aws.add_bucket(name=bucket_of(ministack))
        for name, event in (("one", "s3:ObjectCreated:*"), ("two", "s3:ObjectCreated:Put")):
            bucket.add_notification(target=aws.add_queue(name=name), events=[event])

    with pytest.raises(DeclarationError, match="overlap"):
        planned(ministack, declare)


def test_an_event_that_s3_does_not_have_is_refused(ministack: Emulator) -> None:
    with pytest.raises(DeclarationError, match="is no event of S3"):
        planned(ministack, notified(ministack, events=["ObjectCreated"]))


def test_two_notifications_of_one_target_need_a_name(ministack: Emulator) -> None:
    def declare(aws: Any) -> None:
        bucket, worker = aws.add_bucket(name=bucket_of(ministack)), aws.add_lambda_function(name="worker", code=hello())
        for prefix in ("a/", "b/"):
            bucket.add_notification(target=worker, events=CREATED, prefix=prefix)

    with pytest.raises(DeclarationError, match="has a notification of the name"):
        workspace(ministack, declare)


def test_the_plan_says_that_a_function_may_call_itself(ministack: Emulator) -> None:
    def declare(aws: Any) -> None:
        bucket, worker = aws.add_bucket(name=bucket_of(ministack)), aws.add_lambda_function(name="worker", code=hello())
        bucket.grant("write", to=worker)
        bucket.add_notification(target=worker, events=CREATED)

    notes = [note for one in planned(ministack, declare).changes for note in one.notes]
    assert any("may write to the bucket that calls it" in note for note in notes)
