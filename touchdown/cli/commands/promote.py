from __future__ import annotations

import click

from touchdown.cli.command_options import global_options
from touchdown.cli.completion import complete_names
from touchdown.cli.options import Options, pass_options


@click.command("promote")
@global_options
@click.argument("names", nargs=-1, metavar="[FUNCTION]...", shell_complete=complete_names)
@click.option("--alias", default="live", show_default=True, metavar="NAME", help="The alias whose new version goes on.")
@pass_options
def command(options: Options, names: tuple[str, ...], alias: str) -> None:
    """Give a new version that has a share of the calls all of them.

    Without names, of all functions that have the alias. Where no version has a share, nothing is changed.

    \b
      touchdown apply --weight 10
      touchdown promote
    """
    from touchdown.aws.lambda_.aliases.turning import on
    from touchdown.cli.aliases import chosen, move
    from touchdown.cli.workspace import opened

    workspace = opened(options)
    move(workspace, chosen(workspace, names, alias), on, options, command="promote")
