"""Saved plans: writes a plan to a file, and applies it later if nothing that it is based on has changed."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from touchdown.aws.workspace import Workspace
from touchdown.cli.applying import carry_out
from touchdown.cli.options import Options
from touchdown.cli.output_files import write
from touchdown.cli.views.console import stderr
from touchdown.cli.workspace import adopted, checked, identified, looked, packed
from touchdown.engine.change import Plan
from touchdown.engine.planfile import Terms, load, written
from touchdown.engine.scope import scope_of
from touchdown.engine.stale_plan import refuse_elsewhere, refuse_foreign, refuse_redeclared, refuse_stale


def keep(path: Path, workspace: Workspace, plan: Plan, *, adopt: Sequence[str]) -> None:
    """Writes a plan to a file, atomically.

    :raises CommandLineError: the file can't be written.
    """
    write(
        path, written(workspace, plan, Terms(adopted(workspace, adopt), plan.destroys, plan.scope.targets), _version())
    )


def say_kept(path: Path, options: Options) -> None:
    """Prints the command that applies the file."""
    command = shlex.join(("touchdown", "apply", str(path)))
    said = f"Written to {path}: `{command}` makes these changes, unless something has changed by then."
    stderr(options).print(options.typed(said))


def apply_saved(path: Path, options: Options, *, parallel: int | None, locked: bool, unfolded: bool) -> None:
    """Applies a saved plan: reads the accounts once, refuses if anything has changed, and carries the plan out."""
    saved = load(path, _version())
    terms = saved.terms
    workspace = checked(options)
    refuse_foreign(saved, workspace)
    scope = scope_of(workspace, terms.targets, destroy=terms.destroy, parallel=parallel)
    if not terms.destroy:
        packed(workspace, options, scope, locked=locked)
    refuse_redeclared(saved, workspace, scope.of(workspace.resources()))
    identified(workspace, options, scope)
    refuse_elsewhere(saved, workspace)
    plan = looked(workspace, options, adopt=terms.adopt, destroy=terms.destroy, scope=scope)
    refuse_stale(saved, plan)
    carry_out(workspace, plan, options, unfolded=unfolded)


def _version() -> str:
    from importlib.metadata import version

    return version("touchdown")
