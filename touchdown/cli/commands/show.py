from __future__ import annotations

import click

from touchdown.cli.command_options import global_options
from touchdown.cli.completion import complete_addresses
from touchdown.cli.options import Options, pass_options


@click.command("show")
@global_options
@click.argument("address", required=False, shell_complete=complete_addresses)
@pass_options
def command(options: Options, address: str | None) -> None:
    """Show what is declared, whether it exists, and its outputs; with an ADDRESS, that resource with its values.

    Of an ADDRESS, an ending is enough that no other has: lambda_function.hello, or hello.
    """
    from touchdown.cli.views.console import print_json, stdout
    from touchdown.cli.views.resources import as_json, as_text, described
    from touchdown.cli.workspace import checked, planned
    from touchdown.model.resource import outputs_of

    workspace = checked(options)
    for resource in workspace.resources():
        for output in outputs_of(type(resource)):
            getattr(resource, output)  # some outputs cost a call, and are looked up only when they are read
    plan = planned(workspace, options, only_look=True)
    shown = described(workspace, plan, address)
    if options.json:
        print_json(as_json(shown))
    else:
        stdout(options).print(as_text(shown))
