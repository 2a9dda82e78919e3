from __future__ import annotations

from pathlib import Path

import click

from touchdown.cli.command_options import adopt, global_options, locked, parallel, target, timings, unfolded
from touchdown.cli.options import Options, pass_options


@click.command("apply")
@global_options
@click.argument(
    "saved",
    required=False,
    metavar="[PLAN]",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    is_eager=True,  # --timings-file has to name another
)
@adopt
@target
@unfolded
@click.option(
    "--weight",
    type=click.IntRange(1, 99),
    metavar="PERCENT",
    help="Give new versions this share of the calls of their aliases, until `promote` or `rollback`.",
)
@parallel
@timings
@locked
@pass_options
def command(
    options: Options,
    saved: Path | None,
    adopt: tuple[str, ...],
    target: tuple[str, ...],
    unfolded: bool,
    weight: int | None,
    parallel: int | None,
    locked: bool,
) -> None:
    """Make the account match the Touchdownfile, after showing the plan and asking.

    With PLAN, a file that `touchdown plan --out` wrote, make exactly its changes, or refuse if anything has changed.

    Resources that are no longer declared are deleted. If it fails or is interrupted, run it again: it continues.
    """
    from touchdown.cli.applying import carry_out
    from touchdown.cli.planfile import apply_saved
    from touchdown.cli.workspace import checked, planned
    from touchdown.engine.scope import scope_of

    if saved:
        if adopt or target or weight:
            raise click.UsageError("A saved plan holds its own --adopt, --target and weights.")
        apply_saved(saved, options, parallel=parallel, locked=locked, unfolded=unfolded)
        return
    workspace = checked(options)
    if weight is not None:
        from touchdown.cli.aliases import give_weight

        give_weight(workspace, weight)
    scope = scope_of(workspace, target, parallel=parallel)
    plan = planned(workspace, options, adopt=adopt, locked=locked, scope=scope)
    carry_out(workspace, plan, options, unfolded=unfolded)
