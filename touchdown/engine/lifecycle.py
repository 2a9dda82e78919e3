"""The lifecycle of a resource type: the functions by which the engine reads its resources and makes their changes.

A type's file (for instance `aws/iam/role.py`) makes a `Lifecycle` of plain functions. The engine calls them and knows
nothing else of the type. For AWS, `aws/lifecycle.py` and `aws/attached.py` write most of them once for all types.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, Protocol, TypeVar, cast

import attrs

from touchdown.engine.change import Change, Difference, Reason
from touchdown.engine.events import Report
from touchdown.engine.observed import Observed, Values
from touchdown.engine.scope import Scope
from touchdown.model.check import sentence
from touchdown.model.place import Place
from touchdown.model.resource import Resource


@attrs.frozen
class Verdict:
    """The result of a type's own look at the values, which adds to the comparison of fields."""

    reason: Reason
    differences: tuple[Difference, ...] = ()
    notes: tuple[str, ...] = ()


A_co = TypeVar("A_co", covariant=True)
"""A provider's account, as its own lifecycles know it."""
R_co = TypeVar("R_co", bound=Resource, covariant=True)


@attrs.frozen
class Step(Generic[A_co, R_co]):
    """A change while it is made, with the account and the resource typed as the lifecycle knows them."""

    change: Change
    account: A_co
    workspace: str
    values: Values
    """The declared values, field by field, every output known and every secret revealed. Empty for a delete."""
    report: Report

    @property
    def resource(self) -> R_co:
        """The declaration. Not for deletes: what they delete may not be declared."""
        assert self.change.resource is not None
        return cast(R_co, self.change.resource)

    @property
    def declared(self) -> R_co | None:
        """The declaration, unless the resource is deleted because there is none."""
        return cast("R_co | None", self.change.resource)

    @property
    def desired(self) -> R_co:
        """The declaration with the values put in: outputs are real texts."""
        filled = copy.copy(self.resource)
        for name, value in self.values.items():
            vars(filled)[name] = value
        return filled

    @property
    def identity(self) -> str:
        """The identity of the resource among those of its type, whether or not it is declared."""
        return self.change.resource.identity if self.change.resource else self.observed.name

    @property
    def observed(self) -> Observed:
        """The resource as it was read. Only for changes of resources that exist."""
        assert self.change.observed is not None
        return self.change.observed


Outputs = Mapping[str, str]


def always(old: object, new: object) -> bool:
    """For `Lifecycle.loosens`: any change of a field is made before those of the dependents."""
    return True


def _never(resource: object, observed: object) -> bool:
    return False


@attrs.frozen(kw_only=True)
class Lifecycle:
    """The functions of one type. `rank` orders deletes where nothing observed does: lower ones go first."""

    rank: int
    observe: Callable[[Any, Sequence[str]], Mapping[str, Observed]]
    """Reads the resources with these identities, as many at once as the API allows, and leaves out missing ones."""
    ours: Callable[[Any], Iterable[str]]
    """The identities of those that carry the workspace's tag, as far as that can be told without reading each."""
    desired: Callable[[Any], Values]
    """The declared values, in the form in which they are compared; outputs and secrets are still markers."""
    create: Callable[[Step[Any, Any]], Outputs]
    update: Callable[[Step[Any, Any]], Outputs]
    delete: Callable[[Step[Any, Any]], None]
    """Reads whose it is, right before; for nothing else was read but in bulk, and AWS has no condition for a delete."""
    verify: Callable[[Any, Sequence[str]], Mapping[str, Observed]] | None = None
    """Reads each of these by itself. For types whose `observe` returns hints."""
    meaning: Mapping[str, Callable[[Any], object]] = attrs.field(factory=dict[str, Callable[[Any], object]])
    """For fields whose values may be written in several ways: the form that is compared and recorded."""
    by_entry: frozenset[str] = frozenset()
    """Those of `meaning` that are mappings whose entries mean something by themselves: only entries that differ are
    shown."""
    same: Mapping[str, Callable[[Any, Any], bool]] = attrs.field(factory=dict[str, Callable[[Any, Any], bool]])
    """For fields without such a form: (declared, observed) -> whether they mean the same."""
    judge: Callable[[Resource, Values, Observed, tuple[Difference, ...]], Verdict | None] | None = None
    """A look at the values for what a comparison of fields can't show."""
    sensitive: frozenset[str] = frozenset()
    """The fields that are `sensitive`: secrets within them are left out of what is recorded (`record.py`)."""
    recorded_apart: frozenset[str] = frozenset()
    """The fields that the type keeps a record of its own for, as the code of a function."""
    outside: Callable[[Values | None, Observed, tuple[Difference, ...]], tuple[Difference, ...] | None] | None = None
    """For a type that keeps more than `record.py`: what somebody else has changed since the last
    apply, as (what is declared, if it is; what was read; how they differ) -> differences from what was applied to what
    is there; None where nothing tells it."""
    recall: Callable[[Any, Observed], Values | None] | None = None
    """Reads what was applied last of the sensitive fields, where AWS keeps it, as (account, what was read): asked where
    the record, which has left out the secrets, can't tell who has changed one."""
    remade: Mapping[str, str] = attrs.field(factory=dict[str, str])
    """By field, a note for when the resource that the field refers to is made anew, and this resource stays."""
    loosens: Mapping[str, Callable[[Any, Any], bool]] = attrs.field(factory=dict[str, Callable[[Any, Any], bool]])
    """By field: (observed, declared) -> whether the new value allows more than the old one to what depends on the
    resource. Such a change is made before those of its dependents, any other of these fields after them. Changes of
    other fields are made at any time, since no dependent is concerned (`order.py`)."""
    lasting: frozenset[str] = frozenset()
    """Outputs that only AWS can say, and that no update changes, as a queue's URL."""
    renewed: Mapping[str, frozenset[str]] = attrs.field(factory=dict[str, frozenset[str]])
    """By field, those of `lasting` that AWS makes up anew when the field changes, as the ARN of a table's stream."""
    problems: Callable[[Values], Iterable[str]] | None = None
    """What AWS would refuse in values that are known."""
    adopts: Callable[[Resource, Observed], bool] | None = None
    """Whether a resource without our tags is taken over without being asked to."""
    blocked: Callable[[Any, Any, Observed], str | None] | None = None
    """(account, declaration if any, what was read) -> why the resource can't be deleted; None if it can. It may make
    calls, since it is asked only about what the plan would delete."""
    stays: Callable[[Any, Observed], bool] = _never
    """(declaration if any, what was read) -> whether it is left, with a note, if its delete is blocked. Otherwise the
    plan is refused."""

    keeps: Callable[[Any, Observed], bool] = _never
    """(declaration if any, what was read) -> whether it is let go of where the plan would delete it."""
    let_go: Callable[[Step[Any, Any]], None] | None = None
    """Takes our marks off what was kept, and changes nothing else; reads whose it is, right before."""

    def kept(self, outputs: Outputs, changed: frozenset[str]) -> Outputs:
        """The outputs that last, though these fields change."""
        lasting = self.lasting.difference(*(self.renewed.get(name, ()) for name in changed))
        return {name: value for name, value in outputs.items() if name in lasting}

    def is_same(self, field: str, declared: Any, observed: Any) -> bool:
        """Whether two values of a field mean the same."""
        if field in self.same:
            return self.same[field](declared, observed)
        meaning = self.meaning.get(field)
        return bool(meaning(declared) == meaning(observed) if meaning else declared == observed)

    def wrong(self, resource: Resource, values: Values) -> list[str]:
        """What AWS would refuse in the values of a resource once outputs were put in, as far as they are known."""
        found = [*resource.refused(values), *(self.problems(values) if self.problems else ())]
        return [sentence(problem) for problem in found]


@attrs.frozen
class Observation:
    """The resources that were seen in an account."""

    declared: Mapping[str, Observed]
    """By address."""
    undeclared: tuple[Observed, ...]
    """Resources that carry the workspace's tag and aren't declared."""
    notes: tuple[str, ...] = ()


class Provider(Protocol):
    """An account, as the engine knows it."""

    @property
    def name(self) -> str: ...

    @property
    def region(self) -> str: ...

    @property
    def resources(self) -> Mapping[str, Resource]: ...

    def place(self) -> Place:
        """Asks who we are, once; refuses if that isn't who the declaration says."""
        ...

    def observe(self, workspace: str | None, report: Report, scope: Scope) -> Observation:
        """Reads the resources in sight; those that are no longer declared only if all of the account is in sight."""
        ...

    def verify(
        self, workspace: str | None, addresses: Sequence[str], report: Report, scope: Scope
    ) -> Mapping[str, Observed]:
        """Reads the resources declared under these addresses, each by itself, and leaves out missing ones."""
        ...

    def lifecycle(self, type_name: str) -> Lifecycle: ...
