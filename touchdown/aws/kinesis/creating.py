"""How a stream is created and deleted, and why it may not be deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from touchdown.aws.connection import Connection
from touchdown.aws.kinesis.changing import ON_DEMAND, PROVISIONED, force_destroy_tag, write
from touchdown.aws.kinesis.live import TAGGING, settled, summary
from touchdown.aws.kinesis.service import STREAM_ACTIVE, STREAM_GONE
from touchdown.aws.ownership import all_tags
from touchdown.aws.resource import Step
from touchdown.aws.tagging import call
from touchdown.engine.lifecycle import Outputs
from touchdown.engine.observed import Observed
from touchdown.model.errors import AlreadyExists, Missing

if TYPE_CHECKING:
    from touchdown.aws.kinesis.stream import Stream


def create(step: Step[Stream]) -> Outputs:
    tags = {**all_tags(step), **force_destroy_tag(step.values)}
    shards = step.values["shards"]
    members: dict[str, Any] = {"StreamModeDetails": ON_DEMAND}
    if shards is not None:
        members = {"StreamModeDetails": PROVISIONED, "ShardCount": shards}
    try:
        call(step, "kinesis:CreateStream", StreamName=step.resource.name, Tags=tags, **members)
    except AlreadyExists:
        if not _is_going(step):
            raise
        settled(step, STREAM_GONE)
        call(step, "kinesis:CreateStream", StreamName=step.resource.name, Tags=tags, **members)
    settled(step, STREAM_ACTIVE)
    if not step.account.endpoint.keeps_tags_of_new_streams:
        call(step, TAGGING.write, StreamName=step.resource.name, Tags=tags)
    write(step, {"shards": shards, "retention": 24, "kms_key": None})
    return {}


def _is_going(step: Step[Stream]) -> bool:
    try:
        return bool(summary(step.account.api, step.resource.name)["StreamStatus"] == "DELETING")
    except Missing:
        return True


def delete(step: Step[Stream]) -> None:
    call(step, "kinesis:DeleteStream", StreamName=step.observed.name, EnforceConsumerDeletion=True)
    settled(step, STREAM_GONE)


def blocked(account: Connection, stream: Stream | None, present: Observed) -> str | None:
    """A stream stays, unless it says otherwise itself."""
    if stream.force_destroy if stream is not None else present.values["force_destroy"]:
        return None
    return (
        f"The stream {present.name} may hold records. "
        "Declare it with force_destroy=True and apply that first, to have it deleted with them."
    )


def lost_its_tags(stream: Stream, present: Observed) -> bool:
    """Whether a stream is one of ours whose tags an emulator has dropped."""
    return not present.tags and not stream.account.endpoint.keeps_tags_of_new_streams
