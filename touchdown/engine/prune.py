"""What is ours in the accounts, and isn't declared there: to be deleted, or left for a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from touchdown.engine.change import Action, Change, Reason
from touchdown.engine.lifecycle import Observation
from touchdown.engine.observed import Observed, has_region
from touchdown.engine.scope import Scope
from touchdown.model.place import Place
from touchdown.model.resource import carried_address
from touchdown.model.workspace import BaseWorkspace


def undeclared(
    workspace: BaseWorkspace, all_seen: Mapping[str, Observation], arns: Set[str], declared: Sequence[Change]
) -> list[Change]:
    """A change for each thing that is ours, and isn't declared: is none of `arns`. Several accounts may see it: then
    the one that its address names has it."""
    found: dict[str, tuple[str, Observed]] = {}
    for account, seen in all_seen.items():
        for observed in sorted(seen.undeclared, key=lambda one: (one.type, one.name)):
            if observed.arn not in arns and (observed.arn not in found or _owner(observed) == account):
                found[observed.arn] = (account, observed)
    users: dict[str, list[Change]] = {}
    for change in declared:
        for arn in change.observed.refers_to if change.observed else ():
            users.setdefault(arn, []).append(change)
    return [_change(workspace, where, one, users.get(one.arn, ())) for where, one in found.values()]


def accounts_not_declared(
    workspace: BaseWorkspace, all_seen: Mapping[str, Observation], places: Mapping[str, Place], scope: Scope
) -> list[str]:
    """A note for each account of the workspace that isn't declared in this run, as far as anything tells of it.

    What is declared under another address is not left: it moves. Yet one without a region may tell of an account whose
    own region isn't looked at; one with a region tells that it is.
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


def _change(workspace: BaseWorkspace, account: str, observed: Observed, users: Sequence[Change]) -> Change:
    # Its address may be that of another thing by now, so it is called by where it was seen.
    address = f"{account}/{observed.type}.{observed.name}"
    # Tags may have been copied from another thing, or written by hand.
    if not observed.address or observed.address != carried_address(_owner(observed), observed.type, observed.name):
        return Change(address, Action.LEAVE, Reason.NO_ADDRESS, identity=observed.arn, observed=observed)
    if _owner(observed) not in workspace.accounts:
        return Change(observed.address, Action.LEAVE, Reason.OTHER_ACCOUNT, identity=observed.arn, observed=observed)
    going_on = [change.address for change in users if _goes_on_using(change, observed)]
    if going_on:
        note = f"{', '.join(going_on)} goes on using it: declare it, or let go of it there."
        return Change(address, Action.LEAVE, Reason.STILL_USED, (), "", (note,), observed.arn, observed=observed)
    return Change(address, Action.DELETE, Reason.UNDECLARED, identity=observed.arn, observed=observed)


def _goes_on_using(change: Change, thing: Observed) -> bool:
    """Whether nothing in the change of what was observed to use a thing says that it will let go of it."""
    if change.action is Action.DELETE:
        return False
    # A field may hold the name of a thing, its ARN, or a list of such.
    return not any(thing.arn in str(one.old) or one.old == thing.name for one in change.differences)


def _owner(observed: Observed) -> str:
    """The account that an address begins with."""
    return (observed.address or "").partition("/")[0]
