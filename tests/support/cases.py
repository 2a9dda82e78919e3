"""What the tests that go over all types have to know of each, collected from the folders on disk.

A service's tests have it in `tests/aws/SERVICE/cases.py`, as `CASES = Cases(...)`: what a workspace with every type in
it declares, the values that each field is tested with, what an emulator can't do, what a call is about, and how
somebody else would make, see and take over things of the service. A new type's cases are in all of these tests by
themselves; without cases they fail, and say what is missing.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import attrs
from hypothesis import strategies as st

from tests.support.calls import Call
from tests.support.emulators import Emulator
from tests.support.wire import Wire
from tests.support.workspaces import Declare
from touchdown import Account
from touchdown.aws.resource import AwsResource
from touchdown.aws.resource_types import all_types
from touchdown.aws.service import Service
from touchdown.aws.services import all_services
from touchdown.engine.waits import Settling

TESTS = Path(__file__).parent.parent / "aws"
AWS = Path(importlib.import_module("touchdown.aws").__path__[0])

TYPES: tuple[type[AwsResource], ...] = all_types()
SERVICES: list[Service] = list(all_services())

Maker = Callable[[Account], Any]
"""Makes a field's value, with what it needs in the account."""

Pairs = st.SearchStrategy[tuple[Maker, Maker]]
"""Two different values, so that the second one is a change."""

Called = Mapping[str, tuple[Declare, Declare]]
"""For each operation what is applied first, and what is applied then so that the operation is called."""

Lasting = Mapping[Settling, tuple[Declare, Declare, Callable[[Emulator, Wire, int], None]]]
"""For each state what is applied first, what is applied then, and how the state is made to last for some looks."""

R = TypeVar("R")


@attrs.define(eq=False)
class Version:
    """One of the two versions of a workspace with every type in it, while it is being declared."""

    aws: Account
    number: int
    path: str
    """The path of the role, which can't be changed."""
    force_destroy: bool
    _made: dict[Callable[[Version], Any], Any] = attrs.field(factory=dict[Callable[["Version"], Any], Any], init=False)

    @property
    def first(self) -> bool:
        return self.number == 1

    @property
    def text(self) -> str:
        return f"version {self.number}"

    @property
    def tags(self) -> dict[str, str]:
        return {"first": "yes", "version": "1"} if self.first else {"second": "yes", "version": "2"}

    def the(self, declare: Callable[[Version], R]) -> R:
        """What this declares, once, whichever service's cases ask for it first."""
        if declare not in self._made:
            self._made[declare] = declare(self)
        return self._made[declare]


@attrs.frozen(kw_only=True)
class TypeCases:
    """Of one type."""

    cls: type[AwsResource]
    declare: Callable[[Account, Mapping[str, Any]], Any]
    """Declares a resource with these fields, and what it lives in."""
    fields: Mapping[str, Pairs]
    """Two values of each field that can change. Those that are `None` are left out in the end, which clears them."""
    tested_elsewhere: Mapping[str, str] = MappingProxyType({})
    """The fields that have no values here, each with the test that it has."""
    replacing: frozenset[str] = frozenset()
    """The fields that AWS can't change."""
    gaps: Mapping[tuple[str, str], str] = MappingProxyType({})
    """By emulator and field what the emulator can't do, which is tested to be so."""
    unchangeable: Mapping[tuple[str, str], str] = MappingProxyType({})
    """By emulator and field, what the emulator can't change at all: which operation it lacks."""
    secret: Mapping[str, Any] = MappingProxyType({})
    """A field with a secret in it, for a type that takes any."""


@attrs.frozen(kw_only=True)
class Cases:
    """Of one service."""

    types: tuple[TypeCases, ...]
    everything: tuple[Callable[[Version], Any], ...]
    """What each declares of a version is all types of the service, with all fields that can be changed."""
    arns: Callable[[Call, str], list[str]]
    """What a call in an account is about: the ARNs that it may be allowed on."""
    strip_tags: Callable[[Emulator], None]
    """Takes our tags off all that the account has of the service, so that it is somebody else's."""
    contents: Callable[[Emulator], Mapping[str, object]]
    """By name all that the account has of the service, with its tags (`contents.py`)."""
    put_stranger: Callable[[Emulator], None]
    """Makes something that is somebody else's."""
    stranger: Callable[[Emulator], Any]
    """All that the account says of it."""
    called: Called = MappingProxyType({})
    lasting: Lasting = MappingProxyType({})
    moto_lacks: frozenset[str] = frozenset()
    """The operations that moto doesn't have, or that need another one that it doesn't have."""
    not_called: Mapping[str, str] = MappingProxyType({})
    """The operations that no run of `everything` calls, each with the reason, or the test that calls it."""


OUR_TAGS = ("touchdown:workspace", "touchdown:id", "touchdown:applied", "touchdown:code")


def account_number(aws: Account) -> str:
    """The account's number, for names that all accounts of an emulator share."""
    assert aws.account, "pin the account"
    return aws.account


def folder_of(service: Service) -> Path:
    """The folder of a service, which is called otherwise where its name is a word of Python's."""
    (found,) = [path for path in (AWS / service.name, AWS / f"{service.name}_") if path.is_dir()]
    return found


def cases_of(service: Service) -> Cases:
    """The cases of a service."""
    folder = folder_of(service).name
    if not (TESTS / folder / "cases.py").is_file():
        raise AssertionError(f"There is no tests/aws/{folder}/cases.py: write one, as the other services have.")
    found = importlib.import_module(f"tests.aws.{folder}.cases")
    return found.CASES


def all_cases() -> Iterator[tuple[Service, Cases]]:
    """The cases of each service, in the order of their names: what one needs of another stands in its own."""
    return ((service, cases_of(service)) for service in SERVICES)


def cases_of_type(cls: type[AwsResource]) -> TypeCases:
    """The cases of a type."""
    found = {one.cls: one for _, cases in all_cases() for one in cases.types}
    if cls not in found:
        folder = cls.__module__.split(".")[2]
        raise AssertionError(f"{cls.TYPE} has no cases: add a TypeCases to CASES in tests/aws/{folder}/cases.py.")
    return found[cls]


def called(operation: str) -> tuple[Declare, Declare]:
    """How an operation is brought about."""
    ways = {name: way for _, cases in all_cases() for name, way in cases.called.items()}
    if operation not in ways:
        raise AssertionError(f"Nothing says how {operation} is called: add it to `called` of its service's cases.py.")
    return ways[operation]


def moto_lacks(operation: str) -> bool:
    """Whether an operation can't be tried on moto."""
    return any(operation in cases.moto_lacks for _, cases in all_cases())


def lasting(state: Settling) -> tuple[Declare, Declare, Callable[[Emulator, Wire, int], None]]:
    """How a state is made to last."""
    ways = {row: way for _, cases in all_cases() for row, way in cases.lasting.items()}
    if state not in ways:
        raise AssertionError(
            f"Nothing says how the state of {state.operation} lasts ({state.sentence}): "
            "add it to `lasting` of its service's cases.py."
        )
    return ways[state]
