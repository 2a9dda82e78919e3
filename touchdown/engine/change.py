"""Plans and changes: a change has an action, a reason, and the fields that differ.

A plan is data. It is made by `plan.py`, carried out by `apply.py` and shown by the command line's views, none of which
compare anything again.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import attrs

from touchdown.engine.observed import Observed, Values
from touchdown.engine.scope import WHOLE, Scope
from touchdown.model.resource import Resource


class Action(StrEnum):
    """What is done with a resource."""

    NONE = "none"
    READ = "read"
    CREATE = "create"
    UPDATE = "update"
    ADOPT = "adopt"
    REPLACE = "replace"
    DELETE = "delete"
    LET_GO = "let go"
    LEAVE = "leave"

    @property
    def writes(self) -> bool:
        """Whether what is declared is written."""
        return self in (Action.CREATE, Action.UPDATE, Action.ADOPT, Action.REPLACE)

    @property
    def ends(self) -> bool:
        """Whether the resource is ours no more."""
        return self in (Action.DELETE, Action.LET_GO)

    @property
    def changes_something(self) -> bool:
        return self not in (Action.NONE, Action.READ, Action.LEAVE)


class Reason(StrEnum):
    """The reason of a change; each value is the sentence that a user reads. No code decides anything by it."""

    AS_DECLARED = "is as declared"
    AS_APPLIED = "is as it was applied last"
    SHARED = "is declared in another account of the workspace, and managed there"
    NAMED = "exists, and isn't ours to change"
    MISSING = "is named, and doesn't exist"
    FOREIGN = "exists, and isn't this workspace's"
    ABSENT = "doesn't exist yet"
    DIFFERS = "differs from the declaration"
    CHANGED_OUTSIDE = "was changed outside of Touchdown"
    UNFINISHED = "an earlier apply was not finished"
    UNRECORDED = "matches the declaration; only its record is out of date"
    NEWER = "was applied by a newer Touchdown, and differs from the declaration"
    UNPUBLISHED = "its present state has no version yet"
    MOVED = "is now declared under another address"
    ADOPTED = "exists without our tags, and is adopted as you asked"
    MADE_BY_AWS = "was made by AWS for our function"
    FIXED_FIELD = "has a new value in a field that cannot change"
    UNDECLARED = "is no longer declared"
    DESTROYED = "is destroyed with the workspace"
    TARGETED = "is a target of this destroy, or depends on one"
    OTHER_ACCOUNT = "belongs to an account that is not declared in this run"
    NO_ADDRESS = "carries the workspace's name, but not an address of its own"
    STILL_USED = "is no longer declared, and still used"
    NOT_EMPTY = "isn't empty, and stays"


class Absent:
    """Stands in a difference for a side without a value."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = Absent()


@attrs.frozen
class Difference:
    """One value that differs: where it is within the resource, what it was, what it becomes.

    `sensitive` values are kept out: both sides then hold a word that says whether there is one. Of a value that may
    have been a secret once, and is none now, only the old side does.
    """

    path: tuple[str, ...]
    old: object
    new: object
    sensitive: bool = False
    replaces: bool = False


@attrs.frozen
class Change:
    """The change of one resource."""

    address: str
    action: Action
    reason: Reason
    differences: tuple[Difference, ...] = ()
    where: str = ""
    notes: tuple[str, ...] = ()
    identity: str = ""
    """What AWS calls the resource, where it has been read: its ARN."""
    managed_by: str = ""
    """The address that manages the resource, where it is declared in several accounts and this isn't the first."""
    foreign: bool = False
    """Whether it is declared, exists, and isn't this workspace's."""
    drifted: bool = False
    """Whether a plan that changes nothing has found that somebody else changed it (`drift.py`)."""
    with_workspace: bool = False
    """Whether it is deleted with all of the workspace: what it lies in goes as well."""
    outputs_stay: bool = False
    """Whether it exists and stays, and all outputs that are known stay as they were read (`order.py`)."""

    resource: Resource | None = attrs.field(default=None, repr=False, eq=False)
    observed: Observed | None = attrs.field(default=None, repr=False, eq=False)
    desired: Values | None = attrs.field(default=None, repr=False, eq=False)
    """What is declared, as far as it is known; outputs that aren't, and secrets, are still markers."""

    @property
    def fields(self) -> frozenset[str]:
        """The names of the fields that differ."""
        return frozenset(difference.path[0] for difference in self.differences)


@attrs.frozen
class Plan:
    """All changes, those that do nothing included, and notes for the reader."""

    workspace: str | None
    changes: tuple[Change, ...]
    notes: tuple[str, ...] = ()
    scope: Scope = WHOLE
    """The part of the workspace that the plan covers."""
    destroys: bool = False
    by_address: Mapping[str, Change] = attrs.field(init=False, repr=False, eq=False)

    @by_address.default  # pyright: ignore[reportAttributeAccessIssue, reportUntypedFunctionDecorator, reportUnknownMemberType]  attrs' own way
    def _index(self) -> Mapping[str, Change]:
        return {change.address: change for change in self.changes}

    @property
    def to_do(self) -> tuple[Change, ...]:
        """The changes that change something."""
        return tuple(change for change in self.changes if change.action.changes_something)

    @property
    def again(self) -> str:
        """How to continue after a part of the plan was made, in words for a message."""
        return "Destroy again" if self.destroys else "Apply again"

    @property
    def outside(self) -> tuple[Change, ...]:
        """What somebody else has changed, in a plan that changes nothing (`drift.py`)."""
        return tuple(one for one in self.changes if one.drifted)

    def count(self, action: Action) -> int:
        return sum(change.action is action for change in self.changes)
