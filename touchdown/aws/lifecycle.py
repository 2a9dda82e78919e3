"""`Tagged`: all that types with tags have in common, written once.

A type gives its own calls: how a resource is read, created, changed and deleted. `Tagged(...).lifecycle()` adds the
rest:

- Resources are read at the same time: up to `FEW` with their tags, more with the tags that the tagging API knows. These
  are hints, which are read again before they lead to a change. A missing resource is no error.
- A resource that exists already may be ours after all.
- Others' changes since the plan are never overwritten.
- Tags are written last, since they say what was applied.
- A resource that isn't ours any more is not deleted.

A type that is read in another way (in bulk, with its tags in the same answer) also gives `observe`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType
from typing import Any, Generic, TypeVar, cast

import attrs

from touchdown.aws.api import Api
from touchdown.aws.connection import Connection
from touchdown.aws.ownership import all_tags, observed, ours_after_all, refuse_changed, still_ours
from touchdown.aws.reading import FEW, Reading, reading_of
from touchdown.aws.resource import AwsResource, Step, Store, TaggedResource
from touchdown.aws.tagging import Tagging, call
from touchdown.aws.tags import Tags, of_ours
from touchdown.engine.lifecycle import Lifecycle, Outputs
from touchdown.engine.observed import Observed, Values
from touchdown.model.errors import AlreadyExists, Missing
from touchdown.model.field import IDENTITY, fields_of, sensitive_fields
from touchdown.model.resource import Resource, arn_of, output_of

R = TypeVar("R", bound=TaggedResource)


@attrs.frozen
class Named:
    """The name of a resource that is read, whether or not it is declared."""

    cls: type[AwsResource]
    reading: Reading
    name: str

    @property
    def identity(self) -> str:
        """The name, behind the parent's identity where it lives in another; as a resource has it."""
        return self.name

    @property
    def api(self) -> Api:
        return self.reading.api

    @property
    def account(self) -> Connection:
        return self.reading.account

    def output(self, attribute: str) -> str:
        """An output as it is worked out from the name; empty where only AWS knows it."""
        if attribute == "name":
            return self.name
        return output_of(self.cls, attribute).predict(self, self.reading.place) or ""


@attrs.frozen
class Found:
    """A resource as its type's `read` found it."""

    values: Values
    outputs: Mapping[str, str] = attrs.field(factory=dict[str, str])
    tags: Tags | None = None
    """Its tags, where the same answer has them."""
    arn: str = ""
    """Its ARN, where AWS makes it up."""
    marked: bool = True
    """False for something that lacks our mark, of a kind of which others may put theirs beside ours."""


Observe = Callable[[Reading, Sequence[str]], Mapping[str, Observed]]


def declared_values(resource: AwsResource) -> Values:
    """The declared values, field by field: a resource as its ARN, and tags with the account's."""
    fields = fields_of(type(resource))
    compared = [name for name in fields if not fields[name].own and IDENTITY not in fields[name].update]
    values = {name: _plain(getattr(resource, name)) for name in compared}
    if not isinstance(resource, TaggedResource):
        return values
    return {**values, "tags": resource.wanted_tags(), **kept_in_tags(resource)}


def kept_in_tags(resource: TaggedResource) -> Values:
    """What only our tags say: the kinds of attached resources, for a type that can have any, and whether it stays."""
    attached: Values = {"attached": resource.attached} if resource.ATTACHED else {}
    return {**attached, "keep_on_destroy": resource.keep_on_destroy} if isinstance(resource, Store) else attached


def keeps(declared: Any, present: Observed) -> bool:
    """Whether a store is let go of, not deleted: as it is declared, or else as its tags say."""
    if isinstance(declared, Store):
        return declared.keep_on_destroy
    return bool(present.values.get("keep_on_destroy"))


def extends(old: Sequence[str] | None, new: Sequence[str]) -> bool:
    """For `Lifecycle.loosens`: a kind is in the index before its first child is made, and until the last is gone."""
    return not set(new) <= set(old or ())


def _plain(value: Any) -> Any:
    if isinstance(value, Resource):
        return arn_of(value)
    return list(value) if isinstance(value, tuple) else value  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]  of anything


@attrs.frozen(kw_only=True)
class Tagged(Generic[R]):
    """The calls of a type that carries tags. `rank` orders deletes where nothing observed does."""

    cls: type[R] = attrs.field(kw_only=False)
    rank: int
    tagging: Tagging
    read: Callable[[Named], Found]
    """Reads a resource. If there is none, it lets `Missing` through, which is caught here."""
    create: Callable[[Step[R]], Outputs]
    """Creates it, with `all_tags(step)` in the same call."""
    update: Callable[[Step[R], Observed], Outputs | None]
    """Writes the values that differ from those that were read, without the tags."""
    delete: Callable[[Step[R]], None]
    desired: Callable[[Any], Values] = declared_values
    observe: Observe | None = None
    """Reads many, where there is a better way than reading each by itself."""
    ours: Callable[[Reading], Iterable[str]] | None = None
    """The names of those of the workspace, where the tagging API can't find them by the ARN of the class."""
    tags_in_answer: bool = False
    """Whether `read` finds the tags in the same answer."""
    adopts: Callable[[R, Observed], bool] | None = None
    """Whether a resource without our tags is taken over without being asked to."""
    identity: Callable[[str], str] = str
    """The identity of a resource, from what follows in its ARN."""
    separators: str = ":/"
    """Characters that no name has: an ARN that goes on behind them belongs to something inside the resource."""

    def lifecycle(self) -> Lifecycle:
        return Lifecycle(
            rank=self.rank,
            observe=self.observe or self._observe,
            verify=self.each,
            ours=self.ours or self._known,
            desired=self.desired,
            sensitive=sensitive_fields(self.cls),
            create=self._create,
            update=self._update,
            delete=self._delete,
            loosens={"attached": extends} if self.cls.ATTACHED else {},
            adopts=cast(Any, self.adopts),
            keeps=keeps,
            let_go=self._let_go,
        )

    def each(
        self, reading: Reading, names: Sequence[str], hints: Mapping[str, Tags] = MappingProxyType({})
    ) -> dict[str, Observed]:
        """Reads each by itself, all at the same time. With tags of the tagging API, which may be late, it is a hint."""
        named = [Named(self.cls, reading, name) for name in names]
        if len(named) == 1 and self.tags_in_answer:  # in this thread, so that its own reads are made at the same time
            return _by_name([self._told(reading, named[0], read_or_none(self.read, named[0]), None)])
        found = [reading.submit(read_or_none, self.read, one) for one in named]
        # Where it is known what to ask for, the tags needn't wait for the resource.
        apart = [one for one in named if one.name not in hints and not self.tags_in_answer]
        tags = {one.name: reading.submit(self._tags_of, one) for one in apart}

        def told(at: int) -> Observed | None:
            seen, hint, own = found[at].result(), hints.get(named[at].name), tags.get(named[at].name)
            return self._told(reading, named[at], seen, own.result() if own else hint, hint=hint is not None)

        return _by_name(told(at) for at in range(len(named)))

    def in_bulk(self, reading: Reading, read: Callable[[], Mapping[str, Found]]) -> dict[str, Observed]:
        """Reads many together. Tags that aren't in the answer come from the tagging API, or else are read one by
        one."""
        tagging = None if self.tags_in_answer else reading.submit(self._known, reading)
        found, hints = read(), tagging.result() if tagging else {}

        def by_arn(arn: str) -> Tags | None:
            known = reading.tagged(arn.split(":")[2]).get(arn) if arn and not self.tags_in_answer else None
            return dict(known) if known else None

        def told(name: str) -> Observed | None:
            named = Named(self.cls, reading, name)
            hint = hints.get(name) or by_arn(found[name].arn)
            return self._told(reading, named, found[name], hint, hint=hint is not None)

        return _by_name(reading.each(told, found))

    def _told(
        self, reading: Reading, named: Named, found: Found | None, tags: Tags | None, *, hint: bool = False
    ) -> Observed | None:
        if found is None:
            return None
        arn = found.arn or named.output("arn")
        outputs = {"arn": arn, **found.outputs}
        if found.tags is not None:
            tags = found.tags
        elif tags is None:
            tags = self.tagging.read_tags(named.api, outputs.get(self.tagging.subject, named.name))
        if tags is None:
            return None  # it is being deleted just now
        return attrs.evolve(
            observed(reading, self.cls, named.name, arn, found.values, tags, outputs=outputs), hint=hint
        )

    def _observe(self, reading: Reading, names: Sequence[str]) -> Mapping[str, Observed]:
        return self.each(reading, names, self._known(reading) if len(names) > FEW else {})

    def _known(self, reading: Reading) -> dict[str, Tags]:
        """The tags of those of the workspace that the tagging API knows, by name."""
        prefix = Named(self.cls, reading, "").output("arn")
        found = reading.tagged_below(prefix, self.separators) if prefix else {}
        return {self.identity(rest): tags for rest, tags in found.items()}

    def _tags_of(self, named: Named) -> Tags | None:
        subject = named.output(self.tagging.subject)
        return self.tagging.read_tags(named.api, subject) if subject else None

    def read_again(self, step: Step[R]) -> Observed | None:
        """The resource of a change as it is now."""
        with reading_of(step.account, step.workspace) as reading:
            return self.each(reading, [step.identity]).get(step.identity)

    def _create(self, step: Step[R]) -> Outputs:
        try:
            return self.create(step)
        except AlreadyExists as error:
            found = self.read_again(step)
            if found is not None and self.adopts and self.adopts(step.resource, found):
                return self._bring_up(step, found)
            return self._bring_up(step, ours_after_all(step, error, lambda: found))

    def _update(self, step: Step[R]) -> Outputs:
        return self._bring_up(step, refuse_changed(step, self.read_again(step)))

    def _bring_up(self, step: Step[R], present: Observed) -> Outputs:
        """Writes the differences between wanted and present values; tags come last, since they say what was applied."""
        outputs = self.update(step, present) or {}
        subject = present.outputs.get(self.tagging.subject, present.name)
        self.tagging.write_tags(step, subject, present.tags, all_tags(step))
        return {**present.outputs, **outputs}

    def _let_go(self, step: Step[R]) -> None:
        """Removes our tags, and nothing else."""
        subject = step.observed.outputs.get(self.tagging.subject, step.observed.name)
        tags = self.tagging.read_tags(step.account.api, subject)
        if still_ours(step, tags) and tags:
            call(step, self.tagging.remove, **{self.tagging.member: subject, self.tagging.keys: of_ours(tags)})

    def _delete(self, step: Step[R]) -> None:
        subject = step.observed.outputs.get(self.tagging.subject, step.observed.name)
        if still_ours(step, self.tagging.read_tags(step.account.api, subject)):
            with suppress(Missing):
                self.delete(step)


def read_or_none(read: Callable[[Named], Found], named: Named) -> Found | None:
    """What a type's `read` finds; None if there is no such resource."""
    try:
        return read(named)
    except Missing:
        return None


def _by_name(found: Iterable[Observed | None]) -> dict[str, Observed]:
    return {one.name: one for one in found if one is not None}
