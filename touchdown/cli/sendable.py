"""Finds what a message can be sent to, by the name or address that a user types."""

from __future__ import annotations

from touchdown.aws.resource import AwsResource
from touchdown.aws.sending import SENDERS
from touchdown.aws.workspace import Workspace
from touchdown.model.addresses import addresses_ending, known
from touchdown.model.errors import CommandLineError


def find(workspace: Workspace, typed: str) -> AwsResource:
    """The queue, topic, bus or stream with this name or address."""
    some = [one for one in workspace.resources() if isinstance(one, AwsResource) and one.TYPE in SENDERS]
    meant = addresses_ending(typed, known(some))
    found = [one for one in some if one.address in meant]
    if len(found) == 1:
        return found[0]
    addresses = ", ".join(one.address for one in found or some)
    if found:
        raise CommandLineError(f'Several are named "{typed}".', hint=f"Write one of {addresses}.")
    raise CommandLineError(
        f'No queue, topic, bus or stream named "{typed}" is declared.',
        hint=f"There are {addresses}." if some else "Messages are sent to queues, topics, buses and streams.",
    )
