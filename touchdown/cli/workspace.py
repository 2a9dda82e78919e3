"""The first steps of most commands: the workspace of the Touchdownfile, its accounts identified, and a plan."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from touchdown.aws.account import Account
from touchdown.aws.api import Call, Record
from touchdown.aws.workspace import Workspace
from touchdown.cli.options import Options
from touchdown.cli.timings import COMPARING
from touchdown.cli.touchdownfile import load
from touchdown.cli.views.console import stderr
from touchdown.cli.views.progress import debug_line, progress
from touchdown.cli.views.steps import shown
from touchdown.engine.account_context import asked
from touchdown.engine.change import Plan
from touchdown.engine.drift import changed_outside
from touchdown.engine.events import Reading
from touchdown.engine.plan import EVERYTHING, make_plan
from touchdown.engine.scope import WHOLE, Scope, whole_addresses
from touchdown.operations import accounts, pack, prepare, start_local


def checked(options: Options) -> Workspace:
    """The workspace, checked. `identified` has to follow before AWS is called."""
    workspace = load(options)
    prepare(workspace)
    console = stderr(options)
    for account in accounts(workspace):
        account.record = _recording(options, console)
    return workspace


def opened(options: Options) -> Workspace:
    """The workspace, checked, with the local AWS running if it is used; for commands that make no plan."""
    workspace = checked(options)
    start_local(workspace, progress=stderr(options).print)
    return workspace


def planned(
    workspace: Workspace,
    options: Options,
    *,
    adopt: Sequence[str] = (),
    destroy: bool = False,
    only_look: bool = False,
    refresh_only: bool = False,
    locked: bool = False,
    scope: Scope = WHOLE,
) -> Plan:
    """A plan, with progress shown while the accounts are read."""
    adopt = adopted(workspace, adopt)
    if not destroy:
        packed(workspace, options, scope, locked=locked)
    identified(workspace, options, scope)
    return looked(
        workspace, options, adopt=adopt, destroy=destroy, only_look=only_look, refresh_only=refresh_only, scope=scope
    )


def adopted(workspace: Workspace, typed: Sequence[str]) -> tuple[str, ...]:
    """The addresses that `--adopt` names; "all" stays."""
    return whole_addresses(workspace, typed, "--adopt", also=(EVERYTHING,))


def packed(workspace: Workspace, options: Options, scope: Scope, *, locked: bool) -> None:
    """First step of a plan: builds the packages of the functions in scope."""
    options.timings.enter("packages")
    with shown(stderr(options)) as steps:
        pack(workspace, scope, locked=locked, steps=steps)


def identified(workspace: Workspace, options: Options, scope: Scope) -> None:
    """Second step: identifies the accounts in scope, with the local AWS running if it is used."""
    options.timings.enter("who we are")
    start_local(workspace, progress=stderr(options).print)
    in_sight = scope.accounts(workspace)
    identify(workspace, [account for account in accounts(workspace) if account.name in in_sight], options)


def looked(
    workspace: Workspace,
    options: Options,
    *,
    adopt: Sequence[str],
    destroy: bool,
    scope: Scope,
    only_look: bool = False,
    refresh_only: bool = False,
) -> Plan:
    """Last step: reads the accounts, and compares."""
    options.timings.enter(COMPARING)
    with progress(stderr(options)) as shown:
        report = options.timings.heard(shown)
        if refresh_only:
            return changed_outside(workspace, scope=scope, report=report)
        return make_plan(workspace, adopt=adopt, destroy=destroy, only_look=only_look, scope=scope, report=report)


def identify(workspace: Workspace, some: Sequence[Account], options: Options) -> None:
    """Asks AWS who we are in each account, one after another, because each may ask for a second factor."""
    with progress(stderr(options), asks=True) as report:
        for account in some:
            report(Reading(account.name, "who we are"))
            asked(workspace, account.name, lambda account: account.place())
            report(Reading(account.name, "who we are", done=True))


def _recording(options: Options, console: Console) -> Record:
    def record(call: Call) -> None:
        options.timings.called(call)
        if options.debug:
            debug_line(console, call)

    return record
