"""How a bucket that stays is let go of: S3 takes all of its tags at once, and none of them in a call of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from touchdown.aws.ownership import still_ours
from touchdown.aws.resource import Step
from touchdown.aws.s3.location import owner_of
from touchdown.aws.s3.settings import READS
from touchdown.aws.tags import of_ours, pairs
from touchdown.model.errors import Missing

if TYPE_CHECKING:
    from touchdown.aws.s3.bucket import Bucket


def let_go(step: Step[Bucket]) -> None:
    """Removes our tags, and nothing else."""
    api, members = step.account.api, {"Bucket": step.observed.name, **owner_of(step.account, step.declared)}
    try:
        tags: dict[str, str] = READS["tags"](api.once, members)
    except Missing:
        return
    still_ours(step, tags)
    left = {key: value for key, value in tags.items() if key not in of_ours(tags)}
    if left:
        api.call("s3:PutBucketTagging", report=step.report, **members, Tagging={"TagSet": pairs(left)})
    else:
        api.call("s3:DeleteBucketTagging", report=step.report, **members)
