"""Prune: resources of ours that are no longer declared are deleted, or left for a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

import attrs

from touchdown.engine.change import Action, Change, Reason
from touchdown.engine.lifecycle import Observation
from touchdown.engine.observed import Observed, has_region
from touchdown.engine.references import References
from touchdown.engine.scope import Scope
from touchdown.model.output import reveal
from touchdown.model.place import Place
from touchdown.model.resource import carried_address, former_address, label_of
from touchdown.model.workspace import BaseWorkspace


def undeclared(
    workspace: BaseWorkspace, all_seen: Mapping[str, Observation], arns: Set[str], declared: Sequence[Change]
) -> list[Change]:
    """A change for each resource that is ours and isn't declared, so that its ARN isn't in `arns`. Where several
    accounts see it, the account in its address has it."""
    found: dict[str, tuple[str, Observed]] = {}
    for account, seen in all_seen.items():
        for observed in sorted(seen.undeclared, key=lambda one: (one.type, one.name)):
            if observed.arn not in arns and (observed.arn not in found or _owner(observed) == account):
                found[observed.arn] = (account, observed)
    going_on = _going_on(declared, [one for _, one in found.values()])
    return [_change(workspace, where, one, going_on.get(one.arn, ())) for where, one in found.values()]


def accounts_not_declared(
    workspace: BaseWorkspace, all_seen: Mapping[str, Observation], places: Mapping[str, Place], scope: Scope
) -> list[str]:
    """A note for each account of the workspace that isn't declared in this run, as far as anything tells of it.

    A resource that is declared under another address is not left: it moves. But a resource without a region may name an
    account whose region isn't looked at; if it has a region, that region was looked at.
    """
    left = {_owner(one) for seen in all_seen.values() for one in seen.undeclared}
    anywhere, here = set[str](), set[str]()
    for resource in scope.of(workspace.resources()):
        account = resource.account.name
        observed = all_seen[account].declared.get(resource.address)
        if observed is not None and observed.workspace == workspace.name:
            (here if has_region(resource, observed.arn, places[account]) else anywhere).add(_owner(observed))
    return [
        f"{account} isn't declared in this run: what the workspace has there is left as it is."
        for account in sorted((left | anywhere - here) - {"", *workspace.accounts})
    ]


def has_own_address(observed: Observed) -> bool:
    """Whether it was applied under the address in its tags: they may be copied from another, or written by hand."""
    owner = _owner(observed)
    own = {carried_address(owner, observed.type, observed.name)}
    if observed.former_type:
        own.add(former_address(owner, observed.former_type, observed.name))
    return observed.address in own


def _change(workspace: BaseWorkspace, account: str, observed: Observed, going_on: Sequence[str]) -> Change:
    # Its address may be that of another thing by now, so the account where it was seen names it.
    address = f"{account}/{label_of(observed.type, observed.name)}"
    if not observed.address or not has_own_address(observed):
        return Change(address, Action.LEAVE, Reason.NO_ADDRESS, identity=observed.arn, observed=observed)
    if _owner(observed) not in workspace.accounts:
        there = carried_address(_owner(observed), observed.type, observed.name)
        return Change(there, Action.LEAVE, Reason.OTHER_ACCOUNT, identity=observed.arn, observed=observed)
    if going_on:
        note = f"{', '.join(going_on)} goes on using it: declare it, or let go of it there."
        return Change(address, Action.LEAVE, Reason.STILL_USED, (), "", (note,), observed.arn, observed=observed)
    return Change(address, Action.DELETE, Reason.UNDECLARED, identity=observed.arn, observed=observed)


def _going_on(declared: Sequence[Change], things: Sequence[Observed]) -> dict[str, list[str]]:
    """By ARN, the addresses of the declared resources that refer to a thing, and will go on doing so."""
    found: dict[str, list[str]] = {thing.arn: [] for thing in things}
    # A resource that is declared in several accounts is changed where it is managed.
    users = [(one, one.observed) for one in declared if one.observed and not one.managed_by] if things else []
    references = References([*(observed for _, observed in users), *things])
    for change, observed in users:
        if change.action.ends:
            continue
        used = references.of(observed) & found.keys()
        for arn in used and used & references.of(_becoming(change, observed)):
            found[arn].append(change.address)
    return found


def _becoming(change: Change, observed: Observed) -> Observed:
    """A resource as it was read, with the values that it will have, and only the references that remain in them."""
    desired, fields = change.desired or {}, change.fields
    values = {name: desired.get(name, old) if name in fields else old for name, old in observed.values.items()}
    kept = (arn for arn in observed.refers_to if not any(arn in str(one.old) for one in change.differences))
    return attrs.evolve(observed, values=reveal(values), refers_to=frozenset(kept))


def _owner(observed: Observed) -> str:
    """The account that an address begins with."""
    return (observed.address or "").partition("/")[0]
