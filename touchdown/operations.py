"""Touchdown's operations on a workspace: plan, apply, destroy. The command line and the library both call these."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

from touchdown.aws.account import Account
from touchdown.engine.apply import PARALLEL, Applied, Failure, apply_plan
from touchdown.engine.change import Change, Plan
from touchdown.engine.drift import changed_outside
from touchdown.engine.events import Report, silent
from touchdown.engine.plan import make_plan
from touchdown.engine.scope import WHOLE, Scope, scope_of
from touchdown.machine.steps import Steps, untold
from touchdown.model.check import check, first_of
from touchdown.model.errors import AccountError, Bug, DeclarationError, Interrupted, PartlyApplied, TouchdownError
from touchdown.model.source import Source
from touchdown.model.workspace import BaseWorkspace

_SHOWN = 5

UNNAMED = "unnamed"
"""The name of a workspace without one, on the local AWS."""


def plan(
    workspace: BaseWorkspace,
    *,
    adopt: Sequence[str] = (),
    destroy: bool = False,
    target: Sequence[str] = (),
    refresh_only: bool = False,
    report: Report = silent,
    parallel: int | None = None,
) -> Plan:
    """Reads the accounts, and returns what `apply` would do.

    :param adopt: addresses of resources that lack our tags and are to be taken over; "all" for any.
    :param destroy: plan what `destroy` would do.
    :param target: addresses: plan only these, with what they need, or for `destroy` with what depends on them. Of an
        address, here and for `adopt`, an ending is enough that no other has.
    :param refresh_only: return instead what was changed outside of Touchdown since the last apply (`changed_outside`).
    :param parallel: how many reads are made at the same time, 1 to 64; left out, the default number.
    :raises DeclarationError: the declaration is wrong; no call was made.
    :raises CommandLineError: an address isn't declared, or several end so, or `parallel` is out of range; no call was
        made.
    :raises AccountError: AWS refused, can't be reached, or isn't as declared.
    """
    workspace.complete()
    scope = scope_of(workspace, target, destroy=destroy, parallel=parallel)
    prepare(workspace)
    if not destroy:
        pack(workspace, scope)
    start_local(workspace)
    if refresh_only:
        return changed_outside(workspace, scope=scope, report=report)
    return make_plan(workspace, adopt=adopt, destroy=destroy, scope=scope, report=report)


def apply(
    workspace: BaseWorkspace,
    planned: Plan | None = None,
    *,
    adopt: Sequence[str] = (),
    target: Sequence[str] = (),
    report: Report = silent,
    parallel: int | None = None,
) -> Applied:
    """Makes the accounts match the declaration.

    :param planned: a plan from `plan`; left out, a plan is made first, with `adopt` and `target` as for `plan`.
    :param parallel: how many reads, and how many changes, are made at the same time, 1 to 64; left out, the default
        number.
    :raises PartlyApplied: some changes failed; applying again continues.
    :raises Bug: like PartlyApplied, if a change failed because of a bug of Touchdown.
    """
    if planned is None:
        planned = plan(workspace, adopt=adopt, target=target, report=report, parallel=parallel)
    if planned.workspace != workspace.name:
        raise DeclarationError(f'This is a plan of the workspace "{planned.workspace}", not of "{workspace.name}".')
    changes = scope_of(workspace, parallel=parallel).parallel or planned.scope.parallel or PARALLEL
    applied = apply_plan(workspace, planned, report=report, parallel=changes)
    if not applied.complete:
        raise shortfall(planned, applied)
    return applied


def destroy(
    workspace: BaseWorkspace,
    *,
    target: Sequence[str] = (),
    report: Report = silent,
    parallel: int | None = None,
) -> Applied:
    """Deletes what the workspace owns, in the accounts that are declared, and nothing else.

    :param target: addresses: delete only these, with what depends on them and what they alone brought along.
    """
    planned = plan(workspace, destroy=True, target=target, report=report, parallel=parallel)
    return apply(workspace, planned, report=report, parallel=parallel)


def prepare(workspace: BaseWorkspace) -> None:
    """Checks the declaration, as far as that is possible without its packages."""
    check(workspace)
    _require_name(workspace)


def start_local(workspace: BaseWorkspace, progress: Callable[[str], None] = lambda text: None) -> None:
    """Starts the local AWS if it is used: the last step before the first call, once every other check has passed."""
    local = [account for account in accounts(workspace) if account.local]
    if local:
        from touchdown.local import LocalAws

        aws = LocalAws(workspace.defaults.directory)
        access = aws.use(progress, region=local[0].region)
        for account in local:
            account.use_local(access.address, access.secret_access_key, aws.ports)


def pack(
    workspace: BaseWorkspace,
    scope: Scope = WHOLE,
    *,
    locked: bool = False,
    steps: Steps = untold,
) -> None:
    """Builds the package of each layer and function in scope whose code is here; makes no call."""
    from touchdown.aws.lambda_.packaging.packages import prepare as prepare_packages
    from touchdown.aws.lambda_.packaging.packed import packed

    prepare_packages(packed(scope.of(workspace.resources())), locked=locked, steps=steps)


def accounts(workspace: BaseWorkspace) -> list[Account]:
    """The AWS accounts of a workspace."""
    return [cast(Account, account) for account in workspace.accounts.values()]


def shortfall(planned: Plan, applied: Applied) -> TouchdownError:
    """The error for a plan that wasn't carried out completely."""
    made, failed, left = len(applied.done), len(applied.failures), len(applied.not_tried)
    missing = f"{failed} failed, {left} not tried"
    if applied.interrupted and not made and not failed:
        return Interrupted("Stopped before anything was changed.")
    causes = [_cause(failure) for failure in applied.failures]
    begun = [failure.change for failure in applied.failures if failure.begun]
    if not made and not begun and failed and all(isinstance(cause, AccountError) for cause in causes):
        error: TouchdownError = AccountError(f"Nothing was changed: {missing}.")
    else:
        stopped = "Stopped. " if applied.interrupted else ""
        kind = Bug if any(isinstance(cause, Bug) for cause in causes) else PartlyApplied
        error = kind(
            f"{stopped}Not all changes were made: {made} made, {missing}.",
            why=" ".join(_some("Begun, and not finished", begun) + _some("Not tried", applied.not_tried)),
            hint=f"{planned.again} to go on from here.",
        )
    error.others = tuple(causes)
    return error


def _some(title: str, changes: Sequence[Change]) -> list[str]:
    """A sentence with the addresses of changes; empty if there are none."""
    if not changes:
        return []
    return [f"{title}: {first_of([change.address for change in changes], _SHOWN)}."]


def _cause(failure: Failure) -> TouchdownError:
    """The error of a failed change. A bug in one change must not hide the outcome of the others."""
    change, error = failure.change, failure.error
    if isinstance(error, TouchdownError):
        return error
    bug = Bug(f"{change.address} met a bug of Touchdown: {type(error).__name__}: {error}", where=_where(change))
    bug.__cause__ = error
    return bug


def _where(change: Change) -> Source | None:
    return change.resource.where if change.resource else None


def _require_name(workspace: BaseWorkspace) -> None:
    problem = workspace.name_problem()
    if problem:
        raise DeclarationError(problem, where=workspace.named)
    if workspace.name is not None:
        return
    if all(account.local for account in accounts(workspace)):
        workspace.name = UNNAMED
        return
    suggestion = re.sub(r"[^A-Za-z0-9]+", "-", Path(workspace.defaults.directory).resolve().name).strip("-")
    raise DeclarationError(
        "The workspace has no name.",
        where=accounts(workspace)[0].source,
        why="Its name marks what is ours in an account, so that two projects can't overwrite each other.",
        hint=f'Add a line `workspace.name = "{suggestion or "shop"}"`, or run with --local.',
    )
