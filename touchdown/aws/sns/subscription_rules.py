"""What AWS would refuse of a subscription, and what its declaration doesn't show by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

from touchdown.aws.grants import calls_itself
from touchdown.aws.lambda_.invocable import Invocable
from touchdown.aws.sns.endpoints import BY_ADDRESS, RAW, protocol_of
from touchdown.aws.sqs.queue import Queue
from touchdown.model.resource import Resource

if TYPE_CHECKING:
    from touchdown.aws.sns.subscription import Subscription
    from touchdown.aws.sns.topic import Topic

_MOST_KEYS = 5
"""EVENTS.md, 28."""


def wrong(subscription: Subscription, topic: Topic) -> Iterator[str]:
    protocol = protocol_of(subscription.target)
    if not protocol:
        yield "target= takes a function, a queue, an address that begins with https://, or an e-mail address."
        return
    yield from _of_kinds(subscription, topic, protocol)
    if subscription.raw_message_delivery and protocol not in RAW:
        yield "raw_message_delivery= is for queues and web addresses: SNS has no raw delivery to others."
    policy, scope = subscription.filter_policy, subscription.filter_policy_scope
    if policy:
        yield from _of_policy(policy, scope)
    elif policy is not None:
        yield "filter_policy= is empty: leave it out for all messages."
    elif scope != "MessageAttributes":
        yield "filter_policy_scope= is for a subscription with a filter_policy=: add that, or leave it out."


def told(subscription: Subscription, topic: Topic) -> Iterator[str]:
    """Warnings for the plan."""
    target = subscription.target
    if protocol_of(target) in BY_ADDRESS:
        yield "Its address has to be confirmed by whoever gets messages there; until then SNS sends none to it."
    for queue in (target, subscription.dead_letter_queue):
        if isinstance(queue, Queue):
            yield from queue.needed_by(subscription)
    if isinstance(target, Resource) and not isinstance(target, Queue) and target.external:
        yield (
            f"{target.label} is only named with get_..., so it has to have a permission that lets sns.amazonaws.com "
            f"call lambda:InvokeFunction for {topic.label}."
        )
    elif isinstance(target, Invocable):
        yield from calls_itself(target.function, topic)


def _of_kinds(subscription: Subscription, topic: Topic, protocol: str) -> Iterator[str]:
    target, dead = subscription.target, subscription.dead_letter_queue
    if isinstance(target, Resource) and target.account is not topic.account:
        yield f"target= is {target.address}, in another account or region than its topic: declare both in the same."
    if isinstance(target, Queue) and target.fifo and not topic.fifo:  # EVENTS.md, 28
        yield f"target= is the FIFO queue {target.name}: a FIFO queue gets messages of FIFO topics only."
    if topic.fifo and protocol != "sqs":
        yield "target= is no queue: a FIFO topic sends to queues only."
    if isinstance(dead, Queue) and dead.fifo and not topic.fifo:
        yield f"dead_letter_queue= is the FIFO queue {dead.name}: a standard topic's go to a standard queue."


def _of_policy(policy: Mapping[str, Any], scope: str) -> Iterator[str]:
    for key, rules in policy.items():
        if isinstance(rules, Mapping) and scope == "MessageAttributes":
            yield f'filter_policy= has keys below "{key}": that needs filter_policy_scope="MessageBody".'
        elif not isinstance(rules, Mapping | list | tuple):
            yield f'filter_policy= has no list under "{key}": SNS takes lists of what matches.'
    if (count := _keys(policy)) > _MOST_KEYS:
        yield f"filter_policy= has {count} keys, AWS allows {_MOST_KEYS}."


def _keys(rules: Any) -> int:
    inside = cast("Mapping[str, Any]", rules) if isinstance(rules, Mapping) else None
    return 1 if inside is None else sum(_keys(one) for one in inside.values())
