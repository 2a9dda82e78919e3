"""Files as they are in S3: two reads each, made at the same time, or one for those that are only named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from touchdown.aws.ownership import observed
from touchdown.aws.reading import Reading
from touchdown.aws.resource import AwsResource
from touchdown.aws.s3.belonging import declared_files
from touchdown.aws.s3.location import Location, locate, owner_of
from touchdown.aws.s3.upload import HASH
from touchdown.aws.tags import from_pairs
from touchdown.engine.observed import Observed
from touchdown.model.errors import AccountError, Missing

_NO_SUCH_VERSION = ("400", "405")
"""S3's answers, without a body, to a version that can't exist, or that marks a delete."""


def read(reading: Reading, cls: type[AwsResource], identities: Sequence[str]) -> dict[str, Observed]:
    """The files that exist, by identity."""
    named = {
        file.identity: Location(file.bucket.name, file.name, owner_of(reading.account, file.bucket), file.version)
        for file in declared_files(reading.account)
        if file.external
    }
    places = [named.get(identity) or locate(reading.account, identity) for identity in identities]
    heads = [reading.submit(_head, reading, at) for at in places]
    tags = [
        None if identity in named else reading.submit(_tags, reading, at)
        for identity, at in zip(identities, places, strict=True)
    ]
    found: dict[str, Observed] = {}
    for identity, at, head, tagged in zip(identities, places, heads, tags, strict=True):
        seen = head.result()
        if seen is not None:
            own = tagged.result() if tagged else {}
            if own is None:  # it has come up between the two reads
                own = _tags(reading, at) or {}
            found[identity] = _observed(reading, cls, identity, at, seen, own)
    return found


def _head(reading: Reading, at: Location) -> Any:
    try:
        return reading.api.once("s3:HeadObject", **at.members, ChecksumMode="ENABLED")
    except Missing:
        return None
    except AccountError as error:
        if at.version and error.code in _NO_SUCH_VERSION:
            return None
        raise


def _tags(reading: Reading, at: Location) -> dict[str, str] | None:
    try:
        return from_pairs(reading.api.once("s3:GetObjectTagging", **at.members)["TagSet"])
    except Missing:
        return None


def _observed(
    reading: Reading,
    cls: type[AwsResource],
    identity: str,
    at: Location,
    head: Mapping[str, Any],
    tags: Mapping[str, str],
) -> Observed:
    bucket = f"arn:{reading.place.partition}:s3:::{at.bucket}"
    sha256, version = _sha256(head), head.get("VersionId", "")
    outputs = {
        "arn": f"{bucket}/{at.key}",
        "url": f"s3://{at.bucket}/{at.key}",
        "sha256": sha256,
        "etag": head["ETag"].strip('"'),
        "version_id": "" if version == "null" else version,
        "last_modified": head["LastModified"].isoformat(),
    }
    values = {"contents": {"sha256": sha256, "size": head["ContentLength"]}}
    return observed(
        reading,
        cls,
        identity,
        outputs["arn"],
        values,
        tags,
        outputs=outputs,
    )


def _sha256(head: Mapping[str, Any]) -> str:
    """S3's own SHA-256; for an object that came in parts, where S3 hashes the parts' hashes, ours."""
    whole = "-" not in head["ETag"] and "-" not in head.get("ChecksumSHA256", "")
    own = head.get("ChecksumSHA256", "") if whole else ""
    return own or head.get("Metadata", {}).get(HASH, "")
