from __future__ import annotations

import click

from touchdown.cli.options import Options, global_options, locked, pass_options


@click.command("plan")
@global_options
@click.option(
    "--adopt", multiple=True, metavar="ADDRESS", help='Take over what exists without our tags; "all" for any.'
)
@click.option("--destroy", is_flag=True, help="Show what `touchdown destroy` would do.")
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 if there are changes, 0 if there are none.")
@locked
@pass_options
def command(options: Options, adopt: tuple[str, ...], destroy: bool, detailed_exitcode: bool, locked: bool) -> None:
    """Show what differs between the Touchdownfile and the account. Changes nothing.

    \b
    Each line begins with what apply would do:
      + create   ~ update   ± replace   > adopt   - delete   ! is left
    """
    from touchdown.cli.views.console import print_json, stdout
    from touchdown.cli.views.plan import as_json, as_text
    from touchdown.cli.workspace import opened, planned

    plan = planned(opened(options), options, adopt=adopt, destroy=destroy, locked=locked)
    if options.json:
        print_json(as_json(plan))
    else:
        stdout(options).print(as_text(plan, destroy=destroy))
    if detailed_exitcode and plan.to_do:
        raise click.exceptions.Exit(2)
