from __future__ import annotations

import click

from touchdown.cli.command_options import global_options
from touchdown.cli.options import Options, pass_options


@click.command("lock")
@global_options
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("-U", "--upgrade", is_flag=True, help="Take the newest versions: of the named distributions, or of all.")
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 if the lock file is not up to date.")
@click.option(
    "--bytecode/--no-bytecode",
    default=None,
    help="Compile distributions with the Pythons of this machine, or stop compiling them.",
)
@pass_options
def command(options: Options, names: tuple[str, ...], upgrade: bool, check: bool, bytecode: bool | None) -> None:
    """Write touchdown.lock: the versions that the functions' requirements resolve to, with hashes.

    The file stands beside the Touchdownfile and belongs in version control. `apply` writes it if it is missing. For
    another file, which -f names, it is called touchdown.NAME.lock.

    \b
      touchdown lock
      touchdown lock --upgrade requests
      touchdown lock --check
      touchdown lock --bytecode
    """
    from touchdown.aws.lambda_.packaging.locking import refresh
    from touchdown.aws.lambda_.packaging.packed import layers_of
    from touchdown.cli.functions import functions_of
    from touchdown.cli.touchdownfile import load
    from touchdown.cli.views.console import print_json, stderr, stdout
    from touchdown.cli.views.packages import lock_as_json, lock_as_text
    from touchdown.cli.views.steps import shown
    from touchdown.model.check import check as checked

    if names and not upgrade:
        raise click.UsageError("NAMEs need --upgrade: they say which distributions to upgrade.")
    if check and bytecode is not None:
        raise click.UsageError("--check changes nothing: leave --bytecode and --no-bytecode out.")
    workspace = load(options)
    checked(workspace)
    named = frozenset(names) if upgrade else None
    console = stderr(options)
    with shown(console) as steps:
        needing = [*layers_of(workspace.resources()), *functions_of(workspace)]
        found = refresh(needing, upgrade=named, keep=check, steps=steps, note=console.print, bytecode=bytecode)
    if options.json:
        print_json(lock_as_json(found))
    else:
        stdout(options).print(lock_as_text(found, options, kept=check))
    if check and not found.up_to_date:
        raise click.exceptions.Exit(1)
