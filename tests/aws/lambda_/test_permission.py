"""Permissions: statements in a function's policy, which carry no tags, and stand beside those of others."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.wire import Wire
from tests.support.workspaces import Declare, actions, applied, nothing, planned
from touchdown.model.errors import DeclarationError, PartlyApplied

BUCKET = "arn:aws:s3:::pics"


def function(aws: Any) -> Any:
    return aws.add_lambda_function(name="hello", code=hello())


def with_permission(**fields: Any) -> Declare:
    given = {"name": "pics", "principal": "s3.amazonaws.com", "source_arn": BUCKET, "source_account": "123456789012"}
    return lambda aws: function(aws).add_permission(**{**given, **fields})


def statements(emulator: Emulator) -> list[dict[str, Any]]:
    client = emulator.client("lambda")
    try:
        return json.loads(client.get_policy(FunctionName="hello")["Policy"])["Statement"]
    except client.exceptions.ResourceNotFoundException:
        return []


def made_by_hand(emulator: Emulator) -> None:
    emulator.client("lambda").add_permission(
        FunctionName="hello", StatementId="theirs", Action="lambda:InvokeFunction", Principal="events.amazonaws.com"
    )


def test_a_permission_is_added_and_found_again(emulator: Emulator) -> None:
    applied(emulator, with_permission())
    (statement,) = statements(emulator)
    assert statement["Principal"] == {"Service": "s3.amazonaws.com"}
    assert statement["Sid"].startswith("touchdown-")
    assert actions(planned(emulator, with_permission())) == {}


# FAULTS.md, 13.
def test_the_new_statement_is_added_before_the_old_is_removed(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, with_permission())
    wire.forget()
    applied(emulator, with_permission(source_arn="arn:aws:s3:::other"))
    assert wire.writes() == ["lambda:AddPermission", "lambda:RemovePermission"]
    assert actions(planned(emulator, with_permission(source_arn="arn:aws:s3:::other"))) == {}


# FAULTS.md, 13.
def test_a_statement_that_a_killed_run_left_beside_the_new_goes_with_the_next(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, with_permission())
    changed = with_permission(source_arn="arn:aws:s3:::other")
    wire.fail("lambda:RemovePermission", code="AccessDeniedException", status=403)
    with pytest.raises(PartlyApplied):
        applied(emulator, changed)
    assert len(statements(emulator)) == 2
    applied(emulator, changed)
    assert len(statements(emulator)) == 1
    assert actions(planned(emulator, changed)) == {}


def test_a_leftover_statement_goes_where_the_declaration_went_back(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, with_permission())
    wire.fail("lambda:RemovePermission", code="AccessDeniedException", status=403)
    with pytest.raises(PartlyApplied):
        applied(emulator, with_permission(source_arn="arn:aws:s3:::other"))
    applied(emulator, with_permission())
    assert len(statements(emulator)) == 1
    assert actions(planned(emulator, with_permission())) == {}


def test_a_permission_that_is_no_longer_declared_goes(emulator: Emulator) -> None:
    applied(emulator, with_permission())
    applied(emulator, function)
    assert statements(emulator) == []
    assert actions(planned(emulator, function)) == {}


# FAULTS.md, 24.
def test_statements_of_others_stay(emulator: Emulator) -> None:
    applied(emulator, function)
    made_by_hand(emulator)
    applied(emulator, with_permission())
    applied(emulator, function)
    assert [one["Sid"] for one in statements(emulator)] == ["theirs"]


def test_a_permission_goes_with_its_function(emulator: Emulator) -> None:
    applied(emulator, with_permission())
    applied(emulator, nothing)
    assert actions(planned(emulator, nothing)) == {}


def test_no_call_is_made_for_permissions_where_there_is_none(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, function)
    wire.forget()
    planned(emulator, function)
    assert "lambda:GetPolicy" not in wire.names()


def test_the_permissions_of_a_function_are_read_in_one_call(emulator: Emulator, wire: Wire) -> None:
    def two(aws: Any) -> None:
        made = function(aws)
        made.add_permission(name="one", principal="events.amazonaws.com")
        made.add_permission(name="two", principal="123456789012")

    applied(emulator, two)
    wire.forget()
    assert actions(planned(emulator, two)) == {}
    assert wire.names().count("lambda:GetPolicy") == 1


def test_a_bucket_without_its_account_is_refused(ministack: Emulator) -> None:
    with pytest.raises(DeclarationError, match="another one may take its name"):
        planned(ministack, with_permission(source_account=None))


def test_a_function_of_others_takes_no_permission(ministack: Emulator) -> None:
    def declare(aws: Any) -> None:
        aws.get_lambda_function(name="theirs").add_permission(name="x", principal="123456789012")

    with pytest.raises(DeclarationError, match=r"only named with get_"):
        planned(ministack, declare)


# EVENTS.md, 84; FAULTS.md, 14.
def test_more_permissions_than_a_policy_holds_are_refused(ministack: Emulator) -> None:
    def many(aws: Any) -> None:
        made = function(aws)
        for number in range(90):
            made.add_permission(name=f"p{number}", principal="events.amazonaws.com")

    with pytest.raises(DeclarationError, match="a function's policy has 20480"):
        planned(ministack, many)


def test_a_name_may_have_colons(emulator: Emulator) -> None:
    applied(emulator, with_permission(name="events_event_bus.shop:rule.paid"))
    assert actions(planned(emulator, with_permission(name="events_event_bus.shop:rule.paid"))) == {}
