"""Base classes of AWS's resource types: all types, types with tags, and types that are attached to a parent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar, TypeAlias, TypeVar

import attrs

from touchdown.aws.connection import Connection
from touchdown.aws.constraints import problems as constraint_problems
from touchdown.aws.constraints import tag_problems
from touchdown.aws.operations import Calls
from touchdown.aws.tags import Tags
from touchdown.engine.lifecycle import Lifecycle
from touchdown.engine.lifecycle import Step as EngineStep
from touchdown.engine.observed import Values
from touchdown.model.field import field, fields_of, resource
from touchdown.model.output import has_unknown
from touchdown.model.place import Place
from touchdown.model.resource import Resource, kind_of, output, take_in


@resource
class AwsResource(Resource):
    """The base of all types of AWS."""

    lifecycle: ClassVar[Lifecycle]
    CALLS: ClassVar[Calls]
    """The operations that its lifecycle calls."""
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]]
    """For each operation that writes the type, the members that no field has, each with the reason."""
    PASSES_TO: ClassVar[str] = "lambda.amazonaws.com"
    """The service that its roles are passed to."""
    ATTACHED: ClassVar[frozenset[str]] = frozenset()
    """The kinds of attached resources that it can have, as `url`; the field `attached` says which it has."""

    account: Connection = attrs.field(init=False, repr=False)  # pyright: ignore[reportIncompatibleVariableOverride]  narrower

    @property
    def attached(self) -> list[str]:
        """The kinds of attached resources that are declared in it, and the marks of those that have one."""
        children = [child for child in self.children if not child.external]
        marks = {child.mark for child in children if isinstance(child, AttachedResource)} - {""}
        return sorted({kind_of(child.TYPE) for child in children} & self.ATTACHED | marks)

    def register(self, resource: Resource) -> None:
        """Registers a resource that is declared in this resource, as a file in a bucket."""
        take_in(self, resource)
        self.account.register(resource)

    def problems(self) -> Iterator[str]:
        """The values, among those known already, that AWS would refuse."""
        yield from self.refused(self.values())

    def refused(self, values: Values) -> Iterator[str]:
        # A resource that was given, as a role, may stand here as a text that the user didn't write.
        given = {name for name, value in self.values().items() if isinstance(value, str | int)}
        yield from constraint_violations(type(self), {name: one for name, one in values.items() if name in given})


@resource
class TaggedResource(AwsResource):
    """The base of the types that a user can tag."""

    MOST_TAGS: ClassVar[int] = 47
    """How many a user can give: AWS allows fifty on most types, and three are ours."""

    TAGS_IGNORE_CASE: ClassVar[bool] = False
    """Whether `Team` and `team` are one key to AWS."""

    UNSHOWN: ClassVar[frozenset[str]] = frozenset({"attached"})

    tags: Mapping[str, str] = field(factory=dict[str, str])
    """Tags, besides those of the account."""

    def wanted_tags(self) -> Tags:
        """The tags that a user wants: the account's, and the resource's own."""
        return {**self.account.tags, **self.tags}

    @property
    def ours_besides(self) -> int:
        """How many tags are ours besides those that say whose it is."""
        return len(self.attached)

    def problems(self) -> Iterator[str]:
        yield from self.refused({**self.values(), "tags": self.wanted_tags()})

    def refused(self, values: Values) -> Iterator[str]:
        yield from super().refused(values)
        most = self.MOST_TAGS - self.ours_besides
        yield from (
            f"tags= {problem}"
            for problem in tag_problems(values["tags"], most=most, ignores_case=self.TAGS_IGNORE_CASE)
        )


@resource
class Store(TaggedResource):
    """The base of the types that hold what nobody can make again, as a bucket or a queue."""

    keep_on_destroy: bool = field(default=False)
    """Whether it is let go of where the plan would delete it: Touchdown's tags are removed, and it stays with what it
    holds. A tag keeps this, so that it also holds when it is no longer declared."""

    @property
    def ours_besides(self) -> int:
        return super().ours_besides + self.keep_on_destroy


@resource
class AttachedResource(AwsResource):
    """The base of types that carry no tags, and belong to a parent (`attached.py`)."""

    @property
    def mark(self) -> str:
        """An entry of its own in the parent's index, where nothing else tells that it is ours."""
        return ""

    def problems(self) -> Iterator[str]:
        yield from super().problems()
        if self.parent is not None and self.parent.external:
            yield f"{self.parent.label} is only named with get_..., so nothing of ours can be added to it."

    @output
    def arn(self, place: Place) -> str | None:
        """A text of Touchdown's own, below the parent's ARN, by which it is known. AWS has no ARN for it."""
        assert self.parent is not None
        parent = self.parent.predict("arn", place)
        return attached_arn(parent, kind_of(self.TYPE), self.name) if parent else None


def attached_arn(parent: str, kind: str, name: str) -> str:
    return f"{parent}/{kind}/{name}".rstrip("/")


def constraint_violations(cls: type[Resource], values: Values) -> Iterator[str]:
    """The values that don't fit the members which carry them, as sentences that begin with the field."""
    for name, members in fields_of(cls).items():
        value = values.get(name)
        if value is None or isinstance(value, Resource) or has_unknown(value) or not members.create or members.opaque:
            continue
        operation, _, member = members.create[0].partition(".")
        if isinstance(value, str | int) and not isinstance(value, bool):
            yield from (f"{name}= {problem}" for problem in constraint_problems(operation, member, value))


R_co = TypeVar("R_co", bound=AwsResource, covariant=True)
Step: TypeAlias = EngineStep[Connection, R_co]
"""A change of a resource of a type, as `Step[Queue]`."""
