from __future__ import annotations

from typing import TYPE_CHECKING

import click

from touchdown.cli.command_options import global_options
from touchdown.cli.completion import complete_addresses
from touchdown.cli.options import Options, pass_options

if TYPE_CHECKING:
    from touchdown.aws.account import Account
    from touchdown.aws.resource import AwsResource
    from touchdown.aws.sqs.messages import Looked

_ACTIONS = ("failed", "retry", "purge")


@click.command("queue")
@global_options
@click.argument("address", shell_complete=complete_addresses)
@click.argument("action", required=False, type=click.Choice(_ACTIONS))
@click.option("-n", "--most", default=10, show_default=True, type=click.IntRange(1, 1000), help="Of failed: how many.")
@pass_options
def command(options: Options, address: str, action: str | None, most: int) -> None:
    """Show how many messages a declared queue has: waiting, in flight, delayed, and dead in its dead-letter queue.

    failed shows the first dead messages and leaves them there; retry moves the dead ones back into the queue; purge
    deletes all messages of the queue, but not the dead ones, and asks first.

    \b
      touchdown queue orders
      touchdown queue orders failed
      touchdown queue orders retry
    """
    from touchdown.aws.sqs.messages import look
    from touchdown.aws.sqs.queue import Queue
    from touchdown.cli.declared import account_of, find, not_there
    from touchdown.cli.views.queue import show_counts
    from touchdown.cli.workspace import opened
    from touchdown.model.errors import Missing

    workspace = opened(options)
    queue = find(workspace, address, (Queue.TYPE,), "queue")
    account = account_of(workspace, queue, options)
    url = queue.predict("url", account.place())
    assert url is not None  # it is worked out from the name
    try:
        found = look(account, url)
    except Missing as error:
        raise not_there(queue) from error
    if action is None:
        show_counts(queue, found, options)
    elif action == "purge":
        _purge(account, queue, url, found, options)
    else:
        _dead(account, queue, url, found, action, most, options)


def _purge(account: Account, queue: AwsResource, url: str, found: Looked, options: Options) -> None:
    from touchdown.aws.sqs.messages import purge
    from touchdown.cli.asking import ask
    from touchdown.cli.views.queue import show_done

    held = found.counts.all
    ask(options, f"Delete all messages of {queue.address} (about {held}) for good?", "touchdown queue NAME purge")
    purge(account, url)
    show_done(queue, "purged", held, f"{queue.address} is purged; SQS takes up to 60 seconds for it.", options)


def _dead(
    account: Account, queue: AwsResource, url: str, found: Looked, action: str, most: int, options: Options
) -> None:
    from touchdown.aws.sqs.messages import messages, move_back
    from touchdown.cli.views.console import stderr
    from touchdown.cli.views.queue import show_done, show_messages
    from touchdown.cli.views.steps import shown
    from touchdown.model.errors import CommandLineError

    if found.dead_url is None or found.dead is None:
        raise CommandLineError(
            f"{queue.address} has no dead-letter queue.",
            where=queue.where,
            hint="Leave out dead_letter_queue=False, and the queue brings one along.",
        )
    if action == "failed":
        show_messages(queue, messages(account, found.dead_url, most), found.dead, options)
        return
    with shown(stderr(options)) as steps, steps(f"Moving messages back to {queue.address}", found.dead.waiting) as did:
        moved = move_back(account, found.dead_url, url, did)
    show_done(queue, "moved", moved, f"{moved} moved back to {queue.address}.", options)
