"""Buckets and files that are declared wrongly.

The file of each declaration has an account `aws` and a function `hello` in it; the declaration begins in line 8.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.declaring import CountingAws, Outcome, in_process, write_declaration

WRONG = {
    "a bucket's name in capitals": (
        'aws.add_bucket(name="My_Bucket")',
        """\
error: eu-west-1/s3_bucket.My_Bucket: name= has the character 'M' at position 1; allowed are lower case letters, digits, . and -.
  where: Touchdownfile:8
""",
    ),
    "a bucket's name that is too short": (
        'aws.add_bucket(name="ab")',
        """\
error: eu-west-1/s3_bucket.ab: name= is 2 characters long, AWS wants at least 3 characters.
  where: Touchdownfile:8
""",
    ),
    "a bucket's name like an address": (
        'aws.add_bucket(name="192.168.0.1")',
        """\
error: eu-west-1/s3_bucket.192.168.0.1: name= looks like an IP address.
  where: Touchdownfile:8
""",
    ),
    "a bucket's name with two dots": (
        'aws.add_bucket(name="my..bucket")',
        """\
error: eu-west-1/s3_bucket.my..bucket: name= has two dots next to each other.
  where: Touchdownfile:8
""",
    ),
    "versioning that is on": (
        'aws.add_bucket(name="my-bucket", versioning="on")',
        """\
error: eu-west-1/s3_bucket.my-bucket: versioning= takes True or False, and is a text.
  where: Touchdownfile:8
""",
    ),
    "an unknown encryption": (
        'aws.add_bucket(name="my-bucket", encryption="kms")',
        """\
error: eu-west-1/s3_bucket.my-bucket: encryption= takes 'AES256' or 'aws:kms', and is 'kms'.
  where: Touchdownfile:8
""",
    ),
    "too many tags on a bucket": (
        'aws.add_bucket(name="my-bucket", tags={f"t{n}": "x" for n in range(49)})',
        """\
error: eu-west-1/s3_bucket.my-bucket: tags= has 49 tags, AWS allows 47.
  where: Touchdownfile:8
""",
    ),
    "a file of nothing": (
        """\
bucket = aws.add_bucket(name="my-bucket")
bucket.add_file(name="a.txt")
""",
        """\
error: eu-west-1/s3_bucket.my-bucket:object.a.txt: one of contents= and source= is needed.
  where: Touchdownfile:9
""",
    ),
    "a file of two things": (
        """\
bucket = aws.add_bucket(name="my-bucket")
bucket.add_file(name="a.txt", contents="a", source="b")
""",
        """\
error: eu-west-1/s3_bucket.my-bucket:object.a.txt: one of contents= and source= is needed, and both are given.
  where: Touchdownfile:9
""",
    ),
    "a file that isn't there": (
        """\
bucket = aws.add_bucket(name="my-bucket")
bucket.add_file(name="a.txt", source="missing.txt")
""",
        """\
error: eu-west-1/s3_bucket.my-bucket:object.a.txt: source= "missing.txt" doesn't exist.
  where: Touchdownfile:9
""",
    ),
    "a folder as a file": (
        """\
bucket = aws.add_bucket(name="my-bucket")
bucket.add_file(name="a.txt", source=".")
""",
        """\
error: eu-west-1/s3_bucket.my-bucket:object.a.txt: source= "." is a directory, and a file is needed.
  where: Touchdownfile:9
""",
    ),
    "a device as a file": (
        """\
bucket = aws.add_bucket(name="my-bucket")
bucket.add_file(name="a.txt", source="/dev/zero")
""",
        """\
error: eu-west-1/s3_bucket.my-bucket:object.a.txt: source= "/dev/zero" is a pipe or a device, and a file is needed.
  where: Touchdownfile:9
""",
    ),
    "a name that no file can have": (
        """\
bucket = aws.add_bucket(name="my-bucket")
bucket.add_file(name="a.txt", source="a\\0.txt")
""",
        """\
error: eu-west-1/s3_bucket.my-bucket:object.a.txt: source= "a\x00.txt" can't be a name of a file.
  where: Touchdownfile:9
""",
    ),
    "a number as contents": (
        """\
bucket = aws.add_bucket(name="my-bucket")
bucket.add_file(name="a.txt", contents=5)
""",
        """\
error: eu-west-1/s3_bucket.my-bucket:object.a.txt: contents= takes a text or bytes, and is a number.
  where: Touchdownfile:9
""",
    ),
    "a mapping as contents": (
        """\
bucket = aws.add_bucket(name="my-bucket")
bucket.add_file(name="a.txt", contents={"a": 1})
""",
        """\
error: eu-west-1/s3_bucket.my-bucket:object.a.txt: contents= takes a text or bytes, and is a mapping.
  where: Touchdownfile:9
""",
    ),
    "an empty key": (
        """\
bucket = aws.add_bucket(name="my-bucket")
bucket.add_file(name="", contents="a")
""",
        """\
error: eu-west-1/s3_bucket.my-bucket:object: name= is empty, AWS wants at least 1 byte.
  where: Touchdownfile:9
""",
    ),
    "a key that Touchdown keeps": (
        """\
bucket = aws.add_bucket(name="my-bucket")
bucket.add_file(name=".touchdown/x", contents="a")
""",
        """\
error: eu-west-1/s3_bucket.my-bucket:object..touchdown/x: name= begins with ".touchdown/", which Touchdown keeps for itself.
  where: Touchdownfile:9
""",
    ),
    "one key twice": (
        """\
bucket = aws.add_bucket(name="my-bucket")
bucket.add_file(name="a", contents="a")
bucket.add_file(name="a", contents="b")
""",
        """\
error: eu-west-1/s3_bucket.my-bucket:object.a is declared twice.
  where: Touchdownfile:10
  why:   The other declaration is in Touchdownfile:9.
  do:    Give one of them another name.
""",
    ),
    "too many tags on a file": (
        """\
bucket = aws.add_bucket(name="my-bucket")
bucket.add_file(name="a", contents="a", tags={f"t{n}": "x" for n in range(9)})
""",
        """\
error: eu-west-1/s3_bucket.my-bucket:object.a: tags= has 9 tags, AWS allows 7.
  where: Touchdownfile:9
""",
    ),
    "a file without names of arguments": (
        """\
bucket = aws.add_bucket(name="my-bucket")
bucket.add_file("a.txt", "text")
""",
        """\
error: add_file() takes keyword arguments only.
  where: Touchdownfile:9
  do:    As in add_file(name=...).
""",
    ),
    "an unknown argument of a file": (
        """\
bucket = aws.add_bucket(name="my-bucket")
bucket.add_file(name="a", content="text")
""",
        """\
error: add_file() has no argument content=.
  where: Touchdownfile:9
  do:    Did you mean contents=?
""",
    ),
    "an output as a key": (
        """\
bucket = aws.add_bucket(name="my-bucket")
bucket.add_file(name=bucket.arn, contents="text")
""",
        """\
error: s3_bucket:object: the name can't be an output or a secret.
  where: Touchdownfile:9
  why:   Addresses and tags are made of it.
  do:    Write it as a text.
""",
    ),
}


@pytest.mark.parametrize(("declaration", "said"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_bucket_or_file_is_refused_before_anything_is_called(
    tmp_path: Path, counter: CountingAws, declaration: str, said: str
) -> None:
    write_declaration(tmp_path, counter, declaration)
    assert in_process(tmp_path, "plan") == Outcome(1, "", said)
    assert counter.connections == 0
