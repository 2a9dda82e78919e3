from __future__ import annotations

import click

from touchdown.cli.command_options import global_options
from touchdown.cli.completion import complete_addresses
from touchdown.cli.options import Options, pass_options
from touchdown.cli.payload import json_payload, text_payload


@click.command("send")
@global_options
@click.argument("address", shell_complete=complete_addresses)
@click.option(
    "-p", "--payload", required=True, metavar="TEXT|@FILE|-", help="What is sent, as it is: any text; for a bus, JSON."
)
@click.option("--source", default="touchdown", show_default=True, help="Of an event for a bus: its source.")
@click.option("--detail-type", default="test", show_default=True, help="Of an event for a bus: its detail-type.")
@pass_options
def command(options: Options, address: str, payload: str, source: str, detail_type: str) -> None:
    """Send a message to a declared queue or topic, an event to a bus, a record to a stream.

    \b
      touchdown send orders --payload '{"id": 7}'
      touchdown send shop --payload '{"id": 7}' --source shop --detail-type paid
    """
    from touchdown.aws.sending import SENDERS, send
    from touchdown.cli.declared import account_of, find, not_there
    from touchdown.cli.views.console import print_json, stdout
    from touchdown.cli.workspace import opened
    from touchdown.model.errors import Missing

    workspace = opened(options)
    to = find(workspace, address, SENDERS, "queue, topic, bus or stream")
    text = json_payload(payload).decode() if to.TYPE == "events_event_bus" else text_payload(payload)
    account = account_of(workspace, to, options)
    try:
        sent = send(account, to, text, source=source, detail_type=detail_type)
    except Missing as error:
        raise not_there(to) from error
    if options.json:
        print_json({"version": 1, "address": to.address, "id": sent})
    else:
        stdout(options).print(f"Sent to {to.address} as {sent}.", markup=False, highlight=False)
