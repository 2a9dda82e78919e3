"""The part of a workspace that a run covers: all of it, or the targets of `--target` and what belongs to them.

With a target, a plan includes everything that the target needs. A destroy includes what depends on the target, and what
came along with the resources that go, as a function's own role, if nothing else uses it. Everything else that a target
needs stays, because others may use it. The rest is out of sight: not read, not compared, not pruned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from touchdown.engine.parallel import MOST_PARALLEL
from touchdown.model.addresses import Known, addresses_ending, closest, known, refuse_several
from touchdown.model.errors import CommandLineError
from touchdown.model.resource import Resource
from touchdown.model.workspace import BaseWorkspace, Declaring


@attrs.frozen
class Scope:
    """The resources that a run covers, and how much it does at the same time."""

    targets: tuple[str, ...] = ()
    parallel: int | None = None
    """How many reads, and how many changes, are made at the same time; None for the default."""
    addresses: frozenset[str] | None = None
    """The addresses that are in sight; None for all of them, and for what is no longer declared."""

    @property
    def whole(self) -> bool:
        return self.addresses is None

    def holds(self, resource: Resource) -> bool:
        return self.addresses is None or resource.address in self.addresses

    def of(self, resources: Iterable[Resource]) -> list[Resource]:
        """The resources that are in sight."""
        return [one for one in resources if self.holds(one)]

    def accounts(self, workspace: BaseWorkspace) -> dict[str, Declaring]:
        """The accounts that anything in sight is declared in."""
        return {
            name: account
            for name, account in workspace.accounts.items()
            if self.whole or self.of(account.resources.values())
        }

    def notes(self, workspace: BaseWorkspace) -> Iterator[str]:
        """Notes for the reader of the plan on what it leaves out."""
        if self.addresses is None:
            return
        number = sum(not self.holds(one) for one in workspace.resources())
        others = "1 other resource is" if number == 1 else f"{number} other resources are"
        yield (
            f"Only what --target names is in sight: {others} neither read nor changed, "
            "and nothing is deleted for being no longer declared."
        )


WHOLE = Scope()


def scope_of(
    workspace: BaseWorkspace, targets: Sequence[str] = (), *, destroy: bool = False, parallel: int | None = None
) -> Scope:
    """The part of a workspace that these addresses, or endings of addresses, stand for; all of it if there are none.

    :raises CommandLineError: an address that isn't declared, an ending that several have, or to destroy what is only
        named; or a number that `parallel` can't be.
    """
    if parallel is not None and not 1 <= parallel <= MOST_PARALLEL:
        raise CommandLineError(f"parallel is {parallel}: it takes 1 to {MOST_PARALLEL}.")
    targets = whole_addresses(workspace, targets, "--target")
    if not targets:
        return Scope(parallel=parallel)
    if destroy:
        _refuse_named(workspace, targets)
    needed = {one.address: {other.address for _, other in one.references()} for one in workspace.resources()}
    if destroy:
        found = _brought_along(workspace, _reached(targets, _turned(needed)), needed)
    else:
        found = _reached(targets, needed)
    return Scope(targets, parallel, found)


def whole_addresses(
    workspace: BaseWorkspace, typed: Sequence[str], option: str, also: Sequence[str] = ()
) -> tuple[str, ...]:
    """The whole addresses for those, or the endings, that were typed; an error if an ending fits none, or several.

    No call is needed for it. `also` are words that stand for something else.
    """
    addresses = known(workspace.resources())
    return tuple(one if one in also else _whole(one, addresses, option, also) for one in typed)


def _whole(typed: str, addresses: Known, option: str, also: Sequence[str]) -> str:
    found = addresses_ending(typed, addresses)
    refuse_several(typed, found, option)
    if found:
        return found[0]
    close = closest(typed, addresses)
    suggestion = f"Did you mean {close}? " if close else ""
    everything = f"; `{option} all` is for everything that is declared" if also else ""
    raise CommandLineError(
        f"{option} {typed}: nothing is declared under that address.",
        hint=f"{suggestion}`touchdown show` lists the addresses{everything}.",
    )


def _refuse_named(workspace: BaseWorkspace, targets: Sequence[str]) -> None:
    """Resources that are only named stay in any case, so their users can stay as well."""
    for resource in workspace.resources():
        if resource.external and resource.address in targets:
            raise CommandLineError(
                f"--target {resource.address}: it is only named, with get_..., and isn't this workspace's to destroy.",
                where=resource.where,
                hint="Name what uses it, if that is to go.",
            )


def _reached(starts: Iterable[str], edges: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """The starts, and all addresses to which edges lead from them."""
    found: set[str] = set()
    ahead = list(starts)
    while ahead:
        one = ahead.pop()
        if one not in found:
            found.add(one)
            ahead.extend(edges.get(one, ()))
    return frozenset(found)


def _turned(needed: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """By address, the addresses of what needs it."""
    users: dict[str, list[str]] = {}
    for user, things in needed.items():
        for thing in things:
            users.setdefault(thing, []).append(user)
    return users


def _brought_along(
    workspace: BaseWorkspace, going: frozenset[str], needed: Mapping[str, Iterable[str]]
) -> frozenset[str]:
    """These, and what they brought along that nothing else uses. A role comes before the log group that it writes."""
    users = _turned(needed)
    found = set(going)
    for resource in reversed(workspace.in_order()):
        bringer = resource.implied_by
        if bringer is not None and bringer.address in found and found.issuperset(users.get(resource.address, ())):
            found.add(resource.address)
    return frozenset(found)
