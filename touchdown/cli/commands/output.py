from __future__ import annotations

import click

from touchdown.cli.command_options import global_options
from touchdown.cli.options import Options, pass_options
from touchdown.cli.terminal import echo


@click.command("output")
@global_options
@click.argument("name", required=False)
@click.option("--reveal", is_flag=True, help="Print secrets, too: the text of an API key, for example.")
@pass_options
def command(options: Options, name: str | None, reveal: bool) -> None:
    """Print what the file names with workspace.add_output(...), or with a NAME that value alone.

    A value alone is printed without anything around it, for scripts: curl "$(touchdown output url)".
    """
    from touchdown.cli.views.console import print_json, stdout
    from touchdown.cli.views.outputs import as_text, values_of_outputs
    from touchdown.cli.workspace import checked, planned
    from touchdown.model.errors import CommandLineError, Missing

    workspace = checked(options)
    if name is not None and name not in workspace.outputs:
        known = ", ".join(workspace.outputs)
        hint = f"There are {known}." if known else 'Add one to the file, as workspace.add_output("url", api.url).'
        raise CommandLineError(f'The file has no output "{name}".', hint=hint)
    values = (
        values_of_outputs(workspace, planned(workspace, options, only_look=True), revealed=reveal)
        if workspace.outputs
        else dict[str, str | None]()
    )
    if options.json:
        print_json({"version": 1, "outputs": {one: value for one, value in values.items() if name in (None, one)}})
    elif name is None:
        stdout(options).print(
            as_text(values) or "The file has no outputs.", markup=False, highlight=False, soft_wrap=True
        )
    elif (value := values[name]) is None:
        raise Missing(f'The output "{name}" isn\'t known yet.', hint="Apply first.")
    else:
        echo(value)
