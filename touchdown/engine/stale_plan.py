"""Checks that nothing a saved plan is based on has changed: the declaration, who we are, and what is there.

The plan is made again where it is applied. The new plan must have the same changes, or the rest of them if a part was
made; then the new plan is applied. So nothing is applied that wasn't looked at. Changes by others after that are
detected by the guards of each write.

Weakness: after an apply that was cut short, a change that was begun differs from what was planned, and so do outputs
that are known only now. Then the plan has to be made anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from touchdown.engine.change import Action, Change, Plan
from touchdown.engine.lifecycle import Provider
from touchdown.engine.planfile import Saved
from touchdown.engine.planfile_values import Sealed, unlike
from touchdown.model.errors import AccountError, ChangedMeanwhile, CommandLineError, DeclarationError, all_in_one
from touchdown.model.resource import Resource
from touchdown.model.workspace import BaseWorkspace


def refuse_foreign(saved: Saved, workspace: BaseWorkspace) -> None:
    """Is it a plan of this workspace, in accounts that are declared? No call is needed for it."""
    if saved.workspace != workspace.name:
        raise CommandLineError(
            f'{saved.path} is a plan of the workspace "{saved.workspace}", and this is "{workspace.name}".'
        )
    missing = [name for name in saved.places if name not in workspace.accounts]
    if missing:
        raise CommandLineError(f"{saved.path} is for the account {missing[0]}, which isn't declared in this run.")


def refuse_redeclared(saved: Saved, workspace: BaseWorkspace, in_sight: list[Resource]) -> None:
    """Is everything declared as it was, the packages of functions included? No call is needed for it."""
    now = {one.address: one for one in in_sight}
    errors = [
        DeclarationError(f"{address} was declared when {saved.path} was made, and isn't now.")
        for address in saved.declared
        if address not in now
    ]
    errors += [error for one in in_sight for error in _redeclared(saved, workspace, one)]
    if errors:
        errors[0].hint = _again(saved)
        raise all_in_one(errors)


def _redeclared(saved: Saved, workspace: BaseWorkspace, resource: Resource) -> Iterator[DeclarationError]:
    address, where = resource.address, resource.where
    if address not in saved.declared:
        yield DeclarationError(f"{address} wasn't declared when {saved.path} was made.", where=where)
        return
    declared: Sealed = {} if saved.terms.destroy else saved.seal.declared(resource, workspace)
    if saved.seal.hash(declared) != saved.declared[address]:
        before = saved.changes.get(address, {}).get("declared")
        yield DeclarationError(
            f"{address} is declared otherwise than when {saved.path} was made.",
            where=where,
            why=_sentence(list(unlike(before, declared))) if before else "",
        )


def refuse_elsewhere(saved: Saved, workspace: BaseWorkspace) -> None:
    """Are we in the accounts and regions that it was made in? This asks who we are, and no more."""
    for name, before in saved.places.items():
        account = workspace.accounts[name]
        now = cast(Provider, account).place()
        if now != before:
            raise AccountError(
                f"{saved.path} was made for the account {before.account_id} in {before.region}, "
                f"and {name} is {now.account_id} in {now.region} here.",
                where=account.source,
                hint="Choose the profile, or the credentials, that it was made with. Nothing else was called.",
            )


def refuse_stale(saved: Saved, plan: Plan) -> None:
    """Would a plan that was made right now do the same, to the same?"""
    found = [why for address in saved.changes if (why := _gone(saved, plan, address))]
    found += [why for one in plan.to_do if (why := _stale(saved, one))]
    if not found:
        return
    number = "1 change isn't" if len(found) == 1 else f"{len(found)} changes aren't"
    error = ChangedMeanwhile(
        f"{saved.path} is stale: {number} what it was at {saved.made}.",
        why=f"It was written by Touchdown {saved.touchdown}; what differs from it stands below.",
        hint=_again(saved),
    )
    error.others = tuple(ChangedMeanwhile(one) for one in found)
    raise error


def _gone(saved: Saved, plan: Plan, address: str) -> str | None:
    """The reason why a planned change is not needed any more; None if it still is."""
    now = plan.by_address.get(address)
    action = saved.changes[address]["action"]
    if (now is not None and now.action.changes_something) or _is_made(action, now):
        return None
    became = "is gone" if now is None else now.reason.value
    return f"{address}: to {action} when planned; now it {became}."


def _is_made(action: str, now: Change | None) -> bool:
    """Whether a change was made since, as by an apply of this file that didn't come to its end."""
    if action in (Action.DELETE, Action.LET_GO):
        return now is None
    return now is not None and now.action is Action.NONE and not now.foreign and not now.managed_by


def _stale(saved: Saved, change: Change) -> str | None:
    """The reason why a change is not as it was planned; None if it is."""
    before = saved.changes.get(change.address)
    if before is None:
        return f"{change.address}: nothing to do when planned; now to {change.action}, because it {change.reason}."
    if before["action"] != change.action.value:
        return (
            f"{change.address}: to {before['action']} when planned; now to {change.action}, because it {change.reason}."
        )
    differences = list(unlike(before["observed"], saved.seal.observed(change)))
    if differences or before["identity"] != change.identity:
        return f"{change.address} was changed since. {_sentence(differences)}".strip()
    if before["becomes"] != saved.seal.becomes(change):
        return f"{change.address}: what its values are made of isn't what was known then."
    return None


def _again(saved: Saved) -> str:
    return f"Nothing was changed. Plan again: `{saved.terms.command(saved.path)}`."


_SHOWN = 5


def _sentence(differences: list[str]) -> str:
    more = f", and {len(differences) - _SHOWN} more" if len(differences) > _SHOWN else ""
    return f"{', '.join(differences[:_SHOWN])}{more}." if differences else ""
