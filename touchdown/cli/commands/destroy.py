from __future__ import annotations

import click

from touchdown.cli.command_options import global_options, parallel, target, timings
from touchdown.cli.options import Options, pass_options


@click.command("destroy")
@global_options
@target
@parallel
@timings
@pass_options
def command(options: Options, target: tuple[str, ...], parallel: int | None) -> None:
    """Delete what the workspace owns, in the accounts that the Touchdownfile declares, and nothing else.

    Shows what would be deleted, and asks. `touchdown plan --destroy` only shows it.
    """
    from touchdown.cli.applying import carry_out
    from touchdown.cli.workspace import checked, planned
    from touchdown.engine.scope import scope_of

    workspace = checked(options)
    scope = scope_of(workspace, target, destroy=True, parallel=parallel)
    carry_out(workspace, planned(workspace, options, destroy=True, scope=scope), options)
