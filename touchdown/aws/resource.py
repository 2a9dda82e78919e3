"""What all resources of AWS share: an account, tags, and how a type's lifecycle speaks to the API."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

import attrs

from touchdown.aws.connection import Connection
from touchdown.aws.constraints import problems as constraint_problems
from touchdown.aws.constraints import tag_problems
from touchdown.aws.operations import Calls
from touchdown.aws.tags import ADDRESS, APPLIED, WORKSPACE, Tags, ownership, users_own
from touchdown.engine.events import Noted
from touchdown.engine.lifecycle import Lifecycle, Step
from touchdown.engine.observed import Observed, Values
from touchdown.engine.record import record_of_applied, secrets_in, to_text
from touchdown.model.errors import AlreadyExists, ChangedMeanwhile, Missing
from touchdown.model.field import field, fields_of, resource
from touchdown.model.output import has_unknown
from touchdown.model.resource import Resource

if TYPE_CHECKING:
    from touchdown.aws.reading import Reading


@resource
class AwsResource(Resource):
    """The base of all types of AWS."""

    lifecycle: ClassVar[Lifecycle]
    CALLS: ClassVar[Calls]
    """What its lifecycle calls."""
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]]
    """For each operation that writes the type, the members that no field has, each with the reason."""

    account: Connection = attrs.field(init=False, repr=False)  # pyright: ignore[reportIncompatibleVariableOverride]  narrower

    def problems(self) -> Iterator[str]:
        """What AWS would refuse in the values that are known already."""
        yield from self.refused(self.values())

    def refused(self, values: Values) -> Iterator[str]:
        # What was given as another thing, as a role, may stand here as a text that the user didn't write.
        given = {name for name, value in self.values().items() if isinstance(value, str | int)}
        yield from constraint_violations(type(self), {name: one for name, one in values.items() if name in given})


@resource
class TaggedResource(AwsResource):
    """The base of the types that a user can tag."""

    MOST_TAGS: ClassVar[int] = 47
    """How many a user can give: AWS allows fifty on most types, and three are ours."""

    tags: Mapping[str, str] = field(factory=dict[str, str])
    """Tags, besides those of the account."""

    def wanted_tags(self) -> Tags:
        """The tags that a user wants: the account's, and the resource's own."""
        return {**self.account.tags, **self.tags}

    def problems(self) -> Iterator[str]:
        yield from self.refused({**self.values(), "tags": self.wanted_tags()})

    def refused(self, values: Values) -> Iterator[str]:
        yield from super().refused(values)
        yield from (f"tags= {problem}" for problem in tag_problems(values["tags"], most=self.MOST_TAGS))


def constraint_violations(cls: type[Resource], values: Values) -> Iterator[str]:
    """The values that don't fit the members which carry them, as sentences that begin with the field."""
    for name, members in fields_of(cls).items():
        value = values.get(name)
        if value is None or isinstance(value, Resource) or has_unknown(value) or not members.create or members.opaque:
            continue
        operation, _, member = members.create[0].partition(".")
        if isinstance(value, str | int) and not isinstance(value, bool):
            yield from (f"{name}= {problem}" for problem in constraint_problems(operation, member, value))


def observed(
    reading: Reading, cls: type[AwsResource], name: str, arn: str, values: Values, tags: Mapping[str, str], **more: Any
) -> Observed:
    """What was read, with the owner that its tags tell."""
    values = {**values, "tags": users_own(tags, reading.account.ignore_tags)} if "tags" in fields_of(cls) else values
    text = tags.get(APPLIED)
    told: dict[str, Any] = {"record": text, "secrets": secrets_in(text), **more}
    return Observed(cls.TYPE, name, arn, values, tags.get(WORKSPACE), tags.get(ADDRESS), **told)


def all_tags(step: Step) -> Tags:
    """All tags that a resource of ours carries, the record of what is applied among them."""
    record = record_of_applied(step.resource.lifecycle, step.resource, step.desired)
    return {**owned_tags(step), APPLIED: to_text(record)}


def owned_tags(step: Step) -> Tags:
    """The user's tags, and those that say whose a resource is."""
    return {**step.desired.get("tags", {}), **ownership(step.resource, step.workspace)}


def ours_after_all(
    step: Step, error: AlreadyExists, read: Callable[[], Observed | None], *, in_one_call: bool = False
) -> Observed:
    """What exists already, if it is our own: the answer to our creating call may have been lost on its way.

    Raises the error again if it belongs to somebody else. If the call was made once, another run has made it; what is
    created in one call is that run's, and isn't written over with other values.
    """
    found = read()
    if found is None or _owner(found) != _wanted_owner(step):
        raise error
    if error.repeated:
        return found
    if in_one_call and not all(_as_expected(step, name, found) for name in found.values if name in step.desired):
        raise _changed(step, "was created, with other values,", by="another run of this workspace")
    step.report(Noted("another run of this workspace has created it meanwhile; it is made as it is declared here."))
    return found


def still_ours(step: Step, tags: Mapping[str, str] | None) -> bool:
    """Whether what shall be deleted is there, by its tags, read right before; refused if it has another owner by now.

    AWS has no condition for a delete, so this read can't be spared. It is all that is needed.
    """
    if tags is not None and (tags.get(WORKSPACE), tags.get(ADDRESS)) != _owner(step.observed):
        raise _changed(step, "was taken over", hint="It was left. Run the same command again to see the present state.")
    return tags is not None


def tags_of(fresh: Observed | None) -> Mapping[str, str] | None:
    """The tags of what was read, for `still_ours`."""
    return None if fresh is None else fresh.details["tags"]


def refuse_changed(step: Step, fresh: Observed | None, ignoring: Iterable[str] = ()) -> Observed:
    """Refuses to write over what somebody else changed since it was read for the plan, where AWS offers no guard.

    What is as declared by now is no such change: it is our own, which a plan that read too old a state didn't know.
    """
    if fresh is None:
        raise _changed(step, "was deleted")
    if _owner(fresh) not in (_owner(step.observed), _wanted_owner(step)):
        raise _changed(step, "was taken over")
    if not all(_as_expected(step, name, fresh) for name in set(step.observed.values) - set(ignoring)):
        raise _changed(step, "was changed")
    return fresh


@contextmanager
def refuse_deleted(step: Step) -> Generator[None]:
    """Tells what isn't there any more in the midst of an update as deleted by somebody else."""
    try:
        yield
    except Missing as error:
        raise _changed(step, "was deleted") from error


def _as_expected(step: Step, name: str, fresh: Observed) -> bool:
    """Whether a value is what the plan has seen, or what it asks for."""
    known = [step.desired, step.change.observed.values] if step.change.observed else [step.desired]
    expected = [values[name] for values in known if name in values]
    return any(step.resource.lifecycle.is_same(name, one, fresh.values[name]) for one in expected)


def _owner(one: Observed) -> tuple[str | None, str | None]:
    return one.workspace, one.address


def _wanted_owner(step: Step) -> tuple[str | None, str | None]:
    return step.workspace, step.resource.carried_address


_NOT_WRITTEN_OVER = "Nothing was written over. Plan again to see the present state, then apply."


def _changed(step: Step, what: str, *, by: str = "somebody else", hint: str = _NOT_WRITTEN_OVER) -> ChangedMeanwhile:
    return ChangedMeanwhile(f"{step.change.address} {what} by {by} since the plan was made.", hint=hint)
