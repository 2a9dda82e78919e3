from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from touchdown.cli.command_options import adopt, global_options, locked, parallel, target, timings, unfolded
from touchdown.cli.options import Options, pass_options

if TYPE_CHECKING:
    from touchdown.engine.change import Plan
    from touchdown.model.errors import CommandLineError


@click.command("plan")
@global_options
@adopt
@click.option("--destroy", is_flag=True, help="Show what `touchdown destroy` would do.")
@click.option(
    "--refresh-only",
    is_flag=True,
    help="Show only what was changed outside of Touchdown since the last apply.",
)
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 if there are changes, 0 if there are none.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    is_eager=True,  # --timings-file has to name another
    help="Write the plan to a file, for `touchdown apply FILE`.",
)
@target
@unfolded
@parallel
@timings
@locked
@pass_options
def command(
    options: Options,
    adopt: tuple[str, ...],
    destroy: bool,
    refresh_only: bool,
    detailed_exitcode: bool,
    out: Path | None,
    target: tuple[str, ...],
    unfolded: bool,
    parallel: int | None,
    locked: bool,
) -> None:
    """Show what differs between the Touchdownfile and the account. Changes nothing.

    \b
    The sign before each line is what apply would do:
      + create   ~ update   ± replace   > adopt   - delete   < let go of   ! leave
    """
    from touchdown.cli import streams
    from touchdown.cli.output_files import refuse_others, refuse_unwritable
    from touchdown.cli.planfile import keep, say_kept
    from touchdown.cli.workspace import checked, planned
    from touchdown.engine.planfile import BEGINNING
    from touchdown.engine.scope import scope_of
    from touchdown.model.errors import CommandLineError

    if refresh_only and (adopt or destroy or out):
        raise click.UsageError("--refresh-only changes nothing: it doesn't go with --adopt, --destroy or --out.")
    if out:
        refuse_others(out, BEGINNING, option="--out")
        refuse_unwritable(out, option="--out")
    workspace = checked(options)
    scope = scope_of(workspace, target, destroy=destroy, parallel=parallel)
    plan = planned(
        workspace, options, adopt=adopt, destroy=destroy, refresh_only=refresh_only, locked=locked, scope=scope
    )
    streams.outlive_readers_of_stdout()  # a reader that has seen enough may still want the file, or the exit code
    options.timings.enter("showing the plan")
    try:
        if out:
            keep(out, workspace, plan, adopt=adopt)
    except CommandLineError as error:
        _show(plan, options, refresh_only=refresh_only, unfolded=unfolded, unwritten=error)
        raise
    _show(plan, options, refresh_only=refresh_only, unfolded=unfolded)
    if out:
        say_kept(out, options)
    if detailed_exitcode and (plan.outside if refresh_only else plan.to_do):
        raise click.exceptions.Exit(2)


def _show(
    plan: Plan,
    options: Options,
    *,
    refresh_only: bool,
    unfolded: bool,
    unwritten: CommandLineError | None = None,
) -> None:
    """Prints the plan. If its file couldn't be written, the JSON document includes that error: there is only one."""
    from touchdown.cli.views.console import print_json, stdout
    from touchdown.cli.views.errors import as_json as error_as_json
    from touchdown.cli.views.plan import as_json, as_text, outside_as_text

    if not options.json:
        stdout(options).print(outside_as_text(plan) if refresh_only else as_text(plan, unfolded=unfolded))
    elif unwritten is None:
        print_json(as_json(plan))
    else:
        print_json({**as_json(plan), "error": error_as_json(unwritten, options)})
        options.json = False  # the JSON document has been printed; the error follows as text
