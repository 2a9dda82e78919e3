from __future__ import annotations

import click

from touchdown.cli.command_options import global_options
from touchdown.cli.completion import complete_addresses
from touchdown.cli.options import Options, pass_options
from touchdown.cli.payload import json_payload


@click.command("run")
@global_options
@click.argument("name", shell_complete=complete_addresses)
@click.option(
    "-i", "--input", "given", default="{}", show_default=True, metavar="JSON|@FILE|-", help="What it starts with."
)
@pass_options
def command(options: Options, name: str, given: str) -> None:
    """Run a declared state machine, by its name or address, and follow it state by state.

    Its output goes to stdout; its states, and what failed on the way, to stderr. Exit code 5 if it failed. If you
    interrupt the command, the execution goes on.

    \b
      touchdown run fulfil --input '{"id": 7}'
      touchdown run fulfil --input @order.json
    """
    from touchdown.aws.stepfunctions.execution import run
    from touchdown.aws.stepfunctions.state_machine import StateMachine
    from touchdown.cli.declared import account_of, find, not_there
    from touchdown.cli.views.execution import show
    from touchdown.cli.workspace import opened
    from touchdown.model.errors import Missing

    text = json_payload(given, "--input").decode()
    workspace = opened(options)
    machine = find(workspace, name, {StateMachine.TYPE}, "state machine")
    assert isinstance(machine, StateMachine)
    account = account_of(workspace, machine, options)
    try:
        ended = show(run(account, str(machine.predict("arn", account.place())), machine.type, text), machine, options)
    except Missing as error:
        raise not_there(machine) from error
    if not ended.succeeded:
        raise click.exceptions.Exit(5)
