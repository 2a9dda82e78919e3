"""Shows what is in a queue, and what was done with it."""

from __future__ import annotations

import attrs
from rich.text import Text

from touchdown.aws.resource import AwsResource
from touchdown.aws.sqs.messages import Counts, Looked, Message
from touchdown.cli.options import Options
from touchdown.cli.views.console import print_json, stderr, stdout


def show_counts(queue: AwsResource, found: Looked, options: Options) -> None:
    """Prints the counts of a queue, and how many messages are dead."""
    counts = attrs.asdict(found.counts) | {"dead": found.dead.all if found.dead else None}
    if options.json:
        dead_letter_queue = found.dead_url.rpartition("/")[2] if found.dead_url else None
        print_json({"version": 1, "address": queue.address, **counts, "dead_letter_queue": dead_letter_queue})
        return
    console = stdout(options)
    console.print(Text(queue.address, style="bold"))
    for name, number in counts.items():
        console.print(Text(f"  {name.replace('_', ' '):9}  {'no dead-letter queue' if number is None else number}"))


def show_messages(queue: AwsResource, messages: list[Message], dead: Counts, options: Options) -> None:
    """Prints dead letters: when each was sent first, how often it was received, and its body."""
    if options.json:
        print_json(
            {"version": 1, "address": queue.address, "dead": dead.all, "messages": list(map(_as_json, messages))}
        )
        return
    for message in messages:
        stdout(options).print(_text(message))
    if not messages:
        stderr(options).print(Text(f"{queue.address} has no dead letters."))
    elif dead.waiting > len(messages):
        stderr(options).print(Text(f"{len(messages)} of about {dead.waiting}; --most shows more.", style="dim"))


def _text(message: Message) -> Text:
    times = "once" if message.received == 1 else f"{message.received} times"
    head = f"{message.sent:%Y-%m-%d %H:%M:%SZ} {message.id}, received {times}"
    return Text(head, style="dim").append(f"\n{message.body}", style="not dim")


def _as_json(message: Message) -> dict[str, object]:
    return {
        "id": message.id,
        "sent": int(message.sent.timestamp() * 1000),
        "received": message.received,
        "body": message.body,
    }


def show_done(queue: AwsResource, did: str, number: int, sentence: str, options: Options) -> None:
    """Prints how many messages were moved or purged."""
    if options.json:
        print_json({"version": 1, "address": queue.address, did: number})
    else:
        stdout(options).print(Text(sentence))
