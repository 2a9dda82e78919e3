"""A stream as it is: read with its tags, and looked at until it has settled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from touchdown.aws.api import Api
from touchdown.aws.lifecycle import Found, Named
from touchdown.aws.resource import Step
from touchdown.aws.tagging import Tagging
from touchdown.aws.tags import PREFIX, Tags, from_pairs
from touchdown.engine.observed import Values
from touchdown.engine.waits import Settling, until_settled
from touchdown.model.errors import Missing

if TYPE_CHECKING:
    from touchdown.aws.kinesis.stream import Stream

FORCE_DESTROY = f"{PREFIX}force-destroy"
"""The tag of a stream that may be deleted with its records, once it is no longer declared, too."""

Summary = Mapping[str, Any]


@attrs.frozen(kw_only=True)
class StreamTagging(Tagging):
    """Tags are read in pages, ten of them if nothing else is said, and written as a mapping."""

    def read_tags(self, api: Api, subject: str) -> Tags | None:
        try:
            return from_pairs(_pages(api, subject))
        except Missing:
            return None


def _pages(api: Api, name: str) -> Iterator[Mapping[str, str]]:
    start: dict[str, Any] = {}
    more = True
    while more:
        answer = api.call("kinesis:ListTagsForStream", StreamName=name, Limit=50, **start)
        yield from answer["Tags"]
        more = answer["HasMoreTags"]
        if more:
            start = {"ExclusiveStartTagKey": answer["Tags"][-1]["Key"]}


TAGGING = StreamTagging(
    read="kinesis:ListTagsForStream",
    write="kinesis:AddTagsToStream",
    remove="kinesis:RemoveTagsFromStream",
    member="StreamName",
    subject="name",
)


def summary(api: Api, name: str) -> Summary:
    found: Summary = api.call("kinesis:DescribeStreamSummary", StreamName=name)["StreamDescriptionSummary"]
    return found


def read(stream: Named) -> Found:
    """A stream with its tags; `Missing` if there is none, or if it is being deleted."""
    seen = summary(stream.api, stream.name)
    tags = TAGGING.read_tags(stream.api, stream.name)
    if seen["StreamStatus"] == "DELETING" or tags is None:
        raise Missing(f"The stream {stream.name} is being deleted.", code="ResourceNotFoundException")
    return Found({**values_in(seen), "force_destroy": FORCE_DESTROY in tags}, tags=tags)


def values_in(seen: Summary) -> Values:
    on_demand = seen.get("StreamModeDetails", {}).get("StreamMode") == "ON_DEMAND"
    return {
        "shards": None if on_demand else seen["OpenShardCount"],
        "retention": seen["RetentionPeriodHours"],
        "kms_key": seen.get("KeyId") if seen.get("EncryptionType") == "KMS" else None,
    }


def settled(step: Step[Stream], row: Settling) -> Summary:
    """Waits until a stream is active, or gone. A new stream may not be found for some seconds."""
    api, seen = step.account.api, dict[str, Any]()

    def look() -> Summary | None:
        try:
            seen.update(summary(api, step.identity))
        except Missing:
            return None
        return seen

    until_settled(look, row, api.clock, step.report, address=step.change.address)
    return seen
