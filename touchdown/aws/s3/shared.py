"""The bucket for packages that are too large for a call: one in each account and region, shared by all workspaces.

    touchdown-123456789012-eu-west-1-an     packages/WORKSPACE/SHA256.zip

It is made when it is first needed, and no workspace owns it: it is never pruned or destroyed, only deleted by
`touchdown cache clean --aws`. Lambda copies what it is given, so S3 deletes packages after some days.

Rules: nobody else can have a bucket of that name, because it lies in the account's own namespace (AWS: "Namespaces for
general purpose buckets"); where a region has none, the name can be taken, which is an error. Each call says whose the
bucket must be. Before something is put into it, all that it shall have is looked at, and what a killed run has left
out is written.

Each workspace writes below a prefix of its own, which is all that its policy allows (`prefix_of`). A package that is
there is recognised by S3's own checksum, never by its key or its metadata, which anybody who can write there may choose
(`checksum.py`). Another object under its key is overwritten, with a note: nobody but us has a reason to write there,
Lambda has copied what it was given, and if we refused, whoever put it there could keep a workspace from being
applied. An object that is put there between our read and Lambda's shows in CodeSha256 (`lambda_/deployed.py`).

Weakness: a package that S3 deletes just between our look and Lambda's is missing then; applying again puts it there.
"""

from __future__ import annotations

import hashlib
import re
import threading
from base64 import b64decode
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from touchdown.aws.api import Api
from touchdown.aws.s3.checksum import holds
from touchdown.aws.s3.content import Content
from touchdown.aws.s3.location import Location
from touchdown.aws.s3.objects import delete_all, versions
from touchdown.aws.s3.settings import READS, WRITES
from touchdown.aws.s3.upload import Upload
from touchdown.aws.tags import SHARED, pairs
from touchdown.engine.events import Noted, Report, silent
from touchdown.model.errors import AccessDenied, AlreadyExists, ChangedMeanwhile, Missing, NotOurs
from touchdown.model.place import Place

PACKAGES = "packages/"
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_TAGS = {SHARED: "packages"}
_SETTINGS = {"public_access_blocked": True, "encryption": "AES256"}
_RULE = {
    "ID": "touchdown-packages",
    "Status": "Enabled",
    "Filter": {"Prefix": PACKAGES},
    "Expiration": {"Days": 7},
    "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
}
_WITHOUT_NAMESPACE = frozenset({"me-south-1", "me-central-1"})
"""AWS, "Namespaces for general purpose buckets": the regions in which accounts have none of their own."""


def name_of(place: Place) -> str:
    """The bucket's name: in the account's namespace, as the name's end tells S3, or with a digest in it."""
    own = f"{place.account_id}-{place.region}"
    if place.region in _WITHOUT_NAMESPACE:
        return f"touchdown-{hashlib.sha256(f'touchdown {own}'.encode()).hexdigest()[:12]}-{own}"
    return f"touchdown-{own}-an"


def pattern_of(place: Place) -> str:
    """The name as a policy has it: exact, or for any account where the number is `*`."""
    return name_of(place) if place.account_id != "*" else re.sub(r"-[0-9a-f]{12}-\*", "-*", name_of(place))


def prefix_of(workspace: str) -> str:
    """The prefix of the keys of a workspace's packages.

    Names have no other characters than these (`model/workspace.py`). Should that change, a hash keeps them apart, and
    keeps what means something in a policy, or to whoever reads paths, out of it.
    """
    if _PLAIN.fullmatch(workspace):
        return f"{PACKAGES}{workspace}/"
    return f"{PACKAGES}_{hashlib.sha256(workspace.encode()).hexdigest()[:32]}/"


class SharedBucket:
    """The bucket of an account and region."""

    def __init__(self, api: Api, place: Place) -> None:
        self.name = name_of(place)
        self._api = api
        self._place = place
        self._owner = {"ExpectedBucketOwner": place.account_id}
        self._bucket = {"Bucket": self.name, **self._owner}
        self._lock = threading.Lock()
        self._ready = False

    def put(self, content: Content, source: bytes | Path, workspace: str, report: Report) -> dict[str, str]:
        """Puts a package of a workspace there, unless it is there, and returns the members by which Lambda finds it."""
        at = Location(self.name, f"{prefix_of(workspace)}{b64decode(content.sha256).hex()}.zip", self._owner)
        try:
            there = self._head(at)
            if there is None or not holds(there, content, source):
                self._prepare(report)
                self._upload(at, content, source, there, report)
        except AccessDenied as error:
            raise self._not_ours(error) from error
        return {"S3Bucket": at.bucket, "S3Key": at.key}

    def remove(self, report: Report = silent) -> bool:
        """Deletes it with all that it holds; says whether there was one."""
        try:
            tags = READS["tags"](self._api.once, self._bucket)
        except Missing:
            return False
        except AccessDenied as error:
            raise self._not_ours(error) from error
        if SHARED not in tags:
            raise self._untagged()
        delete_all(self._api, self._bucket, versions(self._api, self._bucket), report)
        self._api.call("s3:DeleteBucket", report=report, **self._bucket)
        return True

    def _head(self, at: Location) -> Any:
        """S3's answer about an object; None if there is none."""
        try:
            return self._api.once("s3:HeadObject", **at.members, ChecksumMode="ENABLED")
        except Missing:
            return None

    def _upload(self, at: Location, content: Content, source: bytes | Path, there: Any, report: Report) -> None:
        if there is not None:
            report(
                Noted(f"s3://{at.bucket}/{at.key} wasn't its package, and is written over. Find out who put it there.")
            )
        condition = {"IfNoneMatch": "*"} if there is None else {"IfMatch": there["ETag"]}
        try:
            Upload(self._api, at, content, {}, condition, report).put_whole(source)
        except (ChangedMeanwhile, Missing) as error:
            # Another run has put the same there meanwhile, or the answer to our own call was lost.
            now = self._head(at)
            if now is None or not holds(now, content, source):
                raise _written_meanwhile(at, error) from error

    def _prepare(self, report: Report) -> None:
        """Makes the bucket if there is none, and writes what it lacks; once in a run."""
        with self._lock:
            if self._ready:
                return
            try:
                tags = READS["tags"](self._api.once, self._bucket)
            except Missing:
                self._create(report)
                tags = READS["tags"](self._api.call, self._bucket)
            if SHARED not in tags:
                self._take_over(tags, report)
            self._write_settings(report)
            self._ready = True

    def _create(self, report: Report) -> None:
        region = self._place.region
        location = {} if region == "us-east-1" else {"LocationConstraint": region}
        namespace = {} if region in _WITHOUT_NAMESPACE else {"BucketNamespace": "account-regional"}
        try:
            self._api.call(
                "s3:CreateBucket",
                report=report,
                Bucket=self.name,
                CreateBucketConfiguration={**location, "Tags": pairs(_TAGS)},
                **namespace,
            )
        except AlreadyExists as error:
            if error.code != "BucketAlreadyOwnedByYou":
                raise self._not_ours(error) from error

    def _take_over(self, tags: Mapping[str, str], report: Report) -> None:
        """Tags a bucket of ours that has none: on an endpoint that drops them, or where a run was killed."""
        if next(versions(self._api, self._bucket), None) is not None:
            raise self._untagged()
        wanted = pairs({**tags, **_TAGS})
        self._api.call("s3:PutBucketTagging", report=report, **self._bucket, Tagging={"TagSet": wanted})

    def _write_settings(self, report: Report) -> None:
        for name, wanted in _SETTINGS.items():
            if READS[name](self._api.call, self._bucket) != wanted:
                operation, members = WRITES[name]
                self._api.call(operation, report=report, **self._bucket, **members(wanted))
        if not _expires(self._api.call, self._bucket):
            self._api.call(
                "s3:PutBucketLifecycleConfiguration",
                report=report,
                **self._bucket,
                LifecycleConfiguration={"Rules": [_RULE]},
            )

    def _not_ours(self, error: AccessDenied | AlreadyExists) -> NotOurs:
        return NotOurs(
            f"The bucket {self.name} for large packages belongs to another AWS account, or these credentials may not "
            "use it.",
            why=f"{error.what} {error.why}".strip(),
            hint="Allow what `touchdown permissions` prints. If another account has taken the "
            "name, put the zip into a bucket of your own, and give code_from_s3=.",
            code=error.code,
            operation=error.operation,
        )

    def _untagged(self) -> NotOurs:
        return NotOurs(
            f"The bucket {self.name} isn't one that Touchdown has made: it lacks the tag {SHARED}, and isn't empty.",
            hint=f"Empty it, or tag it with {SHARED} if what it holds may be deleted.",
        )


def _written_meanwhile(at: Location, error: ChangedMeanwhile | Missing) -> ChangedMeanwhile:
    return ChangedMeanwhile(
        f"s3://{at.bucket}/{at.key} was written or deleted by somebody else at the same time.",
        why=f"{error.what} {error.why}".strip(),
        hint="Find out who writes there, then apply again.",
        code=error.code,
        operation=error.operation,
    )


def _expires(call: Callable[..., Any], bucket: Mapping[str, str]) -> bool:
    """Whether S3 deletes old packages and broken uploads."""
    try:
        rules = call("s3:GetBucketLifecycleConfiguration", **bucket)["Rules"]
    except Missing as error:
        if error.code == "NoSuchBucket":
            raise
        return False
    return any(_essence(one) == _essence(_RULE) for one in rules)


def _essence(rule: Mapping[str, Any]) -> tuple[Any, ...]:
    """A rule as it was written, in the form in which an endpoint returns it."""
    return rule.get("ID"), rule.get("Status"), rule.get("Expiration", {}).get("Days")
