"""Declaring: what `account.add_thing(...)` accepts, what it refuses, and where it says that it is wrong."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from tests.engine.fakes import Account, Cloud, Thing
from touchdown.model.errors import DeclarationError
from touchdown.model.output import Secret


@pytest.fixture
def account() -> Account:
    return Account("main", Cloud())


def line() -> int:
    """The line of the caller."""
    frame = inspect.currentframe()
    assert frame
    assert frame.f_back
    return frame.f_back.f_lineno


def test_what_is_added_is_declared_in_the_account(account: Account) -> None:
    thing = account.add_thing(name="a", size=3)
    assert thing.size == 3
    assert account.resources == {"main/thing.a": thing}
    assert thing.account is account
    assert not thing.external


def test_what_is_added_knows_its_line(account: Account) -> None:
    thing = account.add_thing(name="a")
    here = line()
    assert thing.where
    assert thing.where.path == Path(__file__)
    assert thing.where.line == here - 1


def test_a_line_is_told_relative_to_the_working_directory(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    where = account.add_thing(name="a").where
    assert where
    monkeypatch.chdir(Path(__file__).parent)
    assert str(where) == f"{Path(__file__).name}:{where.line}"


def test_what_a_resource_brings_along_is_declared_with_it(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    def implied(thing: Thing) -> None:
        account.register(Thing(name=f"{thing.name}-companion"))

    monkeypatch.setattr(Thing, "implied", implied)
    account.add_thing(name="a")
    assert list(account.resources) == ["main/thing.a", "main/thing.a-companion"]


def test_an_unknown_argument_is_refused_with_the_one_that_may_be_meant(account: Account) -> None:
    with pytest.raises(DeclarationError, match=r"add_thing\(\) has no argument sise=") as caught:
        account.add_thing(name="a", sise=3)  # type: ignore[call-arg]  what it tests
    assert caught.value.hint == "Did you mean size=?"
    assert caught.value.where


def test_an_unknown_argument_like_no_other_is_refused_with_those_that_there_are(account: Account) -> None:
    with pytest.raises(DeclarationError) as caught:
        account.add_thing(name="a", qqqq=3)  # type: ignore[call-arg]  what it tests
    assert caught.value.hint == "It takes name, size, kind, text, settings, uses, helper, protect, depends_on, ignore."


def test_a_missing_argument_is_named(account: Account) -> None:
    with pytest.raises(DeclarationError, match=r"add_thing\(\) needs name="):
        account.add_thing()  # type: ignore[call-arg]  what it tests


def test_arguments_without_a_keyword_are_refused(account: Account) -> None:
    with pytest.raises(DeclarationError, match="takes keyword arguments only"):
        account.add_thing("a")  # type: ignore[misc]  what it tests


def test_nothing_is_declared_by_a_call_that_was_refused(account: Account) -> None:
    with pytest.raises(DeclarationError):
        account.add_thing(name="a", qqqq=3)  # type: ignore[call-arg]  what it tests
    assert not account.resources


def test_a_name_takes_no_output(account: Account) -> None:
    a = account.add_thing(name="a")
    for name in (a.url, f"{a.url}-b", Secret("hush")):
        with pytest.raises(DeclarationError, match="thing: the name can't be an output or a secret") as caught:
            account.add_thing(name=name)
        assert caught.value.where
        assert caught.value.hint


def test_the_method_has_the_name_and_the_documentation_of_what_it_declares(account: Account) -> None:
    assert account.add_thing.__name__ == "add_thing"
    assert "A thing with a bit of everything" in (account.add_thing.__doc__ or "")
    assert "A thing with a bit of everything" in (inspect.getdoc(Account.add_thing) or "")


def test_two_accounts_do_not_share_what_is_declared(account: Account) -> None:
    other = Account("other", Cloud())
    account.add_thing(name="a")
    assert not other.resources
