"""What settings of a function have in common that AWS keeps apart from it, as reserved concurrency: a single call makes
a setting, and replaces it whole. A setting has no name, and its function may have a single one of each kind.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import attrs

from touchdown.aws.attached import Attached, parent_of
from touchdown.aws.lambda_.function import Function
from touchdown.aws.lambda_.invocable import Invocable, qualified
from touchdown.aws.lifecycle import Found, Named
from touchdown.aws.members import sent
from touchdown.aws.resource import AttachedResource, AwsResource, Step
from touchdown.aws.tagging import call
from touchdown.engine.lifecycle import Lifecycle, Outputs
from touchdown.engine.observed import Observed
from touchdown.model.field import resource


@resource
class Setting(AttachedResource):
    """The base of settings."""

    name: str = attrs.field(init=False, default="", repr=False)
    """A function has one of each kind, which has no name."""

    @property
    def function(self) -> Function:
        assert isinstance(self.parent, Invocable)
        return self.parent.function


S = TypeVar("S", bound=Setting)


def of_function(cls: type[AwsResource], identity: str) -> dict[str, str]:
    """The members that say which function, or which alias, a setting is of."""
    return qualified(parent_of(cls, identity))


def lifecycle_of(
    cls: type[S],
    *,
    to: type[Invocable] = Function,
    put: str,
    read: Callable[[Named], Found],
    delete: str,
    settled: Callable[[Step[S]], None] = lambda step: None,
    **taken_away: Any,
) -> Lifecycle:
    """The lifecycle of a setting: `put` makes it and replaces it, and is followed until it has `settled`; `delete`
    takes it away, with these members."""

    def create(step: Step[S]) -> Outputs:
        call(step, put, **of_function(cls, step.identity), **sent(cls, put, step.values))
        settled(step)
        return {}

    def update(step: Step[S], present: Observed) -> None:
        create(step)

    def remove(step: Step[S]) -> None:
        call(step, delete, **of_function(cls, step.identity), **taken_away)

    return Attached(
        cls, to=to, rank=1, of_parent=True, read=read, create=create, update=update, delete=remove
    ).lifecycle()
