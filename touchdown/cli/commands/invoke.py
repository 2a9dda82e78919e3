from __future__ import annotations

import click

from touchdown.cli.command_options import global_options
from touchdown.cli.completion import complete_names
from touchdown.cli.options import Options, pass_options
from touchdown.cli.payload import json_payload


@click.command("invoke")
@global_options
@click.argument("name", shell_complete=complete_names)
@click.option(
    "-p", "--payload", default="{}", show_default=True, metavar="JSON|@FILE|-", help="The event for the function."
)
@pass_options
def command(options: Options, name: str, payload: str) -> None:
    """Invoke a declared function, by its name or address. Its result goes to stdout; its log and duration to stderr.

    \b
      touchdown invoke hello --payload '{"name": "Ada"}'
      touchdown invoke hello --payload @event.json
      echo '{}' | touchdown invoke hello --payload -
    """
    from touchdown.aws.account import Account
    from touchdown.aws.lambda_.invoke import invoke
    from touchdown.cli.functions import find_function
    from touchdown.cli.views.console import stderr
    from touchdown.cli.views.invocation import show
    from touchdown.cli.views.progress import progress
    from touchdown.cli.workspace import identify, opened
    from touchdown.engine.events import Started, about
    from touchdown.model.errors import Missing

    event = json_payload(payload)
    workspace = opened(options)
    function = find_function(workspace, name)
    account = workspace.accounts[function.account.name]
    assert isinstance(account, Account)
    identify(workspace, [account], options)
    try:
        with progress(stderr(options)) as report:
            report(Started(function.address, "invoke"))
            invocation = invoke(account, function.name, event, about(function.address, report))
    except Missing as error:
        raise Missing(
            f"{function.address} doesn't exist yet.", where=function.where, hint="`touchdown apply` creates it."
        ) from error
    show(invocation, function, options)
    if invocation.error:
        raise click.exceptions.Exit(5)
