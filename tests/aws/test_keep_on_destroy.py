"""What is kept is let go of: it stays in the account, and nothing there says that it was ours."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.cases import cases_of_type
from tests.support.emulators import Emulator
from tests.support.workspaces import Declare, applied, nothing, planned, workspace
from touchdown import Account, destroy, plan
from touchdown.aws.dynamodb.table import Table
from touchdown.aws.kinesis.stream import Stream
from touchdown.aws.logs.log_group import LogGroup
from touchdown.aws.resource import AwsResource, Store
from touchdown.aws.s3.bucket import Bucket
from touchdown.aws.sqs.queue import Queue
from touchdown.aws.tags import PREFIX
from touchdown.engine.change import Action
from touchdown.model.errors import DeclarationError

STORES = pytest.mark.parametrize("cls", [Bucket, LogGroup, Queue, Stream, Table])


def store(cls: type[AwsResource], **fields: Any) -> Declare:
    return lambda aws: cases_of_type(cls).declare(aws, {"tags": {"team": "web"}, **fields})


@STORES
def test_a_kept_store_that_is_no_longer_declared_stays_without_our_tags_and_can_be_adopted(
    ministack: Emulator, cls: type[AwsResource]
) -> None:
    number = ministack.account_id
    applied(ministack, store(cls), account=number)
    applied(ministack, store(cls, keep_on_destroy=True), account=number)
    assert planned(ministack, store(cls, keep_on_destroy=True), account=number).to_do == ()
    (change,) = planned(ministack, nothing).to_do
    assert change.action is Action.LET_GO
    assert "keep_on_destroy" in change.notes[0]
    applied(ministack, nothing)
    assert planned(ministack, nothing).changes == ()
    (adopted,) = plan(workspace(ministack, store(cls), account=number), adopt=["all"]).to_do
    assert adopted.action is Action.ADOPT
    assert adopted.observed is not None
    assert adopted.observed.tags["team"] == "web"
    assert not [key for key in adopted.observed.tags if key.startswith(PREFIX)]


def test_destroy_lets_go_of_what_is_kept_and_deletes_the_rest(ministack: Emulator) -> None:
    def declare(aws: Account) -> None:
        aws.add_bucket(name=f"kept-{ministack.account_id}", keep_on_destroy=True)
        aws.add_queue(name="gone")

    made = applied(ministack, declare)
    destroy(made)
    assert not planned(ministack, nothing).changes
    assert [one["Name"] for one in ministack.client("s3").list_buckets()["Buckets"]] == [f"kept-{ministack.account_id}"]


def test_a_kept_store_is_not_replaced(ministack: Emulator) -> None:
    applied(ministack, lambda aws: aws.add_table(name="tables", partition_key="id", keep_on_destroy=True))
    with pytest.raises(DeclarationError, match="is kept, and the plan would replace it"):
        planned(ministack, lambda aws: aws.add_table(name="tables", partition_key="other", keep_on_destroy=True))


def test_every_store_keeps_its_word_in_a_tag() -> None:
    assert {one.__name__ for one in Store.__subclasses__()} == {"Bucket", "LogGroup", "Queue", "Stream", "Table"}
