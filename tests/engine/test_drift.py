"""What was changed outside since the last apply, as far as a type's lifecycle tells it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.fakes import Account, Cloud, shop, told
from touchdown.engine.change import Action, Difference, Plan, Reason
from touchdown.engine.drift import changed_outside
from touchdown.engine.scope import scope_of

SIZE = (Difference(("size",), 1, 5),)


@pytest.fixture
def account() -> Account:
    account = Account("main", Cloud())
    account.teach(outside=lambda desired, observed, found: SIZE if observed.values["size"] == 5 else ())
    return account


def outside(account: Account, **more: Any) -> Plan:
    workspace = shop(account)
    return changed_outside(workspace, scope=scope_of(workspace, **more))


def test_what_somebody_changed_is_told_with_what_was_applied_and_what_is_there(account: Account) -> None:
    account.has("a", size=5)
    account.add_thing(name="a")
    plan = outside(account)
    assert [(one.action, one.reason, one.differences) for one in plan.outside] == [
        (Action.LEAVE, Reason.CHANGED_OUTSIDE, SIZE)
    ]
    assert not plan.to_do


def test_what_only_the_file_changes_is_not_told(account: Account) -> None:
    account.has("a", size=1)
    account.add_thing(name="a", size=2, text="new")
    assert told(outside(account)) == {"main/thing.a": (Action.NONE, Reason.AS_APPLIED)}


def test_what_is_no_longer_declared_is_told_too(account: Account) -> None:
    account.has("a", size=5)
    assert told(outside(account)) == {"main/thing.a": (Action.LEAVE, Reason.CHANGED_OUTSIDE)}


@pytest.mark.parametrize("workspace", [None, "another"])
def test_what_is_not_ours_is_no_concern_of_it(account: Account, workspace: str | None) -> None:
    account.has("a", size=5, workspace=workspace)
    account.add_thing(name="a")
    assert not outside(account).changes


def test_what_carries_no_record_is_counted(account: Account) -> None:
    account.has("a", type_name="stone")
    account.add_stone(name="a", size=2)
    plan = outside(account)
    assert not plan.changes
    assert plan.notes[0].startswith("1 resource carries no record of what was applied")


def test_what_is_not_there_is_named(account: Account) -> None:
    account.add_thing(name="a")
    assert outside(account).notes == (
        "Declared, and not there: main/thing.a. Nothing tells whether it was never applied, or deleted since.",
    )


def test_only_targets_are_looked_at(account: Account) -> None:
    for name in ("a", "b"):
        account.has(name, size=5)
        account.add_thing(name=name)
    assert list(told(outside(account, targets=["main/thing.b"]))) == ["main/thing.b"]
