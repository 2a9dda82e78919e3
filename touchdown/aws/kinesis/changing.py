"""How a stream is changed: mode, shards, retention and encryption have a call each, and the stream settles after each.

The mode comes first, since AWS takes a number of shards only of a provisioned stream. In a call, AWS at most doubles or
halves the number, so a number further away takes several.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from touchdown.aws.kinesis.live import FORCE_DESTROY, TAGGING, settled
from touchdown.aws.kinesis.service import STREAM_UPDATED
from touchdown.aws.resource import Step
from touchdown.aws.tagging import call
from touchdown.aws.tags import Tags
from touchdown.engine.observed import Observed, Values

if TYPE_CHECKING:
    from touchdown.aws.kinesis.stream import Stream

PROVISIONED, ON_DEMAND = {"StreamMode": "PROVISIONED"}, {"StreamMode": "ON_DEMAND"}


def update(step: Step[Stream], present: Observed) -> None:
    """Writes what differs."""
    write(step, present.values)
    write_force_destroy(step, present.tags)


def write(step: Step[Stream], there: Values) -> None:
    _write_shards(step, step.values["shards"], there["shards"])
    _write_retention(step, step.values["retention"], there["retention"])
    _write_encryption(step, step.values["kms_key"], there["kms_key"])


def _write_shards(step: Step[Stream], wanted: int | None, there: int | None) -> None:
    if (wanted is None) != (there is None):
        arn = step.resource.predict("arn", step.account.place())
        mode = ON_DEMAND if wanted is None else PROVISIONED
        call(step, "kinesis:UpdateStreamMode", StreamARN=arn, StreamModeDetails=mode)
        there = int(settled(step, STREAM_UPDATED)["OpenShardCount"])
    while wanted is not None and there is not None and there != wanted:
        there = nearer(there, wanted)
        call(
            step,
            "kinesis:UpdateShardCount",
            StreamName=step.identity,
            TargetShardCount=there,
            ScalingType="UNIFORM_SCALING",
        )
        settled(step, STREAM_UPDATED)


def nearer(there: int, wanted: int) -> int:
    """The number of shards that a call can come to: at most double, at least half."""
    return min(wanted, there * 2) if wanted > there else max(wanted, (there + 1) // 2)


def _write_retention(step: Step[Stream], wanted: int, there: int) -> None:
    if wanted != there:
        longer, shorter = "kinesis:IncreaseStreamRetentionPeriod", "kinesis:DecreaseStreamRetentionPeriod"
        call(step, longer if wanted > there else shorter, StreamName=step.identity, RetentionPeriodHours=wanted)
        settled(step, STREAM_UPDATED)


def _write_encryption(step: Step[Stream], wanted: str | None, there: str | None) -> None:
    if wanted == there:
        return
    # Another key is set by starting anew.
    operation = "kinesis:StartStreamEncryption" if wanted else "kinesis:StopStreamEncryption"
    call(step, operation, StreamName=step.identity, EncryptionType="KMS", KeyId=wanted or there)
    settled(step, STREAM_UPDATED)


def write_force_destroy(step: Step[Stream], present: Mapping[str, str]) -> None:
    """Writes the tag that lets a stream be deleted with its records, or removes it."""
    tags = force_destroy_tag(step.values)
    if tags.keys() == present.keys() & {FORCE_DESTROY}:
        return
    if tags:
        call(step, TAGGING.write, StreamName=step.identity, Tags=tags)
    else:
        call(step, TAGGING.remove, StreamName=step.identity, TagKeys=[FORCE_DESTROY])


def force_destroy_tag(values: Values) -> Tags:
    return {FORCE_DESTROY: "yes"} if values["force_destroy"] else {}
