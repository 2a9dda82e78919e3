"""The subscriptions that a topic has: those of ours, and those that others have put beside them.

Ours are those that are declared, those to a function or queue of this workspace, and those whose mark is in the topic's
index. All others are left, and a note says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from touchdown.aws.reading import Reading
from touchdown.aws.sns.endpoints import mark_of, name_of_endpoint, parts
from touchdown.engine.observed import Observed
from touchdown.model.resource import Resource

LIST = "sns:ListSubscriptionsByTopic"
TYPE = "sns_topic:subscription"


def subscribed(reading: Reading, topic: str) -> Mapping[str, Mapping[str, Any]]:
    """All subscriptions of a topic, by the name that their endpoint gives them."""

    def read() -> dict[str, Mapping[str, Any]]:
        found = reading.api.pages(LIST, "Subscriptions", TopicArn=reading.place.arn("sns", topic))
        return {name_of_endpoint(one["Endpoint"], reading.place): one for one in found}

    return reading.once(f"subscriptions of {topic}", read)


def declared(reading: Reading, identity: str) -> Any:
    """The declaration of a subscription, if there is one."""

    def by_identity() -> dict[str, Resource]:
        return {one.identity: one for one in reading.declared if one.TYPE == TYPE}

    return reading.once("declared subscriptions", by_identity).get(identity)


def is_ours(reading: Reading, topic: Observed, name: str) -> bool:
    """Whether a subscription of a topic that has any of ours is ours itself."""
    if mark_of(name) in topic.values.get("attached", ()):
        return True
    if (one := declared(reading, f"{topic.name}:{name}")) is not None:
        return not one.mark
    kind, target = parts(name)
    if not kind:
        return False
    # In a look that has no functions and queues, it is known to be ours from the look before.
    found = reading.seen(kind).get(target)
    return kind not in reading.types or (found is not None and found.workspace == reading.workspace)


def names(reading: Reading, topic: str) -> Iterator[str]:
    """The names of our subscriptions of a topic; of all others a note says that they are left."""
    seen = reading.seen("sns_topic")[topic]
    for name in subscribed(reading, topic):
        if is_ours(reading, seen, name):
            yield name
        elif declared(reading, f"{topic}:{name}") is None:
            reading.note(
                f"{reading.account.name}/sns_topic.{topic} has a subscription that isn't ours, to {name}: it is left."
            )
