from __future__ import annotations

import click

from touchdown.cli.options import Options, global_options, pass_options


@click.command("destroy")
@global_options
@pass_options
def command(options: Options) -> None:
    """Delete what the workspace owns, in the accounts that the Touchdownfile declares, and nothing else.

    Shows what would be deleted, and asks. `touchdown plan --destroy` only shows it.
    """
    from touchdown.cli.applying import carry_out
    from touchdown.cli.workspace import opened, planned

    workspace = opened(options)
    carry_out(workspace, planned(workspace, options, destroy=True), options, "destroy")
