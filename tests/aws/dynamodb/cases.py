"""Tables, in the tests that go over all types."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from hypothesis import strategies as st

from tests.support.calls import Call
from tests.support.cases import OUR_TAGS, Cases, TypeCases, Version
from tests.support.contents import tags_of_list, without_what_moves
from tests.support.emulators import REGION, Emulator
from tests.support.pairs import TAGS, chosen, from_model, plain, policy
from tests.support.wire import FOREVER, Wire
from tests.support.workspaces import Declare, nothing
from touchdown import Account
from touchdown.aws.dynamodb.service import TABLE_ACTIVE, TABLE_GONE, TABLE_UPDATED
from touchdown.aws.dynamodb.table import Table

_KEYS = tuple(f"arn:aws:kms:eu-west-1:123456789012:key/{one}234abcd-12ab-34cd-56ef-1234567890ab" for one in "15")
_BY_DATE = {"by-date": {"partition_key": "day", "sort_key": "number", "projection": ["size", "colour"]}}
_MOVES = ("CreationDateTime", "LastUpdateDateTime", "LastUpdateToPayPerRequestDateTime", "WarmThroughput")


def may_read(account: str) -> dict[str, Any]:
    return policy("dynamodb:GetItem", Principal={"AWS": f"arn:aws:iam::{account}:root"}, Resource="*")


def tables(version: Version) -> None:
    first, aws = version.first, version.aws
    aws.add_table(
        name="orders",
        partition_key="customer",
        sort_key="number",
        attributes={"number": "N"},
        indexes={"by-date": {"partition_key": "day", "projection": "ALL" if first else "KEYS_ONLY"}},
        local_indexes={"by-size": {"sort_key": "size"}},
        stream="NEW_IMAGE" if first else "KEYS_ONLY",
        ttl="expires" if first else None,
        point_in_time_recovery=first,
        kms_key=_KEYS[0] if first else None,
        table_class="STANDARD" if first else "STANDARD_INFREQUENT_ACCESS",
        policy=may_read("123456789012") if first else None,
        tags=version.tags,
        force_destroy=version.force_destroy,
    )
    aws.add_table(
        name="payments",
        partition_key="id",
        read_capacity=1 if first else None,
        write_capacity=1 if first else None,
        policy=may_read("210987654321" if first else "123456789012"),
    )


def _declare(aws: Account, given: Mapping[str, Any]) -> Any:
    """A table with what the field needs."""
    if "attributes" in given:
        given = {"sort_key": "number", **given}
    if "local_indexes" in given:
        given = {"sort_key": "number", **given}
    if given.keys() & {"read_capacity", "write_capacity"}:
        given = {"read_capacity": 1, "write_capacity": 1, **given}
    fields: dict[str, Any] = {"name": "hello", "partition_key": "id", **given}
    return aws.add_table(**fields)


_TYPED = {"attributes": {"number": "N"}}

TABLE = TypeCases(
    cls=Table,
    declare=_declare,
    fields={
        "partition_key": plain(st.sampled_from(["one", "two"])),
        "sort_key": plain(st.sampled_from(["one", "two"])),
        "indexes": plain(
            st.sampled_from(
                [
                    _BY_DATE,
                    {"by-date": {"partition_key": "day"}},
                    {"by-size": {"partition_key": "size", "projection": "KEYS_ONLY"}, **_BY_DATE},
                ]
            )
        ),
        "local_indexes": plain(
            st.sampled_from([{"by-size": {"sort_key": "size"}}, {"by-size": {"sort_key": "weight"}}])
        ),
        "read_capacity": plain(st.integers(1, 20)),
        "write_capacity": plain(st.integers(1, 20)),
        "ttl": plain(st.sampled_from(["expires", "until"])),
        "point_in_time_recovery": plain(st.booleans()),
        "deletion_protection": plain(st.booleans()),
        "kms_key": plain(st.sampled_from(_KEYS)),
        "table_class": from_model("dynamodb:CreateTable", "TableClass"),
        "policy": chosen(lambda aws: may_read("123456789012"), lambda aws: may_read("210987654321")),
        "tags": TAGS,
    },
    tested_elsewhere={"stream": "test_table.py: moto refuses a stream after another"},
    replacing=frozenset({"partition_key", "sort_key", "local_indexes"}),
    gaps={
        ("moto", "kms_key"): "moto ignores SSESpecification in UpdateTable",
        ("moto", "table_class"): "moto ignores TableClass",
    },
)


def arns(call: Call, account_id: str) -> list[str]:
    given = call.parameters
    if "TableName" in given:
        return [f"arn:aws:dynamodb:{REGION}:{account_id}:table/{given['TableName']}"]
    return [str(given.get("ResourceArn", "*"))]


def _described(client: Any) -> Iterator[dict[str, Any]]:
    for name in client.list_tables()["TableNames"]:
        yield client.describe_table(TableName=name)["Table"]


def strip_tags(emulator: Emulator) -> None:
    client = emulator.client("dynamodb")
    for one in _described(client):
        client.untag_resource(ResourceArn=one["TableArn"], TagKeys=[*OUR_TAGS])


def contents(emulator: Emulator) -> Mapping[str, object]:
    return dict(_contents(emulator.client("dynamodb")))


def _contents(client: Any) -> Iterator[tuple[str, object]]:
    for one in _described(client):
        indexes = sorted(index["IndexName"] for index in one.get("GlobalSecondaryIndexes", ()))
        expiry = client.describe_time_to_live(TableName=one["TableName"])["TimeToLiveDescription"]["TimeToLiveStatus"]
        tags = client.list_tags_of_resource(ResourceArn=one["TableArn"])["Tags"]
        stream = one["StreamSpecification"]["StreamViewType"] if one.get("StreamSpecification") else None
        yield one["TableName"], (indexes, stream, expiry, tags_of_list(tags))


def put_stranger(emulator: Emulator) -> None:
    client = emulator.client("dynamodb")
    client.create_table(
        TableName="stranger",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        Tags=[{"Key": "owner", "Value": "somebody"}],
    )
    client.put_item(TableName="stranger", Item={"id": {"S": "theirs"}})


def stranger(emulator: Emulator) -> Any:
    client = emulator.client("dynamodb")
    found = client.describe_table(TableName="stranger")["Table"]
    tags = client.list_tags_of_resource(ResourceArn=found["TableArn"])["Tags"]
    kept = {name: value for name, value in without_what_moves(found).items() if name not in _MOVES}
    return kept, tags, client.scan(TableName="stranger")["Items"]


def table(**fields: Any) -> Declare:
    given: dict[str, Any] = {"name": "hello", "partition_key": "id", **fields}
    return lambda aws: aws.add_table(**given)


def saying(status: str = "ACTIVE", **members: Any) -> Callable[[Call], object]:
    """An answer of DescribeTable's for a look that waits. AWS's own can't be edited: it has a checksum."""
    return lambda call: {"Table": {"TableName": "hello", "TableStatus": status, **members}}


def last_as_creating(emulator: Emulator, wire: Wire, looks: int) -> None:
    wire.answer("dynamodb:DescribeTable", saying("CREATING"), nth=2, times=looks)


def last_as_updating(emulator: Emulator, wire: Wire, looks: int) -> None:
    """The looks of the plan and of the guard come first."""
    wire.answer("dynamodb:DescribeTable", saying("UPDATING"), nth=3, times=looks)


def last_after_the_delete(emulator: Emulator, wire: Wire, looks: int) -> None:
    """Said to be done, and still going on."""
    client = emulator.client("dynamodb")
    wire.fail("dynamodb:DeleteTable", code="", status=200, times=FOREVER)
    if looks < FOREVER:
        wire.on(
            "dynamodb:DescribeTable", lambda call: client.delete_table(TableName="hello"), nth=2 + looks, when="after"
        )


CASES = Cases(
    types=(TABLE,),
    everything=(tables,),
    arns=arns,
    strip_tags=strip_tags,
    contents=contents,
    put_stranger=put_stranger,
    stranger=stranger,
    called={
        "dynamodb:CreateTable": (nothing, table()),
        "dynamodb:UpdateTable": (table(), table(stream="KEYS_ONLY")),
        "dynamodb:UpdateTimeToLive": (table(), table(ttl="expires")),
        "dynamodb:UpdateContinuousBackups": (table(), table(point_in_time_recovery=True)),
        "dynamodb:DeleteTable": (table(), nothing),
    },
    lasting={
        TABLE_ACTIVE: (nothing, table(), last_as_creating),
        TABLE_UPDATED: (table(), table(stream="KEYS_ONLY"), last_as_updating),
        TABLE_GONE: (table(), nothing, last_after_the_delete),
    },
)
