"""Event sources: what Lambda reads for a function, and what differs between queues and streams.

Each kind of source has its name in addresses, what the function has to be allowed, and the fields of a mapping that are
for it alone. Lambda refuses even an empty value of a field that is for another kind (EVENTS.md, 8).
"""

from __future__ import annotations

from typing import Final

import attrs

from touchdown.aws.grants import Allowance
from touchdown.model.resource import Resource, arn_of, output_of

QUEUE_ONLY: Final = frozenset({"maximum_concurrency", "pollers"})
STREAM_ONLY: Final = frozenset(
    {
        "starting_position",
        "starting_timestamp",
        "bisect_on_error",
        "maximum_retries",
        "maximum_age",
        "parallelization",
        "tumbling_window",
        "on_failure",
    }
)


@attrs.frozen
class Kind:
    """A kind of event source (FUNCTION.md, section 4; AWS's defaults: CreateEventSourceMapping)."""

    type: str
    """The resource type, as addresses name it."""
    noun: str
    batch_size: int
    """AWS's default."""
    others: frozenset[str]
    """The fields that are for other kinds."""
    allowances: tuple[Allowance, ...]


_STREAM = ("DescribeStream", "GetRecords", "GetShardIterator")

KINDS: Final = {
    "sqs": Kind(
        "sqs_queue",
        "a queue",
        10,
        STREAM_ONLY,
        (Allowance(("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")),),
    ),
    "dynamodb": Kind(
        "dynamodb_table",
        "a table's stream",
        100,
        QUEUE_ONLY,
        (Allowance(tuple(f"dynamodb:{one}" for one in (*_STREAM, "ListStreams")), ("/stream/*",)),),
    ),
    "kinesis": Kind(
        "kinesis_stream",
        "a stream",
        100,
        QUEUE_ONLY,
        (Allowance(tuple(f"kinesis:{one}" for one in (*_STREAM, "DescribeStreamSummary", "ListShards"))),),
    ),
}
"""By the service in an ARN."""


def kind_of_source(source: Resource | str) -> Kind | None:
    """The kind of a source; None for what is no event source."""
    if isinstance(source, Resource):
        return next((kind for kind in KINDS.values() if kind.type == source.TYPE), None)
    parts = source.split(":")
    return KINDS.get(parts[2]) if len(parts) > 5 and parts[0] == "arn" else None


def label_of_source(source: Resource | str) -> str:
    """The source as a mapping is named after it: `sqs_queue.orders`, also where its ARN was given."""
    if isinstance(source, Resource):
        return source.label
    kind = kind_of_source(source)
    if kind is None:
        return source
    # `orders`, `table/orders/stream/2026-...`, `stream/clicks`
    parts = source.split(":", 5)[5].split("/")
    return f"{kind.type}.{parts[1] if len(parts) > 1 else parts[0]}"


def arn_of_source(source: Resource | str) -> str:
    """The ARN that Lambda reads: of a table, that of its stream."""
    if not isinstance(source, Resource):
        return source
    if source.TYPE == "dynamodb_table":
        return output_of(type(source), "stream_arn").__get__(source, type(source))
    return arn_of(source)


def granted_on(source: Resource | str) -> str:
    """The ARN that a grant is about: of a table, its own."""
    return arn_of(source) if isinstance(source, Resource) else source.partition("/stream/")[0]
