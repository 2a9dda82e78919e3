"""The command `cache`: what is kept, and what is removed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.declaring import in_process
from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.project import Project
from tests.support.workspaces import applied
from touchdown.aws.lambda_.packaging import sending
from touchdown.machine.cache import BYTECODE, make, packages


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("TOUCHDOWN_CACHE_DIR", str(folder))
    make(packages())
    (folder / "packages" / "abc").mkdir()
    (folder / "packages" / "abc" / "bundle.json").write_bytes(bytes(3000))
    (folder / "packages" / BYTECODE / "def").mkdir(parents=True)
    (folder / "packages" / BYTECODE / "def" / "bytecode.zip").write_bytes(bytes(500))
    return folder


def test_info_says_where_it_is_and_what_is_in_it(tmp_path: Path, cache: Path) -> None:
    said = in_process(tmp_path, "cache", "info").stdout.replace("\n", "")
    assert str(cache) in said
    assert "3.0 kB  1 set of distributions, made on 20" in said
    assert "0.5 kB  1 compiled distribution, made on 20" in said
    document = json.loads(in_process(tmp_path, "cache", "info", "--json").stdout)
    assert (document["version"], document["folder"], document["size"]) == (1, str(cache), 3500)
    assert [(one["kind"], one["count"]) for one in document["parts"]] == [
        ("bundle", 1),
        ("bytecode", 1),
        ("package", 0),
        ("environment", 0),
    ]


def test_clean_says_what_it_removed_and_needs_no_touchdownfile(tmp_path: Path, cache: Path) -> None:
    said = in_process(tmp_path, "cache", "clean").stdout
    assert said == "Removed 1 set of distributions.\nRemoved 1 compiled distribution.\n"
    assert not (cache / "packages").exists()
    assert in_process(tmp_path, "cache", "clean").stdout == "There was nothing to remove.\n"
    assert json.loads(in_process(tmp_path, "cache", "clean", "--json").stdout)["removed"]["bundle"] == 0


def test_the_bucket_for_large_packages_is_deleted_after_asking(
    project: Project, ministack: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "MOST_IN_A_CALL", 10)
    name = f"touchdown-{ministack.account_id}-eu-west-1-an"
    project.declare("")
    applied(ministack, lambda aws: aws.add_lambda_function(name="hello", code=hello()))
    refused = in_process(project.folder, "cache", "clean", "--aws")
    assert (refused.code, "no terminal to ask on" in refused.stderr) == (1, True)
    said = in_process(project.folder, "cache", "clean", "--aws", "--yes").stdout
    assert said.endswith(f"Deleted the bucket {name}.\n")
    again = json.loads(in_process(project.folder, "cache", "clean", "--aws", "--yes", "--json").stdout)
    assert again["buckets"] == [{"name": name, "deleted": False}]
