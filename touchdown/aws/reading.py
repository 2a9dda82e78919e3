"""Reads an account for a plan: everything at the same time, nothing twice.

The declared resources of each type are read by that type's `observe`: up to `FEW` of them one by one, more of them in
bulk. The tagging API finds resources that are ours and no longer declared; it is late and doesn't know IAM. So whatever
rests on it is a hint (`Observed.hint`). A hint that would lead to a change or a delete is read by itself first
(`verify`). A type that isn't declared is imported and read only where there may be something of it (`_may_be_there`).

Weakness: tags from the tagging API may be some minutes old, which no plan notices if nothing else differs.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from touchdown.aws.api import Api
from touchdown.aws.connection import Connection
from touchdown.aws.resource_types import RESOURCE_TYPES, ResourceType, services_of
from touchdown.aws.tags import WORKSPACE, Tags, from_pairs
from touchdown.engine.events import Reading as ReadingEvent
from touchdown.engine.events import Report
from touchdown.engine.lifecycle import Lifecycle, Observation
from touchdown.engine.observed import Observed
from touchdown.engine.scope import WHOLE, Scope
from touchdown.engine.threads import threads
from touchdown.model.errors import AccessDenied
from touchdown.model.place import Place
from touchdown.model.resource import Resource

Item = TypeVar("Item")
Result = TypeVar("Result")
FEW = 3
"""How many of a type are read one by one: in a large account that is cheaper than looking for them in its lists."""
_MANY = 200
"""How many resources fill two pages of the tagging API, about: below that, one list of all services is sooner read."""
_AT_ONCE = 48
_THREADS = "touchdown-read"


class Reading:
    """A look at an account, shared by the types that are read in it."""

    def __init__(
        self, account: Connection, workspace: str | None, pool: ThreadPoolExecutor, scope: Scope = WHOLE
    ) -> None:
        self.account = account
        self.declared: Sequence[Resource] = scope.of(account.resources.values())
        self.workspace = workspace
        self.api: Api = account.api
        self.place: Place = account.place()
        self.notes: list[str] = []
        self._pool = pool
        self._lock = threading.Lock()
        self._shared: dict[str, Future[Any]] = {}
        self.types: dict[str, Future[Mapping[str, Observed]]] = {}
        """The resources of each type that is read in this look, by name."""

    def seen(self, type_name: str) -> Mapping[str, Observed]:
        """The resources of another type, once they have been read; none if this look leaves out that type."""
        return self.types[type_name].result() if type_name in self.types else {}

    def submit(self, read: Callable[..., Result], *arguments: Any) -> Future[Result]:
        """Starts a read. Not from within a started read, which might wait for a free thread for ever."""
        return self._pool.submit(read, *arguments)

    def each(self, read: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
        """The results for all items, read at the same time; one after another within a read that was started."""
        if threading.current_thread().name.startswith(_THREADS):
            return [read(item) for item in items]
        return list(self._pool.map(read, items))

    def together(self, *reads: Callable[[], Any]) -> tuple[Any, ...]:
        """The results of some reads that don't need each other."""
        return tuple(self.each(lambda read: read(), reads))

    def once(self, what: str, read: Callable[[], Result]) -> Result:
        """The result of a read that several ask for."""
        with self._lock:
            mine = what not in self._shared
            future = cast("Future[Result]", self._shared.setdefault(what, Future()))
        if mine:
            try:
                future.set_result(read())
            except BaseException as error:
                future.set_exception(error)
        return future.result()

    def note(self, note: str) -> None:
        """Adds a note for the reader of the plan."""
        with self._lock:
            if note not in self.notes:
                self.notes.append(note)

    def tagged(self, service: str) -> Mapping[str, Tags]:
        """The tags of what carries our workspace's tag in this region, by ARN, as far as the tagging API knows.

        They include those of the service. If there are many pages, which follow each other,
        each service is asked for separately.
        """
        if len(self.declared) <= _MANY:
            return self.once("tagging", self._tagged)
        asked = services_of(one.TYPE for one in self.declared)
        if service in asked:
            return self.once(f"tagging {service}", lambda: self._tagged(ResourceTypeFilters=[service]))
        rest = sorted(services_of(row.name for row in RESOURCE_TYPES) - asked)
        return self.once("tagging others", lambda: self._tagged(ResourceTypeFilters=rest))

    def tagged_names(self, service: str, prefix: str) -> list[str]:
        """The names in the ARNs of a service's tagged resources: "lambda" and "function:" for functions."""
        found: list[str] = []
        for arn in self.tagged(service):
            parts = arn.split(":", 5)
            if len(parts) == 6 and parts[2] == service and parts[5].startswith(prefix):
                found.append(parts[5].removeprefix(prefix))
        return found

    def tagged_below(self, prefix: str, separators: str) -> dict[str, Tags]:
        """The tags of what the tagging API knows, by the name that follows this beginning of its ARN."""
        found = self.tagged(prefix.split(":")[2])
        below = {arn.removeprefix(prefix): dict(tags) for arn, tags in found.items() if arn.startswith(prefix)}
        return {name: tags for name, tags in below.items() if not set(name) & set(separators)}

    def names_of_ours(
        self,
        service: str,
        prefix: str,
        *,
        listed: Callable[[], Iterable[str]],
        tags: Callable[[str], Tags | None],
        known: Iterable[str] = (),
    ) -> list[str]:
        """The names of what carries our workspace's tag, as `tagged_names`.

        Where the tagging API misses the type, the tags of all that is `listed` are read, but for what is declared, or
        `known` to be looked at anyway.
        """
        found = self.tagged_names(service, prefix)
        if self.account.endpoint.tagging_knows(service, prefix):
            return found
        skipped = {*found, *known, *(one.identity for one in self.declared)}
        others = [name for name in listed() if name not in skipped]
        read = self.each(tags, others)
        return found + [
            name for name, its in zip(others, read, strict=True) if its and its.get(WORKSPACE) == self.workspace
        ]

    def _tagged(self, **service: Any) -> dict[str, Tags]:
        filters = [{"Key": WORKSPACE, "Values": [self.workspace]}]
        try:
            found = self.api.pages(
                "tagging:GetResources", "ResourceTagMappingList", TagFilters=filters, ResourcesPerPage=100, **service
            )
            return {one["ResourceARN"]: from_pairs(one["Tags"]) for one in found}
        except AccessDenied:
            self.note(
                f"{self.account.name}: without the permission tag:GetResources, "
                "what is no longer declared can't be seen, and is left; tags are read one by one."
            )
            return {}


@contextmanager
def reading_of(account: Connection, workspace: str | None, scope: Scope = WHOLE) -> Generator[Reading]:
    """A look at an account, with threads of its own for as long as it takes."""
    with threads(scope.parallel or _AT_ONCE, _THREADS) as pool:
        yield Reading(account, workspace, pool, scope)


def observe(
    account: Connection,
    lifecycle: Callable[[str], Lifecycle],
    workspace: str | None,
    report: Report,
    scope: Scope,
) -> Observation:
    """Reads the declared resources of an account that are in sight; if all are in sight, also what else is ours."""
    by_type: dict[str, list[Resource]] = {row.name: [] for row in RESOURCE_TYPES}
    resources = scope.of(account.resources.values())
    for resource in resources:
        by_type[resource.TYPE].append(resource)
    rows = [row for row in RESOURCE_TYPES if by_type[row.name] or scope.whole]
    report(ReadingEvent(account.name, f"{len(resources)} resources"))
    # Types wait for reads, so they have threads of their own: in a common pool they could take all threads.
    with reading_of(account, workspace, scope) as look, threads(len(rows), "type") as types:
        look.types = {row.name: Future() for row in rows}
        started = [types.submit(_seen_type, look, lifecycle, row, by_type[row.name], scope.whole) for row in rows]
        looks = [one.result() for one in started]
    report(ReadingEvent(account.name, f"{len(resources)} resources", done=True))
    declared = {address: observed for found, _ in looks for address, observed in found.items()}
    undeclared = tuple(observed for _, found in looks for observed in found)
    return Observation(declared, undeclared, tuple(look.notes))


Seen = tuple[dict[str, Observed], list[Observed]]
"""The declared resources of a type, by address; and others that are ours."""


def _seen_type(
    reading: Reading,
    lifecycle: Callable[[str], Lifecycle],
    row: ResourceType,
    resources: list[Resource],
    others_too: bool,
) -> Seen:
    """Reads a type, if there may be anything of it, and then releases the types that wait for their parents."""
    try:
        if resources or _may_be_there(reading, row):
            declared, others = _observe_type(reading, lifecycle(row.name), resources, others_too)
        else:
            declared, others = dict[str, Observed](), list[Observed]()
    except BaseException as error:
        reading.types[row.name].set_exception(error)
        raise
    reading.types[row.name].set_result({one.name: one for one in (*declared.values(), *others)})
    return declared, others


def _may_be_there(reading: Reading, row: ResourceType) -> bool:
    """Whether there may be something of a type that isn't declared. If there can't be, the type isn't imported."""
    if row.attached_to:
        parents = reading.seen(row.attached_to).values()
        indexed = any(row.kind in parent.values.get("attached", ()) for parent in parents)
        return indexed or (reading.workspace is not None and any(reading.tagged_names(*arns) for arns in row.arns))
    if reading.workspace is None:
        return False
    user, name = row.used_in
    if user:
        return any(one.values.get(name) for one in reading.seen(user).values())
    if any(row.beside == one.TYPE for one in reading.declared):
        return True
    missed = row.arns and not row.beside and not reading.account.endpoint.tagging_knows(*row.arns[0])
    return row.always or bool(missed) or any(reading.tagged_names(*arns) for arns in row.arns)


def _observe_type(reading: Reading, lifecycle: Lifecycle, resources: list[Resource], others_too: bool) -> Seen:
    names = [resource.identity for resource in resources]
    found: Mapping[str, Observed] = lifecycle.observe(reading, names) if names else {}
    declared = {one.address: found[one.identity] for one in resources if one.identity in found}
    if not others_too or reading.workspace is None:
        return declared, []
    others = sorted(set(lifecycle.ours(reading)) - set(names))
    seen = _certain(reading, lifecycle, others)
    return declared, [one for one in seen.values() if one.workspace == reading.workspace]


def _certain(reading: Reading, lifecycle: Lifecycle, names: Sequence[str]) -> Mapping[str, Observed]:
    """These resources for certain: hints are read by themselves."""
    seen: Mapping[str, Observed] = lifecycle.observe(reading, names) if names else {}
    hinted = [name for name, one in seen.items() if one.hint]
    if not hinted or lifecycle.verify is None:
        return seen
    return {**{name: one for name, one in seen.items() if not one.hint}, **lifecycle.verify(reading, hinted)}


def verify(
    account: Connection,
    lifecycle: Callable[[str], Lifecycle],
    workspace: str | None,
    addresses: Sequence[str],
    report: Report,
    scope: Scope,
) -> dict[str, Observed]:
    """Reads what is declared under these addresses, each by itself."""
    by_type: dict[str, list[Resource]] = {}
    for address in addresses:
        resource = account.resources[address]
        by_type.setdefault(resource.TYPE, []).append(resource)
    what = f"{len(addresses)} resources once more"
    report(ReadingEvent(account.name, what))
    with reading_of(account, workspace, scope) as look, threads(len(by_type), "type") as types:
        started = [types.submit(_verify_type, look, lifecycle(name), some) for name, some in by_type.items()]
        found = [one.result() for one in started]
    report(ReadingEvent(account.name, what, done=True))
    return {address: observed for some in found for address, observed in some.items()}


def _verify_type(reading: Reading, lifecycle: Lifecycle, resources: list[Resource]) -> dict[str, Observed]:
    assert lifecycle.verify is not None  # a type that can't verify gives no hints
    found = lifecycle.verify(reading, [resource.identity for resource in resources])
    return {one.address: found[one.identity] for one in resources if one.identity in found}
