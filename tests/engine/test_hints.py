"""What was read in bulk: it is believed where nothing changes, and verified before anything does."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.fakes import Account, Cloud, only, planned, told
from touchdown.engine.change import Action, Difference, Reason


@pytest.fixture
def account() -> Account:
    return Account("main", Cloud())


def test_a_hint_that_agrees_is_believed(account: Account) -> None:
    account.has("a", size=1)
    account.add_thing(name="a", size=2)
    account.hints = {"a": {"size": 2}}
    assert told(planned(account)) == {"main/thing.a": (Action.NONE, Reason.AS_DECLARED)}
    assert account.verified == []


def test_a_hint_that_differs_is_verified_and_nothing_else_is(account: Account) -> None:
    for name in ("a", "b"):
        account.has(name)
        account.add_thing(name=name)
    account.hints = {"a": {"size": 7}, "b": {}}
    assert not planned(account).to_do
    assert account.verified == ["main/thing.a"]


def test_a_change_holds_what_the_thing_itself_has(account: Account) -> None:
    account.has("a", size=3)
    account.add_thing(name="a", size=2)
    account.hints = {"a": {"size": 7}}
    change = only(planned(account))
    assert change.differences == (Difference(("size",), 3, 2),)
    assert not change.observed or not change.observed.hint


def test_a_hint_of_what_is_gone_leads_to_a_create(account: Account) -> None:
    account.has("a", size=3)
    account.add_thing(name="a")
    account.hints = {"a": {}}
    observe = account.observe

    def then_gone(*arguments: Any) -> Any:
        seen = observe(*arguments)
        account.cloud.kept.clear()
        return seen

    account.observe = then_gone
    assert told(planned(account)) == {"main/thing.a": (Action.CREATE, Reason.ABSENT)}


def test_what_follows_from_a_verified_change_is_verified_too(account: Account) -> None:
    account.has("a", kind="old")
    url = account.cloud.named("a").url
    account.has("b", text=url)
    helper = account.add_thing(name="a")
    account.add_thing(name="b", text=helper.url)
    account.hints = {"a": {"kind": "other"}, "b": {}}
    assert told(planned(account)) == {
        "main/thing.a": (Action.REPLACE, Reason.FIXED_FIELD),
        "main/thing.b": (Action.UPDATE, Reason.DIFFERS),
    }
    assert account.verified == ["main/thing.a", "main/thing.b"]


def test_what_is_destroyed_is_not_verified_since_the_delete_reads_it_itself(account: Account) -> None:
    account.has("a")
    account.add_thing(name="a")
    account.hints = {"a": {}}
    assert told(planned(account, destroy=True)) == {"main/thing.a": (Action.DELETE, Reason.DESTROYED)}
    assert account.verified == []


def test_a_hint_whose_output_stands_in_a_change_is_verified_too(account: Account) -> None:
    account.has("a")
    account.has("b", text="another")
    helper = account.add_thing(name="a")
    account.add_thing(name="b", text=helper.url)
    account.hints = {"a": {}}
    assert told(planned(account))["main/thing.b"] == (Action.UPDATE, Reason.DIFFERS)
    assert account.verified == ["main/thing.a"]
