from __future__ import annotations

import click

from touchdown.cli.command_options import global_options
from touchdown.cli.completion import complete_names
from touchdown.cli.options import Options, pass_options


@click.command("rollback")
@global_options
@click.argument("names", nargs=-1, metavar="[FUNCTION]...", shell_complete=complete_names)
@click.option("--alias", default="live", show_default=True, metavar="NAME", help="The alias that is turned back.")
@click.option("--to", metavar="VERSION", type=click.IntRange(1), help="This version; only with a single FUNCTION.")
@pass_options
def command(options: Options, names: tuple[str, ...], alias: str, to: int | None) -> None:
    """Turn the aliases of functions back to the versions that were live before, code and configuration together.

    Without names, of all functions that have the alias. Nothing is packaged, and the old source isn't needed. A later
    apply leaves the alias where it is, until something else is declared than what was turned back.

    \b
      touchdown rollback
      touchdown rollback orders --to 41
    """
    from touchdown.aws.lambda_.aliases.turning import back
    from touchdown.cli.aliases import chosen, move
    from touchdown.cli.workspace import opened

    if to is not None and len(names) != 1:
        raise click.UsageError("--to is for a single FUNCTION: versions of different functions have nothing in common.")
    workspace = opened(options)
    way = back(None if to is None else str(to))
    move(workspace, chosen(workspace, names, alias), way, options, command="rollback")
