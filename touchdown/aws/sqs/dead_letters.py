"""The dead-letter queue that a queue brings along if its declaration says nothing of dead letters.

It is declared once everything else is: only then is it known which queues are dead-letter queues themselves, and need
none. It keeps messages for fourteen days, as long as SQS can. Its name tells that it was brought along, also when it is
no longer declared: while it holds messages it stays, which is no error.

Weakness: a queue that somebody declares with such a name is taken for brought along, too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Set
from typing import Any, TypeVar

from touchdown.aws.resource import AwsResource
from touchdown.engine.observed import Observed
from touchdown.model.adder import declare
from touchdown.model.resource import Resource, label_of

Q = TypeVar("Q", bound=AwsResource)

_RETENTION = 1_209_600
_LONGEST_NAME = 80
_ALIKE = ("fifo", "kms_key", "force_destroy")
"""The fields that it has from its queue."""
_NAMED_IN = {"dead_letter_queue", "on_failure"}
_ENDING, _FIFO = "-dead", ".fifo"


def name_of(queue: str) -> str:
    """The name of a queue's own dead-letter queue, with a hash in place of what doesn't fit."""
    ending = f"{_ENDING}{_FIFO}" if queue.endswith(_FIFO) else _ENDING
    name, room = queue.removesuffix(_FIFO), _LONGEST_NAME - len(ending)
    if len(name) > room:
        mark = hashlib.sha256(name.encode()).hexdigest()[:8]
        name = f"{name[: room - len(mark) - 1]}-{mark}"
    return f"{name}{ending}"


def own_dead_letter_queue(queue: Q) -> Q:
    """The dead-letter queue of a queue: the queue of that name, if it is declared already."""
    cls, account = type(queue), queue.account
    name = name_of(queue.name)
    declared = account.resources.get(f"{account.name}/{label_of(cls.TYPE, name)}")
    if isinstance(declared, cls):
        return declared
    fields: dict[str, Any] = {field: getattr(queue, field) for field in _ALIKE}
    fields |= {"name": name, "retention": _RETENTION}
    made = declare(account, cls(**fields), implied_by=queue)
    made.where = queue.where
    return made


def is_for_dead_letters(queue: AwsResource, named_in: Set[str]) -> bool:
    """Whether it is a dead-letter queue itself: others name it as theirs, or its name is that of another queue's."""
    if named_in & _NAMED_IN:
        return True
    queues = (one.name for one in queue.account.resources.values() if isinstance(one, type(queue)))
    return _has_ending(queue.name) and any(name_of(name) == queue.name for name in queues)


def _has_ending(name: str) -> bool:
    return name.removesuffix(_FIFO).endswith(_ENDING)


def was_brought_along(queue: Resource | None, observed: Observed) -> bool:
    """Whether a queue that is to be deleted came along with another queue."""
    if queue is not None:
        return queue.implied_by is not None
    return _has_ending(observed.name)
