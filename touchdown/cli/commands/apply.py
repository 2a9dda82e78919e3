from __future__ import annotations

import click

from touchdown.cli.options import Options, global_options, locked, pass_options


@click.command("apply")
@global_options
@click.option(
    "--adopt", multiple=True, metavar="ADDRESS", help='Take over what exists without our tags; "all" for any.'
)
@locked
@pass_options
def command(options: Options, adopt: tuple[str, ...], locked: bool) -> None:
    """Make the account match the Touchdownfile, after showing the plan and asking.

    What is no longer declared is deleted. Interrupted or failed, run it again: it goes on from there.
    """
    from touchdown.cli.applying import carry_out
    from touchdown.cli.workspace import opened, planned

    workspace = opened(options)
    carry_out(workspace, planned(workspace, options, adopt=adopt, locked=locked), options, "apply")
