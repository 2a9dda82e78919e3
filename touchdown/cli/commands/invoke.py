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
@click.option("--async", "unawaited", is_flag=True, help="Hand the event over, and don't wait for the result.")
@pass_options
def command(options: Options, name: str, payload: str, unawaited: bool) -> None:
    """Invoke a declared function, by its name or address. Its result goes to stdout; its log and duration to stderr.

    With --async, Lambda runs it by itself, as for events of S3 or SNS: its retries and its on_failure= apply, and
    `touchdown tail` shows its log.

    \b
      touchdown invoke hello --payload '{"name": "Ada"}'
      touchdown invoke hello --payload @event.json
      echo '{}' | touchdown invoke hello --payload -
    """
    from touchdown.aws.lambda_.invoke import invoke, invoke_async
    from touchdown.cli.declared import account_of, not_there
    from touchdown.cli.functions import find_function
    from touchdown.cli.views.console import stderr
    from touchdown.cli.views.invocation import show, show_handed_over
    from touchdown.cli.views.progress import progress
    from touchdown.cli.workspace import opened
    from touchdown.engine.events import Started, about
    from touchdown.model.errors import Missing

    event = json_payload(payload)
    workspace = opened(options)
    function = find_function(workspace, name)
    account = account_of(workspace, function, options)
    try:
        with progress(stderr(options)) as report:
            report(Started(function.address, "invoke"))
            reporting = about(function.address, report)
            if unawaited:
                show_handed_over(invoke_async(account, function.name, event, reporting), function, options)
                return
            invocation = invoke(account, function.name, event, reporting)
    except Missing as error:
        raise not_there(function) from error
    show(invocation, function, options)
    if invocation.error:
        raise click.exceptions.Exit(5)
