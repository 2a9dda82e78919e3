"""`Attached`: types without tags, which belong to a parent: a function's URL, its aliases, routes, subscriptions.

An index in the parent's tags, `touchdown:has:KIND`, says which kinds of children it has. The index is a field of the
parent like any other (`AwsResource.attached`; an alias, which may have children and has no tags, holds it in its
description): it is part of the call that creates the parent, gets a kind before the first child is made, and loses it
after the last child is gone. So a plan asks for no kind that isn't declared or in an index, and two children that are
made at once lose nothing. A child is ours if its parent is ours and has its kind in the index; a child that somebody
made by hand on a parent of ours is theirs, until it is adopted. Where others put theirs beside ours, as statements into
a policy, ours also have a mark in their own name (`Found.marked`).

Weaknesses: a child that was made by hand isn't seen unless one of its kind is declared. There is no record of what was
applied, so changes by others appear as differences from the declaration. A parent that gains a kind and loses another
in the same apply keeps the lost kind in its index until the next apply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Generic, TypeVar

import attrs

from touchdown.aws.lifecycle import Found, Named, declared_values, read_or_none
from touchdown.aws.ownership import ours_after_all, refuse_changed, taken_over
from touchdown.aws.reading import Reading, reading_of
from touchdown.aws.resource import AttachedResource, AwsResource, Step, attached_arn
from touchdown.engine.lifecycle import Lifecycle, Outputs
from touchdown.engine.observed import Observed, Values
from touchdown.model.errors import AlreadyExists, Missing
from touchdown.model.resource import carried_address, kind_of, split_identity

R = TypeVar("R", bound=AttachedResource)


def parent_of(cls: type[AwsResource], identity: str) -> str:
    """The identity of the parent."""
    return split_identity(cls.TYPE, identity)[0]


@attrs.frozen(kw_only=True)
class Attached(Generic[R]):
    """The calls of a type without tags. Its identity is `PARENT:NAME`, with an empty name where a parent has only a
    single child of the kind."""

    cls: type[R] = attrs.field(kw_only=False)
    to: type[AwsResource]
    """The type of the parent."""
    rank: int
    read: Callable[[Named], Found]
    """Reads a resource. If there is none, it lets `Missing` through, which is caught here."""
    create: Callable[[Step[R]], Outputs]
    update: Callable[[Step[R], Observed], Outputs | None]
    """Writes the values that differ from those that were read."""
    delete: Callable[[Step[R]], None]
    desired: Callable[[Any], Values] = declared_values
    lasting: frozenset[str] = frozenset()
    """Its outputs that only AWS can say, and that no update changes."""
    listed: Callable[[Reading, str], Iterable[str]] = lambda reading, parent: [""]
    """The names of the children that a parent has; a kind without names has a single, empty one."""
    owns: Callable[[Reading, Observed, str], bool] = lambda reading, parent, name: True
    """Of a kind of which others may put theirs beside ours, without room for a mark: whether a parent that has any of
    ours has this one of us."""

    of_parent: bool = False
    """For a setting of the parent's own, as a function's reserved concurrency: whoever made it, it is ours if the
    parent is, and nobody has to adopt it."""

    def lifecycle(self) -> Lifecycle:
        return Lifecycle(
            rank=self.rank,
            observe=self.observe,
            verify=self.observe,
            ours=self.ours,
            desired=self.desired,
            create=self._create,
            update=lambda step: self._bring_up(step, refuse_changed(step, self.read_again(step))),
            delete=self._delete,
            lasting=self.lasting,
        )

    @property
    def kind(self) -> str:
        return kind_of(self.cls.TYPE)

    def observe(self, reading: Reading, identities: Sequence[str]) -> Mapping[str, Observed]:
        """Reads each by itself, all at the same time, while their parents are read."""
        found = [reading.submit(read_or_none, self.read, Named(self.cls, reading, identity)) for identity in identities]
        parents = self._parents(reading, {parent_of(self.cls, identity) for identity in identities})
        seen: dict[str, Observed] = {}
        for identity, future in zip(identities, found, strict=True):
            read, parent = future.result(), parents.get(parent_of(self.cls, identity))
            if read is not None and parent is not None:
                seen[identity] = self._observed(reading, identity, read, parent)
        return seen

    def ours(self, reading: Reading) -> list[str]:
        """The identities of all children of this kind, of those parents whose index has the kind."""
        parents = [one for one in reading.seen(self.to.TYPE).values() if self._is_indexed(one)]
        names = reading.each(lambda parent: self.listed(reading, parent.name), parents)
        return [f"{parent.name}:{name}" for parent, some in zip(parents, names, strict=True) for name in some]

    def _is_indexed(self, parent: Observed) -> bool:
        return self.kind in parent.values.get("attached", ())

    def _parents(self, reading: Reading, names: Iterable[str]) -> Mapping[str, Observed]:
        """The parents, as they were read in this look at the account, or else read by themselves."""
        known = reading.seen(self.to.TYPE)
        rest = [name for name in names if name not in known]
        lifecycle = self.to.lifecycle
        return {**known, **((lifecycle.verify or lifecycle.observe)(reading, rest) if rest else {})}

    def _observed(self, reading: Reading, identity: str, found: Found, parent: Observed) -> Observed:
        name = split_identity(self.cls.TYPE, identity)[1]
        arn = found.arn or attached_arn(parent.arn, self.kind, name)
        ours = self.of_parent or (self._is_indexed(parent) and found.marked and self.owns(reading, parent, name))
        account = (parent.address or "").partition("/")[0]
        return Observed(
            self.cls.TYPE,
            identity,
            arn,
            found.values,
            parent.workspace if ours else None,
            carried_address(account, self.cls.TYPE, identity) if ours and account else None,
            {"arn": arn, **found.outputs},
            parent=parent.arn,
            hint=parent.hint,
        )

    def read_again(self, step: Step[R]) -> Observed | None:
        """The resource of a change as it is now."""
        with reading_of(step.account, step.workspace) as reading:
            return self.observe(reading, [step.identity]).get(step.identity)

    def _create(self, step: Step[R]) -> Outputs:
        try:
            return self.create(step)
        except AlreadyExists as error:
            return self._bring_up(step, ours_after_all(step, error, lambda: self.read_again(step)))

    def _bring_up(self, step: Step[R], present: Observed) -> Outputs:
        return {**present.outputs, **(self.update(step, present) or {})}

    def _delete(self, step: Step[R]) -> None:
        """Deletes the child if it still exists, and its parent is still this workspace's."""
        present = self.read_again(step)
        if present is None:
            return
        if present.workspace != step.observed.workspace:
            raise taken_over(step)
        with suppress(Missing):
            self.delete(step)
