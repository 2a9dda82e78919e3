from __future__ import annotations

import click

from touchdown.cli.command_options import global_options
from touchdown.cli.completion import complete_addresses
from touchdown.cli.options import Options, pass_options
from touchdown.cli.payload import json_payload


@click.command("send")
@global_options
@click.argument("address", shell_complete=complete_addresses)
@click.option("-p", "--payload", required=True, metavar="JSON|@FILE|-", help="What is sent, as it is.")
@click.option("--source", default="touchdown", show_default=True, help="Of an event for a bus: its source.")
@click.option("--detail-type", default="test", show_default=True, help="Of an event for a bus: its detail-type.")
@pass_options
def command(options: Options, address: str, payload: str, source: str, detail_type: str) -> None:
    """Send a message to a declared queue or topic, an event to a bus, a record to a stream.

    \b
      touchdown send orders --payload '{"id": 7}'
      touchdown send shop --payload '{"id": 7}' --source shop --detail-type paid
    """
    from touchdown.aws.account import Account
    from touchdown.aws.sending import send
    from touchdown.cli.sendable import find
    from touchdown.cli.views.console import print_json, stdout
    from touchdown.cli.workspace import identify, opened
    from touchdown.model.errors import Missing

    text = json_payload(payload).decode()
    workspace = opened(options)
    to = find(workspace, address)
    account = workspace.accounts[to.account.name]
    assert isinstance(account, Account)
    identify(workspace, [account], options)
    try:
        sent = send(account, to, text, source=source, detail_type=detail_type)
    except Missing as error:
        hint = "`touchdown apply` creates it."
        raise Missing(f"{to.address} doesn't exist yet.", where=to.where, hint=hint) from error
    if options.json:
        print_json({"version": 1, "address": to.address, "id": sent})
    else:
        stdout(options).print(f"Sent to {to.address} as {sent}.", markup=False, highlight=False)
