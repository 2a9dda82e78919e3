"""Which errors of several accounts get a name put before them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.fakes import Account, Cloud, shop
from touchdown.engine.account_context import account_context, asked
from touchdown.model.errors import AccountError, DeclarationError, TouchdownError
from touchdown.model.source import Source
from touchdown.model.workspace import BaseWorkspace

HERE, THERE = Source(Path("Touchdownfile"), 2), Source(Path("Touchdownfile"), 9)


def accounts(*names: str) -> BaseWorkspace:
    found = [Account(name, Cloud()) for name in names]
    for one in found:
        one.source = HERE
    return shop(*found)


def raised(workspace: BaseWorkspace, name: str, error: TouchdownError) -> str:
    """What is told of an error about an account, or about a resource."""
    with pytest.raises(TouchdownError) as caught, account_context(workspace, name):
        raise error
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("a", "Touchdownfile:2: a: GetRole for a isn't allowed."),
        ("a/role.a", "a/role.a: GetRole for a isn't allowed."),
    ],
    ids=["account", "resource"],
)
def test_of_several_accounts_an_error_is_told_with_the_name(name: str, told: str) -> None:
    assert raised(accounts("a", "b"), name, AccountError("GetRole for a isn't allowed.")) == told


@pytest.mark.parametrize("name", ["a", "a/role.a"])
def test_of_one_account_an_error_stays_as_it_is(name: str) -> None:
    assert raised(accounts("a"), name, AccountError("It isn't allowed.")) == "It isn't allowed."


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("a", DeclarationError("a/role.a is wrong.", where=THERE)),
        ("a/role.a", AccountError("a/role.a was deleted.", where=THERE)),
        ("a", AccountError("These credentials are of another account.", where=HERE)),
    ],
    ids=["an address in it", "its address", "its own declaration"],
)
def test_an_error_that_says_whose_it_is_stays_as_it_is(name: str, error: TouchdownError) -> None:
    before = str(error)
    assert raised(accounts("a", "b"), name, error) == before


def test_a_name_within_another_one_does_not_say_whose_error_it_is() -> None:
    error = AccountError("CreateLogGroup for /aws/lambda/hello isn't allowed.", where=THERE)
    assert raised(accounts("a", "b"), "a", error).endswith(": a: CreateLogGroup for /aws/lambda/hello isn't allowed.")


def test_a_name_is_put_before_an_error_once_however_many_hear_of_it() -> None:
    workspace, error = accounts("a", "b"), AccountError("It isn't allowed.")
    for _ in range(2):
        raised(workspace, "a", error)
    assert error.what == "a: It isn't allowed."


def test_an_account_answers_what_it_is_asked() -> None:
    assert asked(accounts("a", "b"), "b", lambda one: one.name) == "b"
