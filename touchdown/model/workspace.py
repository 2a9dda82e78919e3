"""The workspace: all that a Touchdownfile declares, in its accounts, and the order in which it is made."""

from __future__ import annotations

import graphlib
import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Protocol, TypeVar

import attrs

from touchdown.model.errors import DeclarationError
from touchdown.model.output import fragment
from touchdown.model.resource import Resource
from touchdown.model.source import Source, caller

TOUCHDOWNFILE = "Touchdownfile"

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@attrs.frozen
class Defaults:
    """Values from the command line, which hold for every workspace that the Touchdownfile makes."""

    settings: Mapping[str, str] = attrs.field(factory=dict[str, str])
    profile: str | None = None
    region: str | None = None
    local: bool = False
    directory: Path = attrs.field(factory=Path.cwd)
    """The folder that paths in the file are relative to."""
    touchdownfile: str = TOUCHDOWNFILE
    """The file's own name, after which the files beside it are named."""


_defaults: ContextVar[Defaults] = ContextVar("defaults")


@contextmanager
def reading_with(defaults: Defaults) -> Generator[None]:
    """Workspaces that are made meanwhile have these defaults."""
    token = _defaults.set(defaults)
    try:
        yield
    finally:
        _defaults.reset(token)


class Declaring(Protocol):
    """An account, as far as a workspace needs it."""

    source: Source | None

    @property
    def name(self) -> str: ...

    @property
    def resources(self) -> Mapping[str, Resource]: ...


Account = TypeVar("Account", bound=Declaring)


class Settings(dict[str, str]):
    """What `--set NAME=VALUE` gave. Asking for a setting that wasn't given, without a default, is an error."""

    def __missing__(self, name: str) -> str:
        raise DeclarationError(
            f'The setting "{name}" was not given.',
            where=caller(),
            hint=f'Run with --set {name}=VALUE, or write workspace.settings.get("{name}", "DEFAULT").',
        )


class BaseWorkspace:
    """A named set of accounts. `touchdown.Workspace` adds the kinds of accounts that there are."""

    __slots__ = (
        "__weakref__",
        "_accounts",
        "_name",
        "defaults",
        "named",
        "outputs",
        "settings",
    )  # a misspelt name is an error

    def __init__(self, name: str | None = None, *, settings: Mapping[str, str] | None = None) -> None:
        self._name = name
        self.named: Source | None = caller() if name is not None else None
        self.defaults = _defaults.get(None) or Defaults()
        self.settings = Settings({**(settings or {}), **self.defaults.settings})
        self._accounts: dict[str, Declaring] = {}
        self.outputs: dict[str, str] = {}

    @property
    def name(self) -> str | None:
        """Its name, which marks its resources among those of other workspaces in the same account."""
        return self._name

    @name.setter
    def name(self, name: str) -> None:
        self._name = name
        self.named = caller()

    @property
    def accounts(self) -> Mapping[str, Declaring]:
        """The declared accounts, by name."""
        return self._accounts

    def add_account(self, account: Account) -> Account:
        """Takes an account in; its name must be new."""
        other = self._accounts.get(account.name)
        if other is not None:
            raise DeclarationError(
                f'There are two accounts named "{account.name}".',
                where=account.source,
                why=f"The other is declared in {other.source}.",
                hint="Give one of them another name, as in add_aws(name=...).",
            )
        self._accounts[account.name] = account
        return account

    def add_output(self, name: str, value: str) -> None:
        """Names a value that people or scripts need: `touchdown output NAME` prints it.

        :param name: up to 64 letters, digits, dots, hyphens and underscores.
        :param value: a text, mostly with outputs of resources in it, as `api.url`. Secrets are masked.
        """
        wrong = _output_problem(self.outputs, name, value)
        if wrong:
            raise DeclarationError(f"add_output(): {wrong}.", where=caller())
        self.outputs[name] = value

    def resources(self) -> Iterator[Resource]:
        """All that is declared, in the order of declaration."""
        for account in self._accounts.values():
            yield from account.resources.values()

    def complete(self) -> None:
        """Ends the declaration: resources declare what they bring along, now that all others are known.

        Once more it changes nothing.
        """
        declared = list(self.resources())
        named_in: dict[Resource, set[str]] = {resource: set() for resource in declared}
        for resource in declared:
            for field, needed in resource.references():
                named_in.setdefault(needed, set()).add(field)
        for resource in declared:
            resource.complete(named_in[resource])

    def in_order(self) -> list[Resource]:
        """All that is declared, each after what it needs."""
        by_address = {one.address: one for one in self.resources()}
        references = {address: list(one.references()) for address, one in by_address.items()}
        self._refuse_foreign(by_address, references)
        graph = {address: sorted({needed.address for _, needed in found}) for address, found in references.items()}
        try:
            return [by_address[address] for address in graphlib.TopologicalSorter(graph).static_order()]
        except graphlib.CycleError as error:
            cycle: list[str] = error.args[1]
            raise DeclarationError(
                f"{'It needs itself' if len(cycle) == 2 else 'These need each other'}: {' -> '.join(reversed(cycle))}.",
                where=by_address[cycle[0]].where,
                hint="Leave one of the references out, or write it as a text.",
            ) from None

    def _refuse_foreign(
        self, by_address: Mapping[str, Resource], references: Mapping[str, Sequence[tuple[str, Resource]]]
    ) -> None:
        """Refuses resources of other workspaces. They may have the same addresses, so the objects are compared."""
        for user in by_address.values():
            for field, needed in references[user.address]:
                if by_address.get(needed.address) is not needed:
                    raise DeclarationError(
                        f"{needed.address} is used, and belongs to another workspace.",
                        where=user.where,
                        why=f"{user.address} has it in {field}=.",
                        hint="Name it here with get_*, or declare it here.",
                    )

    def name_problem(self) -> str | None:
        """The problem with the name, if there is any."""
        if self.name is not None and not (isinstance(self.name, str) and _NAME.fullmatch(self.name)):  # pyright: ignore[reportUnnecessaryIsInstance]
            return (
                f"{self.name!r} is no name for a workspace: it takes up to 64 letters, digits, dots, hyphens and "
                "underscores, and starts with a letter or digit."
            )
        return None


def _output_problem(known: Mapping[str, str], name: object, value: object) -> str | None:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        return f"{name!r} is no name for an output, as url or queue-url is"
    if name in known:
        return f'there is an output "{name}" already'
    if not isinstance(value, str):
        return f'the value of "{name}" has to be a text, and is of the type {type(value).__name__}'
    return "the value holds a piece of an output: put the output into the text as a whole" if fragment(value) else None
