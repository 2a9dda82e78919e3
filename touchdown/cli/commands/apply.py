from __future__ import annotations

import click

from touchdown.cli.options import Options, global_options, locked, parallel, pass_options, target


@click.command("apply")
@global_options
@click.option(
    "--adopt", multiple=True, metavar="ADDRESS", help='Take over what exists without our tags; "all" for any.'
)
@target
@parallel
@locked
@pass_options
def command(
    options: Options, adopt: tuple[str, ...], target: tuple[str, ...], parallel: int | None, locked: bool
) -> None:
    """Make the account match the Touchdownfile, after showing the plan and asking.

    What is no longer declared is deleted. Interrupted or failed, run it again: it goes on from there.
    """
    from touchdown.cli.applying import carry_out
    from touchdown.cli.workspace import opened, planned
    from touchdown.engine.scope import scope_of

    workspace = opened(options)
    scope = scope_of(workspace, target, parallel=parallel)
    carry_out(workspace, planned(workspace, options, adopt=adopt, locked=locked, scope=scope), options, "apply")
