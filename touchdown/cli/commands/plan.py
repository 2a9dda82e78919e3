from __future__ import annotations

from pathlib import Path

import click

from touchdown.cli.options import Options, global_options, locked, parallel, pass_options, target, timings


@click.command("plan")
@global_options
@click.option(
    "--adopt", multiple=True, metavar="ADDRESS", help='Take over what exists without our tags; "all" for any.'
)
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
    help="Write the plan to a file that `touchdown apply FILE` takes.",
)
@target
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
    parallel: int | None,
    locked: bool,
) -> None:
    """Show what differs between the Touchdownfile and the account. Changes nothing.

    \b
    Each line begins with what apply would do:
      + create   ~ update   ± replace   > adopt   - delete   ! is left
    """
    from touchdown.cli.output import refuse_unwritable
    from touchdown.cli.planfile import keep
    from touchdown.cli.views.console import print_json, stdout
    from touchdown.cli.views.errors import as_json as error_as_json
    from touchdown.cli.views.plan import as_json, as_text, outside_as_text
    from touchdown.cli.workspace import checked, planned
    from touchdown.engine.scope import scope_of
    from touchdown.model.errors import CommandLineError

    if refresh_only and (adopt or destroy or out):
        raise click.UsageError("--refresh-only changes nothing: it doesn't go with --adopt, --destroy or --out.")
    if out:
        refuse_unwritable(out, option="--out")
    workspace = checked(options)
    scope = scope_of(workspace, target, destroy=destroy, parallel=parallel)
    plan = planned(
        workspace, options, adopt=adopt, destroy=destroy, refresh_only=refresh_only, locked=locked, scope=scope
    )
    options.timings.enter("showing the plan")
    if not options.json:
        stdout(options).print(outside_as_text(plan) if refresh_only else as_text(plan, destroy=destroy))
    try:
        if out:
            keep(out, workspace, plan, options, adopt=adopt, destroy=destroy)
    except CommandLineError as error:
        if options.json:
            print_json({**as_json(plan), "error": error_as_json(error, options)})
            options.json = False  # the document has been printed; what follows is for the eyes
        raise
    if options.json:
        print_json(as_json(plan))
    if detailed_exitcode and (plan.outside if refresh_only else plan.to_do):
        raise click.exceptions.Exit(2)
