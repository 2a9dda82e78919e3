"""What stands in the way of deleting a bucket: objects that this workspace didn't put there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from touchdown.aws.connection import Connection
from touchdown.aws.reading import reading_of
from touchdown.aws.resource import Step
from touchdown.aws.s3.location import owner_of
from touchdown.aws.s3.objects import Version, foreign, versions
from touchdown.engine.observed import Observed
from touchdown.model.check import first_of
from touchdown.model.errors import Missing, NotOurs

if TYPE_CHECKING:
    from touchdown.aws.s3.bucket import Bucket

_SHOWN = 3


def blocked(account: Connection, bucket: Bucket | None, present: Observed) -> str | None:
    """A bucket with objects that we didn't put there stays, unless it says otherwise itself."""
    if bucket is not None and bucket.force_destroy:
        return None
    members = {"Bucket": present.name, **owner_of(account, bucket)}
    with reading_of(account, present.workspace) as reading:
        try:
            keys = list(islice(foreign(reading, members, versions(reading.api, members)), _SHOWN + 1))
        except Missing:
            return None
    return _in_the_way(present.name, keys) if keys else None


def _in_the_way(name: str, keys: Sequence[str]) -> str:
    return (
        f"The bucket {name} holds objects that this workspace didn't put there: {first_of(keys, _SHOWN)}. "
        "Empty it, or declare it with force_destroy=True to have it deleted with all that it holds."
    )


def deletable(step: Step[Bucket], members: dict[str, str]) -> Iterator[Version]:
    """Everything in the bucket: looked at once more, because the plan may be old."""
    if step.declared is not None and step.declared.force_destroy:
        return versions(step.account.api, members)
    found = list(versions(step.account.api, members))
    with reading_of(step.account, step.workspace) as reading:
        keys = list(islice(foreign(reading, members, found), _SHOWN + 1))
    if keys:
        raise NotOurs(f"{step.change.address} can't be deleted.", why=_in_the_way(step.observed.name, keys))
    return iter(found)
