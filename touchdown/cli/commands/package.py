from __future__ import annotations

from pathlib import Path

import click

from touchdown.cli.command_options import global_options, locked
from touchdown.cli.completion import complete_names
from touchdown.cli.options import Options, pass_options


@click.command("package")
@global_options
@click.argument("name", required=False, shell_complete=complete_names)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write the zip of the function NAME."
)
@click.option(
    "--explain", is_flag=True, help="List the statements of a callable's file: what is shipped, what isn't, and why."
)
@locked
@pass_options
def command(options: Options, name: str | None, output: Path | None, explain: bool, locked: bool) -> None:
    """Build the packages of functions, and explain them: sizes, largest files, what was left out, both hashes.

    \b
      touchdown package
      touchdown package hello -o hello.zip
      touchdown package hello --explain
    """
    from touchdown.aws.lambda_.packaging.explaining import described
    from touchdown.aws.lambda_.packaging.packages import prepare
    from touchdown.cli.functions import find_function, functions_of
    from touchdown.cli.output_files import refuse_other_endings, refuse_others, write
    from touchdown.cli.touchdownfile import load
    from touchdown.cli.views.console import print_json, stderr, stdout
    from touchdown.cli.views.packages import as_json, as_text, explained_as_text
    from touchdown.cli.views.steps import shown
    from touchdown.model.check import check

    if output is not None and name is None:
        raise click.UsageError("-o writes the package of one function: name it.")
    if output is not None:
        refuse_other_endings(output, ".zip")
        refuse_others(output, "PK\x03\x04", "PK\x05\x06")
    workspace = load(options)
    check(workspace)
    functions = [find_function(workspace, name)] if name else functions_of(workspace)
    shipped = [function for function in functions if function.code is not None and not function.external]
    if output is not None and not shipped:
        raise click.BadParameter(f"{name} has no code here.", param_hint="--output")
    with shown(stderr(options)) as steps:
        prepare(shipped, locked=locked, steps=steps)
    found = [described(function) for function in shipped]
    if output is not None:
        write(output, found[0].archive.data)
    if options.json:
        print_json(as_json(found))
    elif explain:
        stdout(options).print(explained_as_text(found))
    else:
        stdout(options).print(as_text(found))
