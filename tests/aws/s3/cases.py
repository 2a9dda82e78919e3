"""Buckets and files, in the tests that go over all types.

The answers of S3's that mean "not yet" are tested in `test_bucket_waits.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import strategies as st

from tests.support.calls import Call
from tests.support.cases import Cases, TypeCases, Version, account_number
from tests.support.contents import tags_of_list, without_what_moves
from tests.support.emulators import REGION, Emulator
from tests.support.pairs import KEYS, TAG_VALUES, TAGS, chosen, plain
from tests.support.wire import Wire
from tests.support.workspaces import nothing
from touchdown import Account, Secret
from touchdown.aws.s3.bucket import Bucket
from touchdown.aws.s3.file import File
from touchdown.aws.s3.notification import Notifications
from touchdown.aws.s3.service import BUCKET_ENCRYPTED, FILE_READABLE


def bucket_name(account_id: str | None) -> str:
    """Names of buckets are shared by all accounts of an emulator."""
    assert account_id, "pin the account"
    return f"everything-{account_id}"


def bucket(version: Version) -> Bucket:
    return version.aws.add_bucket(
        name=bucket_name(version.aws.account),
        versioning=not version.first,
        public_access_blocked=version.first,
        encryption="AES256" if version.first else "aws:kms",
        tags=version.tags,
        force_destroy=version.force_destroy,
    )


def files(version: Version) -> None:
    made = version.the(bucket)
    made.add_file(name="settings.txt", contents=version.text)
    made.add_file(name="notes.txt", contents="always the same", tags=version.tags)


def notified(version: Version) -> None:
    come = version.aws.add_topic(name="come")
    prefix = f"{version.number}/"
    version.the(bucket).add_notification(target=come, events=["s3:ObjectCreated:*"], prefix=prefix)


def _fields(aws: Account, given: Mapping[str, Any]) -> Bucket:
    return aws.add_bucket(name=f"fields-{account_number(aws)}", **given)


BUCKET = TypeCases(
    cls=Bucket,
    declare=_fields,
    fields={
        "versioning": plain(st.booleans()),
        "public_access_blocked": plain(st.booleans()),
        "encryption": plain(st.sampled_from(["aws:kms", "AES256"])),
        # moto leaves an empty value of a bucket's tag out.
        "tags": plain(st.dictionaries(KEYS, TAG_VALUES.filter(bool), min_size=1, max_size=5)),
    },
)
FILE = TypeCases(
    cls=File,
    declare=lambda aws, given: _fields(aws, {}).add_file(name="a.txt", **{"contents": "a", **given}),
    fields={
        "contents": plain(st.one_of(st.text(max_size=40), st.binary(max_size=40))),
        "tags": TAGS,
    },
    tested_elsewhere={"source": "s3/: files from a path"},
    secret={"contents": Secret("hush-in-a-file")},
)


def _created(*targets: str) -> dict[str, Any]:
    return {name: {"events": ["s3:ObjectCreated:*"], "prefix": f"{name}/", "suffix": ""} for name in targets}


def _notified(aws: Account, given: Mapping[str, Any]) -> Notifications:
    made = _fields(aws, {"eventbridge": given.get("eventbridge", False)})
    names = given.get("entries", {"queue": {"events": ["s3:ObjectRemoved:*"], "prefix": "", "suffix": ""}})
    found = [made.add_notification(target=aws.add_topic(name=name), name=name, **one) for name, one in names.items()]
    return found[0]


NOTIFICATIONS = TypeCases(
    cls=Notifications,
    declare=_notified,
    fields={
        "entries": chosen(lambda aws: _created("one"), lambda aws: _created("two", "three")),
        "eventbridge": plain(st.booleans()),
    },
    gaps={("moto", "eventbridge"): "moto doesn't return EventBridgeConfiguration"},
)


def arns(call: Call, account_id: str) -> list[str]:
    given = call.parameters
    if "Bucket" not in given:
        return ["*"]
    key = "/some/object" if call.name == "s3:DeleteObjects" else f"/{given['Key']}" if "Key" in given else ""
    return [f"arn:aws:s3:::{given['Bucket']}{key}"]


def strip_tags(emulator: Emulator) -> None:
    s3, name = emulator.client("s3"), bucket_name(emulator.account_id)
    s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": []})
    for one in s3.list_objects_v2(Bucket=name)["Contents"]:
        s3.put_object_tagging(Bucket=name, Key=one["Key"], Tagging={"TagSet": []})


def contents(emulator: Emulator) -> Mapping[str, object]:
    return dict(_contents(emulator.client("s3")))


def _contents(client: Any) -> Iterator[tuple[str, object]]:
    """What each holds, also as an older version, and uploads that nobody has ended."""
    for name in [one["Name"] for one in client.list_buckets()["Buckets"]]:
        listed = client.list_object_versions(Bucket=name)
        keys = {one["Key"] for part in ("Versions", "DeleteMarkers") for one in listed.get(part, ())}
        present = [one["Key"] for one in client.list_objects_v2(Bucket=name).get("Contents", ())]
        tags = {key: tags_of_list(client.get_object_tagging(Bucket=name, Key=key)["TagSet"]) for key in present}
        uploads = [one["Key"] for one in client.list_multipart_uploads(Bucket=name).get("Uploads", ())]
        notified = client.get_bucket_notification_configuration(Bucket=name).get("TopicConfigurations", [])
        yield name, (sorted(keys), tags, uploads, [one["Filter"] for one in notified])


def put_stranger(emulator: Emulator) -> None:
    s3, name = emulator.client("s3"), f"stranger-{emulator.account_id}"
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_object(Bucket=name, Key="theirs", Body=b"theirs")


def stranger(emulator: Emulator) -> Any:
    s3, name = emulator.client("s3"), f"stranger-{emulator.account_id}"
    file = without_what_moves(s3.head_object(Bucket=name, Key="theirs"))
    return file, s3.list_objects_v2(Bucket=name)["KeyCount"]


def last_unreadable(emulator: Emulator, wire: Wire, looks: int) -> None:
    wire.fail("s3:HeadObject", code="404", status=404, nth=2, times=looks)


def last_forgotten(emulator: Emulator, wire: Wire, looks: int) -> None:
    wire.fail("s3:PutBucketEncryption", code="", status=200, times=looks)  # said to be done


def plain_bucket(aws: Account) -> None:
    aws.add_bucket(name=f"waits-{aws.place().account_id}")


def encrypted_bucket(aws: Account) -> None:
    aws.add_bucket(name=f"waits-{aws.place().account_id}", encryption="aws:kms")


def versioned_file(aws: Account) -> None:
    made = aws.add_bucket(name=f"waits-{aws.place().account_id}", versioning=True)
    made.add_file(name="a.txt", contents="a")


CASES = Cases(
    types=(BUCKET, FILE, NOTIFICATIONS),
    everything=(bucket, files, notified),
    arns=arns,
    strip_tags=strip_tags,
    contents=contents,
    put_stranger=put_stranger,
    stranger=stranger,
    lasting={
        FILE_READABLE: (nothing, versioned_file, last_unreadable),
        BUCKET_ENCRYPTED: (plain_bucket, encrypted_bucket, last_forgotten),
    },
    not_called={
        "s3:DeleteBucketTagging": "a bucket that stays: test_keep_on_destroy.py",
        "s3:AbortMultipartUpload": "large files: test_large_file.py",
        "s3:CompleteMultipartUpload": "large files: test_large_file.py",
        "s3:CreateMultipartUpload": "large files: test_large_file.py",
        "s3:UploadPart": "large files: test_large_file.py",
        "s3:GetBucketLifecycleConfiguration": "large packages: test_large_packages.py",
        "s3:PutBucketLifecycleConfiguration": "large packages: test_large_packages.py",
    },
)
