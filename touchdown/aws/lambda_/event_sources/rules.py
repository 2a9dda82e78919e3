"""What AWS would refuse of an event source mapping, beyond the service model (EVENTS.md, section 1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from touchdown.aws.lambda_.event_sources.kinds import KINDS, Kind, kind_of_source
from touchdown.model.field import defaults_of
from touchdown.model.resource import Resource

if TYPE_CHECKING:
    from touchdown.aws.lambda_.event_sources.mapping import EventSourceMapping

_MOST_FILTERS = 5
_MOST_AT_ONCE = 10
"""Messages of a queue in a batch that isn't gathered, and in any batch of a FIFO queue."""


def moment(text: str | datetime | None) -> str | None:
    """A point in time in the one form in which two are compared."""
    if text is None:
        return None
    found = text if isinstance(text, datetime) else datetime.fromisoformat(text)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def wrong(mapping: EventSourceMapping) -> Iterator[str]:
    kind = kind_of_source(mapping.source)
    if kind is None:
        nouns = ", ".join(one.noun for one in KINDS.values())
        yield f"source= is no event source; it takes {nouns}, or the ARN of one."
        return
    defaults = defaults_of(type(mapping))
    given = [name for name in sorted(kind.others) if getattr(mapping, name) != defaults[name]]
    yield from (f"{name}= isn't for {kind.noun}: leave it out." for name in given)
    yield from _of_queue(mapping) if kind is KINDS["sqs"] else _of_stream(mapping, kind)
    yield from _of_filters(mapping)


def _of_queue(mapping: EventSourceMapping) -> Iterator[str]:
    size, window = mapping.batch_size or 0, mapping.batching_window
    if _is_fifo(mapping.source):
        if window:
            yield "batching_window= isn't for a FIFO queue: leave it out."
        if size > _MOST_AT_ONCE:
            yield f"batch_size= is {size}, and a batch of a FIFO queue has at most {_MOST_AT_ONCE} messages."
    elif size > _MOST_AT_ONCE and not window:
        yield f"batch_size= is {size}: more than {_MOST_AT_ONCE} messages need batching_window= of at least 1."
    if mapping.maximum_concurrency is not None and mapping.pollers is not None:
        yield "maximum_concurrency= and pollers= exclude each other: take one of them out."
    if mapping.maximum_concurrency is not None and not 2 <= mapping.maximum_concurrency <= 1000:
        yield f"maximum_concurrency= is {mapping.maximum_concurrency}, AWS takes 2 to 1000."
    yield from _too_short(mapping)


def _is_fifo(source: Resource | str) -> bool:
    return str(source.name if isinstance(source, Resource) else source).endswith(".fifo")


def _too_short(mapping: EventSourceMapping) -> Iterator[str]:
    """A queue hides a message for as long as the function may work on it (EVENTS.md, 12; FAULTS.md, 7)."""
    queue = mapping.source
    hidden = None if isinstance(queue, str) or queue.external else queue.values()["visibility_timeout"]
    timeout = mapping.function.timeout
    if isinstance(hidden, int) and not mapping.function.external and hidden < timeout:
        yield (
            f"{mapping.name} has visibility_timeout={hidden}, and the function a timeout of {timeout} s: a message "
            f"would come again while it is handled. Leave visibility_timeout= out, or make it at least {6 * timeout}."
        )


def _of_stream(mapping: EventSourceMapping, kind: Kind) -> Iterator[str]:
    position = mapping.starting_position
    if position is None:
        yield f"starting_position= is missing: {kind.noun} has no default. Take LATEST or TRIM_HORIZON."
    if position == "AT_TIMESTAMP" and kind is KINDS["dynamodb"]:
        yield "starting_position=\"AT_TIMESTAMP\" isn't for a table's stream: take LATEST or TRIM_HORIZON."
    elif (position == "AT_TIMESTAMP") != (mapping.starting_timestamp is not None):
        yield 'starting_timestamp= and starting_position="AT_TIMESTAMP" go together.'
    yield from _no_moment(mapping.starting_timestamp)
    table = mapping.source
    if isinstance(table, Resource) and not table.external and table.values().get("stream", "") is None:
        yield f'{table.label} has no stream: declare it with stream="NEW_AND_OLD_IMAGES".'


def _no_moment(text: str | None) -> Iterator[str]:
    try:
        moment(text or "2026-01-01")
    except ValueError:
        yield f'starting_timestamp= is "{text}", and has to look like 2026-01-31T12:00:00Z.'


def _of_filters(mapping: EventSourceMapping) -> Iterator[str]:
    filters = cast("list[object]", mapping.filters or [])
    if mapping.filters is not None and not filters:
        yield "filters= is empty: leave it out, and the function gets all records."
    if len(filters) > _MOST_FILTERS:
        yield f"filters= has {len(filters)} patterns, AWS takes {_MOST_FILTERS}."
