"""Names the account in an error, if a workspace has several.

A loop over regions declares the same in each account. Then neither the line nor AWS's name of the resource says which
account an error is about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from typing import TypeVar, cast

from touchdown.engine.lifecycle import Provider
from touchdown.engine.threads import at_once
from touchdown.model.errors import TouchdownError
from touchdown.model.source import Source
from touchdown.model.workspace import BaseWorkspace

Answer = TypeVar("Answer")


def asked(workspace: BaseWorkspace, account: str, ask: Callable[[Provider], Answer]) -> Answer:
    """An account's answer; an error gets the account's name."""
    with account_context(workspace, account):
        return ask(cast(Provider, workspace.accounts[account]))


def asked_at_once(
    workspace: BaseWorkspace, accounts: Iterable[str], ask: Callable[[Provider], Answer]
) -> dict[str, Answer]:
    """The answers of some accounts, by the accounts' names."""
    names = list(accounts)
    return dict(zip(names, at_once(lambda name: asked(workspace, name, ask), names), strict=True))


@contextmanager
def account_context(workspace: BaseWorkspace, name: str) -> Generator[None]:
    """Puts a name before an error that is raised meanwhile, unless there is a single account or the error has the name.

    :param name: an account's, or the address of a resource in it.
    """
    try:
        yield
    except TouchdownError as error:
        account = workspace.accounts.get(name)
        declared = account.source if account else None
        if len(workspace.accounts) > 1 and not _says_so(error, name, declared):
            error.what = f"{name}: {error.what}"
            error.where = error.where or declared
        raise


def _says_so(error: TouchdownError, name: str, declared: Source | None) -> bool:
    """Whether the error begins with the name, has the address, or is about the account's own declaration."""
    address = name if "/" in name else f"{name}/"
    named = error.what.startswith(f"{name}: ") or re.search(rf"(?<![\w./-]){re.escape(address)}", error.what)
    return bool(named) or (declared is not None and error.where == declared)


def region_of(account: Provider) -> str:
    """The declared region; None if it is unknown, as with a profile that this machine doesn't have."""
    try:
        return account.region
    except TouchdownError:
        return ""
