"""S3 buckets.

A bucket is five reads, made at the same time. AWS gives new buckets encryption and public access blocks by itself, so
after creating what is there is read, and only what differs is written; that also writes the tags where an endpoint
ignores them in the creating call. S3 offers nothing against two writers, so a bucket is read again right before it is
changed.

A bucket that holds objects which aren't ours is not deleted, unless it says so with `force_destroy`. What it holds is
only looked at where the plan would delete it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar, Literal, cast

import attrs

from touchdown.aws.grants import Grantee, grant
from touchdown.aws.lifecycle import extends, keeps, kept_in_tags
from touchdown.aws.operations import Calls
from touchdown.aws.ownership import all_tags, observed, ours_after_all, refuse_changed, still_ours, tags_of
from touchdown.aws.reading import Reading, reading_of
from touchdown.aws.resource import Step, Store
from touchdown.aws.s3 import unsupported
from touchdown.aws.s3.emptying import blocked, deletable
from touchdown.aws.s3.file import File
from touchdown.aws.s3.grants import verbs as verbs_on
from touchdown.aws.s3.index import Index
from touchdown.aws.s3.letting_go import let_go
from touchdown.aws.s3.location import declared_bucket, owner_of
from touchdown.aws.s3.objects import delete_all
from touchdown.aws.s3.operations import BUCKET
from touchdown.aws.s3.settings import READS, WRITES, write
from touchdown.aws.s3.unreadable import elsewhere, left, unreachable
from touchdown.aws.tags import not_ours_to_change, pairs
from touchdown.engine.lifecycle import Lifecycle, Outputs, always
from touchdown.engine.observed import Observed, Values
from touchdown.model.adder import adder, checked, declare
from touchdown.model.errors import AccountError, AlreadyExists, Missing
from touchdown.model.field import IDENTITY, field, resource
from touchdown.model.later import later
from touchdown.model.place import Place
from touchdown.model.resource import Resource, output

if TYPE_CHECKING:
    from touchdown.aws.s3.notification import Notifications
else:
    Notifications = later("touchdown.aws.s3.notification:Notifications")

_SUFFIXES = {"aws-cn": "amazonaws.com.cn"}


@resource
class Bucket(Store):
    """An S3 bucket (AWS: "Bucket naming rules", "Blocking public access")."""

    TYPE: ClassVar[str] = "s3_bucket"
    FORMER_TYPE: ClassVar[str] = "bucket"
    CALLS: ClassVar[Calls] = BUCKET
    ATTACHED: ClassVar[frozenset[str]] = frozenset({"notification"})
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = unsupported.BUCKET

    name: str = field(create="s3:CreateBucket.Bucket", update=IDENTITY)
    """Name of the bucket: 3 to 63 lower case letters, digits, dots and hyphens, unique in all of AWS."""

    versioning: bool = field(
        default=False,
        create="s3:PutBucketVersioning.VersioningConfiguration",
        update="s3:PutBucketVersioning.VersioningConfiguration",
    )
    """Whether S3 keeps what is overwritten or deleted. Once on, it can only be suspended: versions that exist stay."""

    public_access_blocked: bool = field(
        default=True,
        create="s3:PutPublicAccessBlock.PublicAccessBlockConfiguration",
        update="s3:PutPublicAccessBlock.PublicAccessBlockConfiguration",
    )
    """Whether nothing can make the bucket or its objects public: all four of S3's blocks at once."""

    encryption: Literal["AES256", "aws:kms"] = field(
        default="AES256",
        create="s3:PutBucketEncryption.ServerSideEncryptionConfiguration.Rules.member"
        ".ApplyServerSideEncryptionByDefault.SSEAlgorithm",
        update="s3:PutBucketEncryption.ServerSideEncryptionConfiguration.Rules.member"
        ".ApplyServerSideEncryptionByDefault.SSEAlgorithm",
    )
    """With whose keys S3 encrypts: its own, or the account's `aws/s3` key in KMS. S3 always encrypts."""

    tags: Mapping[str, str] = field(
        factory=dict[str, str],
        create="s3:CreateBucket.CreateBucketConfiguration.Tags",
        update="s3:PutBucketTagging.Tagging",
    )
    """Tags, besides those of the account: up to 47 together."""

    force_destroy: bool = field(default=False)
    """Whether the bucket may be deleted with everything in it, whoever put it there."""

    eventbridge: bool = field(default=False)
    """Whether S3 sends all events of the bucket to the account's default event bus, for rules there."""

    index: Index = attrs.field(init=False, factory=Index, repr=False)
    """What is known of the object in the bucket that tells which files are ours."""

    add_file = adder(File)

    def grant(self, *verbs: Literal["read", "write"] | str, to: Grantee, prefix: str = "") -> None:
        """Lets a function read or write the objects whose keys begin with the prefix; left out, all objects."""
        grant(self, verbs, to, verbs_on(prefix), actions_on=("", f"/{prefix}*"))

    @output
    def arn(self, place: Place) -> str:
        """The bucket's ARN, without the `/*` that policies on its objects add."""
        return f"arn:{place.partition}:s3:::{self.name}"

    @output
    def account_id(self, place: Place) -> str:
        """The number of the account that it belongs to, which its ARN doesn't name."""
        return place.account_id

    @output
    def domain_name(self, place: Place) -> str:
        """The bucket's address in its region, as `NAME.s3.eu-west-1.amazonaws.com`."""
        return f"{self.name}.s3.{place.region}.{_SUFFIXES.get(place.partition, 'amazonaws.com')}"

    @checked
    def get_file(self, *, name: str, version: str | None = None) -> File:
        """Names a file that exists in the bucket and isn't ours to change; with a version, exactly that one."""
        file = File(name=name)
        file.external = True
        file.version = version
        return declare(self, file)

    @checked
    def add_notification(
        self, *, target: Resource, events: Sequence[str], prefix: str = "", suffix: str = "", name: str = ""
    ) -> Notifications:
        """Has S3 call a function, or write to a queue or topic, when objects come or go.

        `events` are S3's, as `s3:ObjectCreated:*`, of objects whose keys have this prefix and suffix. A notification is
        named after its target, so that two of the same target need a name.
        """
        notifications = self._notifications()
        notifications.add(target, events, prefix, suffix, name)
        return notifications

    def _notifications(self) -> Notifications:
        """The one document that has all notifications of the bucket."""
        there = next((one for one in self.children if one.TYPE == "s3_bucket:notification"), None)
        return cast("Notifications", there or declare(self, Notifications()))

    def implied(self) -> None:
        if self.eventbridge:
            self._notifications().eventbridge = True

    def problems(self) -> Iterator[str]:
        if self.external:
            return
        yield from super().problems()
        if self.eventbridge and not self.attached:
            yield "eventbridge= was set later: give it when the bucket is declared."


def desired(bucket: Bucket) -> Values:
    return {
        "versioning": bucket.versioning,
        "public_access_blocked": bucket.public_access_blocked,
        "encryption": bucket.encryption,
        "tags": bucket.wanted_tags(),
        **kept_in_tags(bucket),
    }


def observe(reading: Reading, names: Sequence[str]) -> dict[str, Observed]:
    looks = {name: _Look(reading, name) for name in names}
    return {name: seen for name, look in looks.items() if (seen := look.result()) is not None}


def ours(reading: Reading) -> list[str]:
    return [name for name in reading.tagged_names("s3", "") if "/" not in name]


class _Look:
    """The reads of one bucket, under way."""

    def __init__(self, reading: Reading, name: str) -> None:
        self.reading = reading
        self.name = name
        self.declared = declared_bucket(reading.account, name)
        self.members = {"Bucket": name, **owner_of(reading.account, self.declared)}
        named = self.declared is not None and self.declared.external
        self.head = reading.submit(lambda: reading.api.once("s3:HeadBucket", **self.members))
        # A bucket that isn't there yet must not be waited for: hence `once`.
        self.settings: dict[str, Future[Any]] = {}
        if not named:
            self.settings = {what: reading.submit(read, reading.api.once, self.members) for what, read in READS.items()}

    def result(self) -> Observed | None:
        """The bucket; None if there is none, or if one that isn't declared is somebody else's by now."""
        try:
            region = self.head.result().get("BucketRegion", self.reading.place.region)
        except Missing:
            return None
        except AccountError as error:
            if self.declared is None:
                return left(self.reading, self.name, error)
            raise unreachable(self.declared, error) from error
        if region == self.reading.place.region:
            try:
                return _observed(self.reading, self.name, {what: one.result() for what, one in self.settings.items()})
            except Missing:
                return None  # it is going just now, and S3 hasn't noticed everywhere
        if self.declared is None:
            return None
        raise elsewhere(self.declared, region)


def _observed(reading: Reading, name: str, settings: Mapping[str, Any]) -> Observed:
    tags: dict[str, str] = settings.get("tags", {})
    arn = f"arn:{reading.place.partition}:s3:::{name}"
    values = {what: value for what, value in settings.items() if what != "tags"}
    return observed(reading, Bucket, name, arn, values, tags, outputs={"arn": arn})


def create(step: Step[Bucket]) -> Outputs:
    bucket, region = step.resource, step.account.region
    place = {} if region == "us-east-1" else {"LocationConstraint": region}
    try:
        step.account.api.call(
            "s3:CreateBucket",
            report=step.report,
            Bucket=bucket.name,
            CreateBucketConfiguration={**place, "Tags": pairs(all_tags(step))},
        )
    except AlreadyExists as error:
        present = ours_after_all(step, _taken(step, error), lambda: _read_again(step))
    else:
        bucket.index.forget()
        present = _read_new(step)
    _bring_up(step, present)
    return {}


def _taken(step: Step[Bucket], error: AlreadyExists, *, besides: str = "") -> AlreadyExists:
    mine = error.code == "BucketAlreadyOwnedByYou"
    return AlreadyExists(
        f"The bucket {step.resource.name} has come up in this account since the plan was made, and isn't ours."
        if mine
        else f"The name {step.resource.name} is taken: a bucket of another AWS account has it.",
        hint=f"Plan again to see what is there. {besides}".rstrip()
        if mine
        else "Bucket names are shared by all of AWS: choose another one.",
        code=error.code,
        operation=error.operation,
        repeated=error.repeated,
    )


def _read_new(step: Step[Bucket]) -> Observed:
    """What a bucket has that was just created: S3 may take a while until it finds it."""
    name = step.resource.name
    members = {"Bucket": name, **owner_of(step.account, step.resource)}

    def call(operation: str, **parameters: Any) -> Any:
        return step.account.api.call(operation, report=step.report, **parameters)

    with reading_of(step.account, step.workspace) as reading:
        reads = [reading.submit(read, call, members) for read in READS.values()]
        found = _observed(reading, name, dict(zip(READS, (one.result() for one in reads), strict=True)))
    # In us-east-1, creating a bucket that one has already is answered with "created". A new one has our tags, or none.
    lost = not found.tags and not step.account.endpoint.keeps_tags_of_new_buckets
    if found.workspace != step.workspace and not lost:
        error = AlreadyExists("", code="BucketAlreadyOwnedByYou", operation="s3:CreateBucket")
        raise _taken(step, error, besides="" if found.tags else step.account.emulator_hint)
    return found


def update(step: Step[Bucket]) -> Outputs:
    _bring_up(step, refuse_changed(step, _read_again(step)))
    return {}


def _read_again(step: Step[Bucket]) -> Observed | None:
    with reading_of(step.account, step.workspace) as reading:
        return observe(reading, [step.identity]).get(step.identity)


def _bring_up(step: Step[Bucket], present: Observed) -> None:
    """Writes what differs between what is wanted and what is there, one after another: S3 refuses two at once."""
    wanted, there = step.values, present.values
    bucket = {"Bucket": step.resource.name, **owner_of(step.account, step.resource)}
    is_ours = present.workspace == step.workspace
    if not is_ours:  # first, so that it is found to be ours should this run be killed
        _write_tags(step, present, bucket)
    for name in WRITES:
        if wanted[name] != there[name]:
            write(step.account.api, step.report, bucket, name, wanted[name])
    if is_ours:  # last, since they tell what was applied
        _write_tags(step, present, bucket)


def _write_tags(step: Step[Bucket], present: Observed, bucket: Mapping[str, str]) -> None:
    tags = {**not_ours_to_change(present.tags, step.account.ignore_tags), **all_tags(step)}
    if tags != present.tags:
        step.account.api.call("s3:PutBucketTagging", report=step.report, **bucket, Tagging={"TagSet": pairs(tags)})


def delete(step: Step[Bucket]) -> None:
    api, name = step.account.api, step.observed.name
    members = {"Bucket": name, **owner_of(step.account, step.declared)}
    if still_ours(step, tags_of(_read_again(step))):
        with suppress(Missing):
            delete_all(api, members, deletable(step, members), step.report)
            api.call("s3:DeleteBucket", report=step.report, **members)


Bucket.lifecycle = Lifecycle(
    rank=7,
    observe=observe,
    ours=ours,
    desired=desired,
    create=create,
    update=update,
    delete=delete,
    loosens={**dict.fromkeys(("versioning", "public_access_blocked", "encryption"), always), "attached": extends},
    blocked=blocked,
    keeps=keeps,
    let_go=let_go,
)
