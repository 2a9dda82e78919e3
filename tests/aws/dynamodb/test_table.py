"""Tables: created, left, changed one thing after another, replaced and deleted, and the calls that this takes."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.aws.dynamodb.cases import may_read, saying, table
from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.wire import Wire
from tests.support.workspaces import Declare, actions, applied, nothing, planned, workspace
from touchdown import Account, apply, destroy
from touchdown.aws.dynamodb.reading import values_in
from touchdown.aws.session import Patience
from touchdown.model.errors import AccountError, ChangedMeanwhile, DeclarationError, NotOurs, PartlyApplied

HELLO = "eu-west-1/dynamodb_table.hello"
BY_DATE = {"by-date": {"partition_key": "day"}}
BY_SIZE = {"by-size": {"partition_key": "size", "projection": "KEYS_ONLY"}}


def described(emulator: Emulator, name: str = "hello") -> dict[str, Any]:
    return dict(emulator.client("dynamodb").describe_table(TableName=name)["Table"])


def names(emulator: Emulator) -> list[str]:
    return sorted(emulator.client("dynamodb").list_tables()["TableNames"])


def indexes(emulator: Emulator) -> list[str]:
    return sorted(one["IndexName"] for one in described(emulator).get("GlobalSecondaryIndexes", ()))


def put(emulator: Emulator) -> None:
    emulator.client("dynamodb").put_item(TableName="hello", Item={"id": {"S": "an order"}})


def strangers(emulator: Emulator, name: str = "hello") -> None:
    emulator.client("dynamodb").create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )


def updates(wire: Wire) -> list[dict[str, Any]]:
    """What UpdateTable was called with, each time."""
    found = [dict(call.parameters) for call in wire.calls if call.name == "dynamodb:UpdateTable"]
    return [{name: value for name, value in one.items() if name != "TableName"} for one in found]


def test_a_table_is_created_as_declared_in_one_call(emulator: Emulator, wire: Wire) -> None:
    declared = table(
        sort_key="number",
        attributes={"number": "N"},
        indexes={"by-date": {"partition_key": "day", "sort_key": "number", "projection": ["size"]}},
        local_indexes={"by-size": {"sort_key": "size"}},
        stream="NEW_IMAGE",
        tags={"team": "shop"},
    )
    applied(emulator, declared)
    assert wire.writes() == ["dynamodb:CreateTable"]
    made = described(emulator)
    assert made["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert {one["AttributeName"]: one["AttributeType"] for one in made["AttributeDefinitions"]} == {
        "id": "S",
        "number": "N",
        "day": "S",
        "size": "S",
    }
    assert made["GlobalSecondaryIndexes"][0]["Projection"] == {
        "ProjectionType": "INCLUDE",
        "NonKeyAttributes": ["size"],
    }
    assert [one["AttributeName"] for one in made["LocalSecondaryIndexes"][0]["KeySchema"]] == ["id", "size"]
    assert planned(emulator, declared).to_do == ()


def test_a_table_that_is_as_declared_is_left(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, table())
    wire.forget()
    assert planned(emulator, table()).to_do == ()
    assert Counter(wire.names()) == {
        "sts:GetCallerIdentity": 1,
        "tagging:GetResources": 1,
        "dynamodb:DescribeTable": 1,
        "dynamodb:DescribeTimeToLive": 1,
        "dynamodb:DescribeContinuousBackups": 1,
        "dynamodb:GetResourcePolicy": 1,
        "dynamodb:ListTagsOfResource": 1,
        # What each plan calls of other types.
        **{name: count for name, count in wire.counts().items() if not name.startswith(("sts", "tag", "dynamodb"))},
    }


def test_the_calls_for_several_tables_are_made_at_the_same_time(emulator: Emulator, wire: Wire) -> None:
    def declare(aws: Account) -> None:
        for number in range(5):
            aws.add_table(name=f"hello-{number}", partition_key="id")

    applied(emulator, declare)
    wire.forget()
    wire.slow("*", 0.2)
    planned(emulator, declare)
    assert len([call for call in wire.calls if call.name.startswith("dynamodb:")]) == 25
    assert wire.rounds() <= 3


def test_an_index_is_made_or_deleted_in_each_call(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, table(indexes=BY_DATE))
    wire.forget()
    applied(emulator, table(indexes={**BY_SIZE, "by-colour": {"partition_key": "colour"}}))
    changes = [one["GlobalSecondaryIndexUpdates"] for one in updates(wire)]
    assert [[*one] for (one,) in changes] == [["Delete"], ["Create"], ["Create"]]
    assert indexes(emulator) == ["by-colour", "by-size"]


def test_a_change_of_the_table_is_made_once_each_index_has_settled(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, table(indexes=BY_DATE))
    wire.forget()
    busy = saying(GlobalSecondaryIndexes=[{"IndexName": "by-size", "IndexStatus": "CREATING"}])
    wire.answer("dynamodb:DescribeTable", busy, nth=3, times=2)
    applied(ministack, table(indexes={**BY_DATE, **BY_SIZE}, stream="NEW_IMAGE"))
    calls = [call.name for call in wire.calls if call.name in ("dynamodb:DescribeTable", "dynamodb:UpdateTable")]
    assert calls == [
        # By the plan, and right before the change.
        "dynamodb:DescribeTable",
        "dynamodb:DescribeTable",
        "dynamodb:UpdateTable",
        *(["dynamodb:DescribeTable"] * 3),
        "dynamodb:UpdateTable",
        "dynamodb:DescribeTable",
    ]


def test_an_index_with_another_key_type_is_deleted_and_made_anew(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, table(indexes=BY_DATE))
    wire.forget()
    declared = table(indexes=BY_DATE, attributes={"day": "N"})
    applied(emulator, declared)
    assert [[*one] for change in updates(wire) for one in change["GlobalSecondaryIndexUpdates"]] == [
        ["Delete"],
        ["Create"],
    ]
    assert planned(emulator, declared).to_do == ()


def test_a_billing_mode_takes_the_capacity_of_each_index_along(ministack: Emulator, wire: Wire) -> None:
    given = {"by-date": {**BY_DATE["by-date"], "read_capacity": 3}, **BY_SIZE}
    applied(ministack, table(indexes={**BY_DATE, **BY_SIZE}))
    wire.forget()
    declared = table(read_capacity=1, write_capacity=2, indexes=given)
    applied(ministack, declared)
    (change,) = updates(wire)
    assert change["BillingMode"] == "PROVISIONED"
    assert {
        one["Update"]["IndexName"]: one["Update"]["ProvisionedThroughput"]
        for one in change["GlobalSecondaryIndexUpdates"]
    } == {
        "by-date": {"ReadCapacityUnits": 3, "WriteCapacityUnits": 2},
        "by-size": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 2},
    }
    assert planned(ministack, declared).to_do == ()
    applied(ministack, table(indexes={**BY_DATE, **BY_SIZE}))
    assert updates(wire)[1] == {"BillingMode": "PAY_PER_REQUEST"}


def test_only_capacities_that_differ_are_sent(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, table(read_capacity=1, write_capacity=1, indexes=BY_DATE))
    wire.forget()
    given = {"by-date": {**BY_DATE["by-date"], "read_capacity": 3}}
    applied(ministack, table(read_capacity=1, write_capacity=1, indexes=given))
    (change,) = updates(wire)
    assert change == {
        "GlobalSecondaryIndexUpdates": [
            {
                "Update": {
                    "IndexName": "by-date",
                    "ProvisionedThroughput": {"ReadCapacityUnits": 3, "WriteCapacityUnits": 1},
                }
            }
        ]
    }


def test_a_stream_is_set_changed_cleared_and_read_back(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, table(stream="NEW_IMAGE"))
    first = described(ministack)["LatestStreamArn"]
    wire.forget()
    applied(ministack, table(stream="KEYS_ONLY"))
    assert [one["StreamSpecification"]["StreamEnabled"] for one in updates(wire)] == [False, True]
    assert described(ministack)["LatestStreamArn"] != first
    assert planned(ministack, table(stream="KEYS_ONLY")).to_do == ()
    applied(ministack, table())
    assert planned(ministack, table()).to_do == ()


def with_reader(**fields: Any) -> Declare:
    def declare(aws: Account) -> None:
        made = aws.add_table(name="hello", partition_key="id", **fields)
        aws.add_lambda_function(name="reader", code=hello(), environment={"STREAM": made.stream_arn})

    return declare


def test_the_arn_of_a_stream_stays_until_the_stream_changes(ministack: Emulator) -> None:
    applied(ministack, with_reader(stream="NEW_IMAGE"))
    other = planned(ministack, with_reader(stream="NEW_IMAGE", tags={"a": "b"}))
    assert actions(other) == {HELLO: "update"}
    another = with_reader(stream="KEYS_ONLY")
    assert actions(planned(ministack, another)) == {HELLO: "update", "eu-west-1/lambda_function.reader": "update"}
    applied(ministack, another)
    found = ministack.client("lambda").get_function_configuration(FunctionName="reader")
    assert found["Environment"]["Variables"]["STREAM"] == described(ministack)["LatestStreamArn"]


def test_another_attribute_of_expiry_is_off_and_on_again(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, table(ttl="expires"))
    wire.forget()
    applied(emulator, table(ttl="until"))
    calls = [one.parameters for one in wire.calls if one.name == "dynamodb:UpdateTimeToLive"]
    assert [one["TimeToLiveSpecification"] for one in calls] == [
        {"Enabled": False, "AttributeName": "expires"},
        {"Enabled": True, "AttributeName": "until"},
    ]


def test_a_second_change_of_expiry_within_the_hour_says_when_to_apply_again(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, table(ttl="expires"))
    said = "Time to live has been modified multiple times within a fixed interval"
    wire.fail("dynamodb:UpdateTimeToLive", code="ValidationException", message=said, nth=2)
    with pytest.raises(PartlyApplied) as raised:
        applied(emulator, table(ttl="until"))
    (error,) = raised.value.others
    assert said in error.why
    assert "Apply again in an hour" in error.hint
    assert applied(emulator, table(ttl="until"))
    assert planned(emulator, table(ttl="until")).to_do == ()


def test_a_table_without_a_billing_mode_is_provisioned(ministack: Emulator) -> None:
    applied(ministack, table(read_capacity=3, write_capacity=4))
    seen = described(ministack)
    del seen["BillingModeSummary"]
    found = values_in(seen)
    assert (found["read_capacity"], found["write_capacity"]) == (3, 4)


@pytest.mark.parametrize(
    "changed", [{"partition_key": "other"}, {"sort_key": "number"}, {"attributes": {"id": "N"}}], ids=str
)
def test_a_table_with_another_key_is_replaced(emulator: Emulator, changed: dict[str, Any]) -> None:
    applied(emulator, table())
    assert actions(planned(emulator, table(**changed))) == {HELLO: "replace"}
    applied(emulator, table(**changed))
    assert planned(emulator, table(**changed)).to_do == ()


def test_a_table_with_items_is_neither_deleted_nor_replaced(emulator: Emulator) -> None:
    made = applied(emulator, table())
    put(emulator)
    with pytest.raises(NotOurs, match=r"The table hello holds items\."):
        destroy(made)
    with pytest.raises(NotOurs, match="can't be deleted"):
        planned(emulator, nothing)
    with pytest.raises(NotOurs, match="holds items"):
        planned(emulator, table(partition_key="other"))
    assert names(emulator) == ["hello"]


def test_a_table_with_items_is_deleted_where_it_says_so(emulator: Emulator) -> None:
    made = applied(emulator, table(force_destroy=True))
    put(emulator)
    assert destroy(made).complete
    assert names(emulator) == []


def test_a_protected_table_is_not_deleted_even_where_it_says_so(emulator: Emulator) -> None:
    made = applied(emulator, table(deletion_protection=True, force_destroy=True))
    with pytest.raises(NotOurs, match="The table hello has deletion protection"):
        destroy(made)
    assert destroy(applied(emulator, table())).complete


def test_a_table_that_is_no_longer_declared_is_deleted(emulator: Emulator) -> None:
    applied(emulator, table())
    applied(emulator, nothing)
    assert names(emulator) == []
    assert planned(emulator, nothing).changes == ()


def test_a_table_that_somebody_else_has_deleted_is_no_failure(emulator: Emulator, wire: Wire) -> None:
    made = applied(emulator, table())
    client = emulator.client("dynamodb")
    wire.on("dynamodb:Scan", lambda call: client.delete_table(TableName="hello"), when="after")
    assert destroy(made).complete
    assert "dynamodb:DeleteTable" not in wire.names()


def test_a_table_of_somebody_else_is_refused_and_adopted_when_asked_to(emulator: Emulator) -> None:
    strangers(emulator)
    with pytest.raises(NotOurs, match="wasn't made by this workspace"):
        planned(emulator, table())
    put(emulator)
    applied(emulator, table(ttl="expires"), adopt=["hello"])
    assert planned(emulator, table(ttl="expires")).to_do == ()


def test_a_table_whose_creation_was_answered_by_nobody_is_ours(emulator: Emulator, wire: Wire) -> None:
    wire.drop("dynamodb:CreateTable", when="after")
    declared = table(ttl="expires", tags={"a": "b"})
    assert applied(emulator, declared)
    assert planned(emulator, declared).to_do == ()


def test_a_run_that_ends_before_expiry_is_on_goes_on_from_there(emulator: Emulator, wire: Wire) -> None:
    wire.fail("dynamodb:UpdateTimeToLive", code="AccessDeniedException", message="no")
    with pytest.raises(PartlyApplied):
        applied(emulator, table(ttl="expires"))
    assert actions(planned(emulator, table(ttl="expires"))) == {HELLO: "update"}
    applied(emulator, table(ttl="expires"))
    assert planned(emulator, table(ttl="expires")).to_do == ()


def test_a_table_that_is_being_deleted_is_made_anew_once_it_is_gone(moto: Emulator, wire: Wire) -> None:
    wire.fail(
        "dynamodb:CreateTable",
        code="ResourceInUseException",
        message="Attempt to change a resource which is still in use: Table is being deleted: hello",
        times=2,
    )
    applied(moto, table())
    assert wire.counts()["dynamodb:CreateTable"] == 3


def test_a_billing_mode_that_aws_limits_is_given_up_at_once(moto: Emulator, wire: Wire) -> None:
    applied(moto, table(read_capacity=1, write_capacity=1))
    said = "Subscriber limit exceeded: Update to PayPerRequest mode are limited to 4 times in 24 hours"
    wire.fail("dynamodb:UpdateTable", code="LimitExceededException", message=said)
    with pytest.raises(AccountError) as raised:
        apply(workspace(moto, table(), patience=Patience(attempts=1)))
    assert said in raised.value.others[0].why
    assert wire.counts()["dynamodb:UpdateTable"] == 1


def test_a_table_that_somebody_changes_meanwhile_is_not_written_over(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, table())
    client = ministack.client("dynamodb")
    wire.on(
        "dynamodb:DescribeTable",
        lambda call: client.update_table(TableName="hello", DeletionProtectionEnabled=True),
        when="after",
    )
    with pytest.raises(AccountError) as raised:
        applied(ministack, table(ttl="expires"))
    assert [type(one) for one in raised.value.others] == [ChangedMeanwhile]


def test_a_table_that_is_only_named_is_read_and_left(emulator: Emulator) -> None:
    strangers(emulator, "theirs")

    def declare(aws: Account) -> None:
        theirs = aws.get_table(name="theirs")
        aws.add_lambda_function(name="hello", code=hello(), environment={"TABLE": theirs.arn})

    destroy(applied(emulator, declare))
    assert names(emulator) == ["theirs"]


def test_a_key_given_as_an_id_is_the_key_that_is_shown_as_an_arn(ministack: Emulator) -> None:
    number = "1234abcd-12ab-34cd-56ef-1234567890ab"
    applied(ministack, table(kms_key=f"arn:aws:kms:eu-west-1:123456789012:key/{number}"))
    assert planned(ministack, table(kms_key=number)).to_do == ()


def test_a_policy_that_is_written_otherwise_is_no_change(emulator: Emulator) -> None:
    applied(emulator, table(policy=may_read("123456789012")))
    listed = may_read("123456789012")
    listed["Statement"][0]["Action"] = [listed["Statement"][0]["Action"]]
    assert planned(emulator, table(policy=listed)).to_do == ()


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "a short name": ({"name": "ab"}, "name= is 2 characters long, AWS wants at least 3 characters"),
    "a long name": ({"name": "a" * 256}, "name= is 256 characters long, AWS allows 255"),
    "a key twice": ({"sort_key": "id"}, "partition_key= and sort_key= are the same attribute"),
    "a type of no key": (
        {"attributes": {"size": "N"}},
        "attributes= has 'size', which is in no key: only attributes of keys have a type",
    ),
    "a type that doesn't exist": ({"attributes": {"id": "X"}}, "attributes= takes a mapping of texts to"),
    "half a capacity": ({"read_capacity": 1}, "read_capacity= and write_capacity= go together"),
    "a capacity of nothing": ({"read_capacity": 0, "write_capacity": 1}, "read_capacity= is 0, the least is 1"),
    "an index's capacity on demand": (
        {"indexes": {"by-date": {"partition_key": "day", "read_capacity": 1}}},
        "indexes= has read_capacity in 'by-date', and the table is on demand",
    ),
    "an index's capacity of nothing": (
        {
            "read_capacity": 1,
            "write_capacity": 1,
            "indexes": {"by-date": {"partition_key": "day", "read_capacity": 0}},
        },
        "indexes= has read_capacity in 'by-date', which is 0, the least is 1",
    ),
    "an index without a key": ({"indexes": {"by-date": {}}}, "indexes= has under 'by-date' a mapping that lacks"),
    "an index with an unknown key": (
        {"indexes": {"by-date": {"partition_key": "day", "sortkey": "n"}}},
        "indexes= has under 'by-date' a mapping that has the key 'sortkey', and only 'partition_key'",
    ),
    "an index with a wrong projection": (
        {"indexes": {"by-date": {"partition_key": "day", "projection": "SOME"}}},
        "indexes= has under 'by-date' a mapping that has 'projection', which takes 'ALL' or 'KEYS_ONLY' or a list",
    ),
    "an index with an empty projection": (
        {"indexes": {"by-date": {"partition_key": "day", "projection": []}}},
        "indexes= has an empty projection in 'by-date'",
    ),
    "an index's name": ({"indexes": {"x": {"partition_key": "day"}}}, "indexes= has the index 'x', whose name is 1"),
    "an index with a key twice": (
        {"indexes": {"by-date": {"partition_key": "day", "sort_key": "day"}}},
        "indexes= has the same attribute twice in the key of 'by-date'",
    ),
    "too many indexes": (
        {"indexes": {f"index-{n}": {"partition_key": "day"} for n in range(21)}},
        "indexes= has 21 indexes, AWS allows 20",
    ),
    "too many local indexes": (
        {"sort_key": "n", "local_indexes": {f"index-{n}": {"sort_key": "day"} for n in range(6)}},
        "local_indexes= has 6 indexes, AWS allows 5",
    ),
    "too many projected attributes": (
        {"indexes": {"by-date": {"partition_key": "day", "projection": [f"a{n}" for n in range(101)]}}},
        "indexes= and local_indexes= name 101 attributes in projections, AWS allows 100",
    ),
    "a local index without a sort key": (
        {"local_indexes": {"by-size": {"sort_key": "size"}}},
        "local_indexes= is for a table with a sort_key=: add that, or use indexes=",
    ),
    "two indexes of a name": (
        {"sort_key": "n", "indexes": BY_SIZE, "local_indexes": {"by-size": {"sort_key": "size"}}},
        "indexes= and local_indexes= both have 'by-size'",
    ),
    "an alias of a key": ({"kms_key": "alias/shop"}, "kms_key= is an alias, and DynamoDB only shows the key behind it"),
    "a view that doesn't exist": ({"stream": "ALL"}, "stream= takes 'NEW_AND_OLD_IMAGES' or"),
    "too many tags": ({"tags": {f"t{n}": "x" for n in range(48)}}, "tags= has 48 tags, AWS allows 47"),
}


@pytest.mark.parametrize(("fields", "sentence"), WRONG.values(), ids=WRONG)
def test_a_wrong_table_is_refused_in_a_sentence_before_any_call(
    fields: dict[str, Any], sentence: str, moto: Emulator, wire: Wire
) -> None:
    with pytest.raises(DeclarationError) as raised:
        planned(moto, table(**fields))
    assert sentence in raised.value.what
    assert raised.value.what.count(". ") == 0
    assert wire.names() == []


def test_the_stream_of_a_table_without_one_is_refused(moto: Emulator, wire: Wire) -> None:
    with pytest.raises(DeclarationError, match="stream_arn is used, and the table has no stream"):
        planned(moto, with_reader())
    assert wire.names() == []
