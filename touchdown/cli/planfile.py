"""Plans in files: writing one, and applying one where everything is still so."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from touchdown.aws.workspace import Workspace
from touchdown.cli.applying import carry_out
from touchdown.cli.options import Options
from touchdown.cli.views.console import stderr
from touchdown.cli.workspace import identify, opened, planned
from touchdown.engine.change import Plan
from touchdown.engine.planfile import Terms, load, save
from touchdown.engine.scope import scope_of
from touchdown.engine.still_so import refuse_elsewhere, refuse_foreign, refuse_redeclared, refuse_stale
from touchdown.operations import accounts, pack


def keep(
    path: Path, workspace: Workspace, plan: Plan, options: Options, *, adopt: Sequence[str], destroy: bool
) -> None:
    """Writes a plan to a file, and says what takes it."""
    save(path, workspace, plan, Terms(tuple(adopt), destroy, plan.scope.targets), _version())
    stderr(options).print(f"Written to {path}: `touchdown apply {path}` makes these changes, if all is still so.")


def apply_saved(path: Path, options: Options, *, parallel: int | None, locked: bool) -> None:
    """Applies the plan of a file: reads once, refuses if anything isn't as it was, and carries it out."""
    saved = load(path, _version())
    terms = saved.terms
    workspace = opened(options)
    refuse_foreign(saved, workspace)
    scope = scope_of(workspace, terms.targets, destroy=terms.destroy, parallel=parallel)
    if not terms.destroy:
        options.timings.enter("packages")
        pack(workspace, scope, locked=locked, progress=stderr(options).print)
    refuse_redeclared(saved, workspace, scope.of(workspace.resources()))
    identify([one for one in accounts(workspace) if one.name in saved.places], options)
    refuse_elsewhere(saved, workspace)
    plan = planned(workspace, options, adopt=terms.adopt, destroy=terms.destroy, locked=locked, scope=scope)
    refuse_stale(saved, plan)
    carry_out(workspace, plan, options, "destroy" if terms.destroy else "apply")


def _version() -> str:
    from importlib.metadata import version

    return version("touchdown")
