"""Workspaces: their accounts, settings and names, and the order of what they declare."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.fakes import Account, Cloud, Thing, shop
from touchdown.model.errors import DeclarationError
from touchdown.model.workspace import BaseWorkspace, Defaults, reading_with

# The first draw builds Hypothesis's tables, which takes seconds on a busy machine.


@pytest.fixture
def account() -> Account:
    return Account("main", Cloud())


def names(workspace: BaseWorkspace) -> list[str]:
    return [one.name for one in workspace.in_order()]


def test_two_accounts_of_one_name_are_refused() -> None:
    with pytest.raises(DeclarationError, match='two accounts named "main"') as caught:
        shop(Account("main", Cloud()), Account("main", Cloud()))
    assert "add_aws(name=...)" in caught.value.hint


def test_accounts_are_found_by_name(account: Account) -> None:
    assert shop(account).accounts == {"main": account}


def test_resources_of_all_accounts_come_in_the_order_of_declaration(account: Account) -> None:
    other = Account("other", Cloud())
    expected = [account.add_thing(name="b"), account.add_thing(name="a"), other.add_thing(name="c")]
    assert list(shop(account, other).resources()) == expected


def test_what_is_needed_comes_first_however_it_is_needed(account: Account) -> None:
    last = account.add_thing(name="last")
    for number, needing in enumerate(("helper", "text", "key", "list")):
        needed = account.add_thing(name=needing)
        match number:
            case 0:
                last.helper = needed
            case 1:
                last.text = f"to {needed.url}"
            case 2:
                last.settings = {f"x{needed.arn}": 1}
            case _:
                last.uses = [needed.url]
    assert names(shop(account))[-1] == "last"
    assert [(field, one.name) for field, one in last.references()] == [
        ("text", "text"),
        ("settings", "key"),
        ("uses", "list"),
        ("helper", "helper"),
    ]


@given(edges=st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda edge: edge[0] < edge[1])))
def test_everything_comes_after_what_it_needs(edges: set[tuple[int, int]]) -> None:
    account = Account("main", Cloud())
    things = [account.add_thing(name=str(number)) for number in range(8)]
    for needed, user in edges:
        things[user].uses = [*things[user].uses, things[needed].url]
    order = names(shop(account))
    assert sorted(order) == [one.name for one in things]
    assert all(order.index(str(needed)) < order.index(str(user)) for needed, user in edges)


def test_an_order_across_accounts_is_found(account: Account) -> None:
    other = Account("other", Cloud())
    account.add_thing(name="b", text=other.add_thing(name="a").url)
    assert names(shop(account, other)) == ["a", "b"]


def test_a_circle_is_told_with_all_that_is_in_it(account: Account) -> None:
    a = account.add_thing(name="a")
    b = account.add_thing(name="b", text=a.arn)
    a.text = account.add_thing(name="c", text=b.arn).arn
    with pytest.raises(DeclarationError, match="need each other") as caught:
        shop(account).in_order()
    for name in "abc":
        assert f"main/thing.{name}" in caught.value.what
    assert caught.value.what.count(" -> ") == 3
    assert caught.value.where
    assert caught.value.hint


def test_a_thing_that_needs_itself_is_refused(account: Account) -> None:
    a = account.add_thing(name="a")
    a.text = a.arn
    with pytest.raises(DeclarationError, match=r"main/thing\.a -> main/thing\.a"):
        shop(account).in_order()


def test_a_thing_of_another_workspace_cannot_be_used(account: Account) -> None:
    stranger = Account("elsewhere", Cloud()).add_thing(name="b")
    account.add_thing(name="a", text=stranger.arn)
    with pytest.raises(DeclarationError, match=r"elsewhere/thing\.b is used, and belongs to another workspace"):
        shop(account).in_order()


def test_a_setting_that_was_given_is_there() -> None:
    workspace = BaseWorkspace("shop", settings={"stage": "dev"})
    assert workspace.settings["stage"] == "dev"
    assert workspace.settings.get("size", "small") == "small"


def test_a_setting_that_was_not_given_is_an_error_that_names_it() -> None:
    with pytest.raises(DeclarationError, match='"stage" was not given') as caught:
        BaseWorkspace("shop").settings["stage"]
    assert "--set stage=VALUE" in caught.value.hint
    assert caught.value.where
    assert caught.value.where.path == Path(__file__)


def test_the_command_line_has_the_last_word_on_settings() -> None:
    with reading_with(Defaults(settings={"stage": "prod"})):
        workspace = BaseWorkspace("shop", settings={"stage": "dev", "size": "small"})
    assert workspace.settings == {"stage": "prod", "size": "small"}


def test_defaults_hold_for_workspaces_that_are_made_meanwhile() -> None:
    defaults = Defaults(region="eu-west-1", local=True)
    with reading_with(defaults):
        inside = BaseWorkspace()
    assert inside.defaults is defaults
    assert not BaseWorkspace().defaults.local


@given(name=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", fullmatch=True))
def test_a_name_of_letters_and_digits_is_fine(name: str) -> None:
    assert BaseWorkspace(name).name_problem() is None


@pytest.mark.parametrize("name", ["", "-a", "a b", "a" * 65, "ä", "a\n", 5])
def test_another_name_is_a_problem(name: str) -> None:
    assert "is no name for a workspace" in (BaseWorkspace(name).name_problem() or "")


def test_no_name_is_no_problem_yet() -> None:
    assert BaseWorkspace().name_problem() is None


def test_an_address_is_made_of_account_type_and_name(account: Account) -> None:
    thing = account.add_thing(name="a")
    assert thing.address == "main/thing.a"
    assert thing.label == "thing.a"
    assert thing.carried_address == thing.address


@pytest.mark.parametrize("name", ["ä", "a" * 300, "a*b", "a\nb"])
def test_an_address_that_a_tag_cannot_carry_is_carried_as_a_hash(account: Account, name: str) -> None:
    carried = account.add_thing(name=name).carried_address
    assert carried.startswith("main/thing.sha256:")
    assert len(carried) <= 256
    assert carried == Account("main", Cloud()).add_thing(name=name).carried_address
    assert carried != account.add_thing(name=f"{name}!").carried_address


@given(name=st.text(min_size=1, max_size=300))
def test_every_address_can_be_carried(name: str) -> None:
    thing = Thing(name=name)
    thing.account = Account("main", Cloud())
    assert 0 < len(thing.carried_address) <= 256
    assert set(thing.carried_address) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+=._:/@ -")
