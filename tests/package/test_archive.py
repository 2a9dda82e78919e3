"""Zips: the same wherever they are made, and read with suspicion."""

from __future__ import annotations

import io
import os
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchdown.package.archive import (
    STORED_BELOW,
    member,
    members_of,
    paths_in,
    sha256,
    write_archive,
    write_members,
)

MAKE = (
    "import sys; from touchdown.package.archive import *; "
    'sys.stdout.write(sha256(write_archive({"b.py": b"2", "a/main.py": b"1"})))'
)


def is_inside(path: str) -> bool:
    return path[0] != "/" and path[-1] != "/" and ".." not in path.split("/")


@given(st.dictionaries(st.text("abc/._", min_size=1, max_size=9).filter(is_inside), st.binary()))
def test_what_is_written_is_read_again(files: dict[str, bytes]) -> None:
    assert paths_in(write_archive(files)) == frozenset(files)


def test_the_order_of_the_files_does_not_count() -> None:
    assert write_archive({"a": b"1", "b": b"2"}) == write_archive({"b": b"2", "a": b"1"})


@pytest.mark.parametrize("surroundings", [{"TZ": "Asia/Tokyo"}, {"LANG": "C"}, {"PYTHONHASHSEED": "7"}])
def test_another_process_makes_the_same_bytes(surroundings: dict[str, str], tmp_path: Path) -> None:
    environment = {**os.environ, **surroundings, "PYTHONPATH": str(Path(__file__).parents[2])}
    made = subprocess.run([sys.executable, "-c", MAKE], env=environment, cwd=tmp_path, capture_output=True, check=True)
    assert made.stdout.decode() == sha256(write_archive({"a/main.py": b"1", "b.py": b"2"}))


@pytest.mark.parametrize("bad", [b"", b"no zip", b"PK\x03\x04 broken"])
def test_what_is_no_zip_is_refused_with_the_reason(bad: bytes) -> None:
    with pytest.raises(ValueError, match="isn't a readable zip"):
        paths_in(bad)


def test_a_damaged_zip_is_refused_by_name() -> None:
    whole = write_archive({"main.py": b"def hello(event, context): pass"})
    with pytest.raises(ValueError, match=r"damaged"):
        paths_in(whole.replace(b"hello", b"jello", 1))


def test_what_is_big_is_compressed_and_what_is_compressed_is_copied() -> None:
    big = {"b.txt": b"b" * STORED_BELOW, "a/noise.bin": random.Random(1).randbytes(5000)}
    archive = write_archive(big)
    assert len(archive) < 10_000
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert {one.filename: one.compress_type for one in opened.infolist()} == {
            "a/noise.bin": zipfile.ZIP_STORED,
            "b.txt": zipfile.ZIP_DEFLATED,
        }
        assert opened.read("b.txt") == big["b.txt"]
    assert write_members(members_of(archive)) == archive


def test_a_program_keeps_its_mode() -> None:
    archive = write_members([member("bootstrap", b"#!/bin/sh\n", program=True), member("data", b"")])
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        modes = {one.filename: oct(one.external_attr >> 16) for one in opened.infolist()}
    assert modes == {"bootstrap": "0o100755", "data": "0o100644"}


@pytest.mark.parametrize("path", ["../../evil", "/etc/evil", "a/../../evil", "..\\evil", "a\\b.py", "../"])
def test_a_zip_with_a_path_that_leads_out_is_refused_by_name(path: str) -> None:
    with pytest.raises(ValueError, match="isn't a path below") as caught:
        paths_in(write_members([member("main.py", b""), member(path, b"")]))
    assert str(caught.value).startswith(f"holds {path}, ")


def test_a_zip_with_two_files_of_a_name_is_refused_unless_they_are_the_same() -> None:
    first = member("main.py", b"1")
    with pytest.raises(ValueError, match=r"holds main\.py twice"):
        paths_in(write_members([first, member("main.py", b"2")]))
    assert paths_in(write_members([first, first])) == {"main.py"}
