"""The owner of a resource, and the guards before each write and delete.

Ownership is in tags, which are part of the call that creates. AWS has no condition for most writes, so the guards here
read again right before: `refuse_changed` before an update, `still_ours` before a delete, and `ours_after_all` where
something exists already, which may be our own creation whose answer was lost.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from typing import TypeVar

from touchdown.aws.reading import Reading
from touchdown.aws.resource import AwsResource, Step, Store, TaggedResource
from touchdown.aws.tags import ADDRESS, APPLIED, CODE, KEEP, WORKSPACE, Tags, index, indexed, ownership, users_own
from touchdown.engine.events import Noted
from touchdown.engine.observed import Observed, Values
from touchdown.engine.record import from_text, is_newer, record_of_applied, secrecy, secrets_in, to_text
from touchdown.model.errors import AlreadyExists, ChangedMeanwhile, Missing
from touchdown.model.field import fields_of

AnyStep = Step[AwsResource]
_STACK = "aws:cloudformation:stack-name"


def observed(
    reading: Reading,
    cls: type[AwsResource],
    name: str,
    arn: str,
    values: Values,
    tags: Mapping[str, str],
    *,
    outputs: Mapping[str, str],
) -> Observed:
    """A resource as it was read, with the owner in its tags."""
    own: dict[str, object] = {"tags": users_own(tags, reading.account.ignore_tags)} if "tags" in fields_of(cls) else {}
    if issubclass(cls, TaggedResource) and cls.ATTACHED:
        own["attached"] = indexed(tags)
    if issubclass(cls, Store):
        own["keep_on_destroy"] = KEEP in tags
    text, values = tags.get(APPLIED), {**values, **own}
    record = from_text(text)
    return Observed(
        cls.TYPE,
        name,
        arn,
        values,
        tags.get(WORKSPACE),
        tags.get(ADDRESS),
        outputs,
        may_be_secret=secrecy(cls.lifecycle, record, values),
        secrets=secrets_in(record, values),
        record=text,
        newer=is_newer(text) or is_newer(tags.get(CODE)),
        made_by=f"CloudFormation's stack {tags[_STACK]}" if _STACK in tags else "",
        tags=dict(tags),
        former_type=cls.FORMER_TYPE,
    )


def all_tags(step: AnyStep) -> Tags:
    """All tags that a resource of ours carries, including the record of what is applied."""
    record = record_of_applied(step.resource.lifecycle, step.resource, step.values)
    return {**owned_tags(step), APPLIED: to_text(record)}


def owned_tags(step: AnyStep) -> Tags:
    """The user's tags, the owner's tags, and the index."""
    present = index(step.change.observed.values.get("attached", ())) if step.change.observed else {}
    wanted = index(step.values.get("attached", ()))
    # What is taken out of the index and what is put in can't both come at the right time: what is left over goes later.
    kept = {**(present if wanted.keys() - present.keys() else {}), **wanted}
    if step.values.get("keep_on_destroy"):
        kept[KEEP] = "yes"
    return {**step.values.get("tags", {}), **ownership(step.resource, step.workspace), **kept}


Read = TypeVar("Read", bound=Observed)


def ours_after_all(
    step: AnyStep, error: AlreadyExists, read: Callable[[], Read | None], *, in_one_call: bool = False
) -> Read:
    """What exists already, if it is our own: the answer to our creating call may have been lost on its way.

    Raises the error again if it belongs to somebody else. If the call was made once, another run has made it; what is
    created in one call is that run's, and isn't written over with other values.
    """
    found = read()
    if found is None or _owner(found) != _wanted_owner(step):
        raise error
    if error.repeated:
        return found
    if in_one_call and not all(_as_expected(step, name, found) for name in found.values if name in step.values):
        raise _changed(step, "was created, with other values,", by="another run of this workspace")
    step.report(Noted("another run of this workspace has created it meanwhile; it is made as it is declared here."))
    return found


def still_ours(step: AnyStep, tags: Mapping[str, str] | None) -> bool:
    """Whether a resource that is to be deleted still exists, by its tags, read right before.

    It is an error if the resource has another owner by now. AWS has no condition for a delete, so this read can't be
    spared. It is all that is needed.
    """
    if tags is not None and (tags.get(WORKSPACE), tags.get(ADDRESS)) != _owner(step.observed):
        raise taken_over(step)
    return tags is not None


def taken_over(step: AnyStep) -> ChangedMeanwhile:
    """The error for a resource that is to be deleted, and has another owner by now."""
    return _changed(step, "was taken over", hint="It was left. Run the same command again to see the present state.")


def tags_of(fresh: Observed | None) -> Mapping[str, str] | None:
    """The tags of a resource that was read, for `still_ours`."""
    return None if fresh is None else fresh.tags


def refuse_changed(step: AnyStep, fresh: Observed | None, ignoring: Iterable[str] = ()) -> Observed:
    """Refuses to write over what somebody else changed since it was read for the plan, where AWS offers no guard.

    A value that is as declared by now is no such change: it is our own, and the plan had read an older state.
    """
    if fresh is None:
        raise _changed(step, "was deleted")
    if _owner(fresh) not in (_owner(step.observed), _wanted_owner(step)):
        raise _changed(step, "was taken over")
    if not all(_as_expected(step, name, fresh) for name in set(step.observed.values) - set(ignoring)):
        raise _changed(step, "was changed")
    return fresh


@contextmanager
def refuse_deleted(step: AnyStep) -> Generator[None]:
    """Reports a resource that disappears during an update as deleted by somebody else."""
    try:
        yield
    except Missing as error:
        raise _changed(step, "was deleted") from error


def _as_expected(step: AnyStep, name: str, fresh: Observed) -> bool:
    """Whether a value is the value that the plan has seen, or the value that it asks for."""
    known = [step.values, step.change.observed.values] if step.change.observed else [step.values]
    expected = [values[name] for values in known if name in values]
    return any(step.resource.lifecycle.is_same(name, one, fresh.values[name]) for one in expected)


def _owner(one: Observed) -> tuple[str | None, str | None]:
    return one.workspace, one.address


def _wanted_owner(step: AnyStep) -> tuple[str | None, str | None]:
    return step.workspace, step.resource.carried_address


_NOT_WRITTEN_OVER = "Nothing was written over. Plan again to see the present state, then apply."


def _changed(step: AnyStep, what: str, *, by: str = "somebody else", hint: str = _NOT_WRITTEN_OVER) -> ChangedMeanwhile:
    return ChangedMeanwhile(f"{step.change.address} {what} by {by} since the plan was made.", hint=hint)
