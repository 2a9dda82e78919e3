"""A disk without room for what a command writes: it is told which file, and nothing half-made is left."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import disk, wheels
from tests.support.command import CHECKOUT
from tests.support.declaring import CountingAws, in_process, write_declaration
from tests.support.project import HELLO, Project
from tests.support.refusals import function
from touchdown.engine.planfile import BEGINNING

_LITTLE = 64
"""Bytes that a file may have. The system refuses more, as it does on a disk that is full."""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("init", "shop"), "error: shop/Touchdownfile can't be written: File too large.\n"),
        (
            ("graph", "-o", "shop.svg"),
            "error: shop.svg can't be written: File too large.\n"
            "  do:    Make room for it, or name another file. Nothing was written.\n",
        ),
    ],
    ids=["init", "graph"],
)
def test_a_file_that_has_no_room_is_told_and_is_not_there(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    (tmp_path / "Touchdownfile").write_text('workspace.name = "shop"\nworkspace.add_aws(region="eu-west-1")\n')
    ended = subprocess.run(
        [sys.executable, "-m", "touchdown", *arguments],
        cwd=tmp_path,
        env={"PYTHONPATH": str(CHECKOUT), "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (_LITTLE, _LITTLE)),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.endswith(said)
    assert [one.name for one in tmp_path.rglob("*") if one.is_file()] == ["Touchdownfile"]


def test_a_plan_that_has_no_room_is_shown_and_what_was_in_its_file_stays(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.declare('aws.add_role(name="worker")\n')
    project.write("plan.json", last := f"{BEGINNING}: the last one")
    disk.fill_for_texts(monkeypatch)

    outcome = in_process(project.folder, "plan", "--out", "plan.json")

    assert outcome.code == 1
    assert outcome.stdout.endswith("Plan: 1 to create, 0 unchanged.\n")
    assert outcome.stderr.splitlines()[-2:] == [
        "error: plan.json can't be written: No space left on device.",
        "  do:    Make room for it, or name another file. Nothing was written.",
    ]
    assert kept_in(project) == {"plan.json": last}


def test_a_plan_that_has_no_room_is_one_document_with_the_error_in_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.declare('aws.add_role(name="worker")\n')
    disk.fill_for_texts(monkeypatch)

    outcome = in_process(project.folder, "plan", "--out", "plan.json", "--json")

    document = json.loads(outcome.stdout)
    assert [one["address"] for one in document["changes"]] == ["eu-west-1/iam_role.worker"]
    assert document["error"]["what"] == "plan.json can't be written: No space left on device."
    assert document["error"]["exit_code"] == outcome.code == 1
    assert kept_in(project) == {}


def test_a_chart_that_has_no_room_is_a_note_and_the_last_one_stays(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.declare('aws.add_role(name="worker")\n')
    project.write("run.html", last := "<!DOCTYPE html> the last one")
    disk.fill_for_texts(monkeypatch)

    outcome = in_process(project.folder, "apply", "--yes", "--timings-file", "run.html")

    assert (outcome.code, outcome.stdout.splitlines()[-1]) == (0, "Done: 1 created.")
    assert outcome.stderr.splitlines()[-1] == "note: run.html can't be written: No space left on device."
    assert kept_in(project) == {"run.html": last}


def test_a_package_that_has_no_room_is_told_and_the_last_one_stays(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.declare(HELLO)
    project.write("hello.zip", last := "PK\x03\x04 the last one")
    disk.fill_for_texts(monkeypatch)

    outcome = in_process(project.folder, "package", "hello", "-o", "hello.zip")

    assert (outcome.code, outcome.stdout) == (1, "")
    assert "error: hello.zip can't be written: No space left on device.\n" in outcome.stderr
    assert kept_in(project) == {"hello.zip": last}


def kept_in(project: Project) -> dict[str, str]:
    """What is in the folder besides its Touchdownfile."""
    files = (one for one in project.folder.iterdir() if one.name not in ("Touchdownfile", "__pycache__"))
    return {one.name: one.read_text() for one in files}


def test_a_lock_file_that_has_no_room_is_told_and_is_not_there(
    tmp_path: Path, counter: CountingAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheels.wheel(wheels.only(tmp_path / "index", monkeypatch), "shelf")
    monkeypatch.setenv("TOUCHDOWN_CACHE_DIR", str(tmp_path / "cache"))
    shop = tmp_path / "shop"
    shop.mkdir()
    write_declaration(shop, counter, function("hello", requirements=["shelf"]))
    disk.fill_for_texts(monkeypatch)

    outcome = in_process(shop, "lock")

    assert outcome.code == 1
    assert outcome.stderr.splitlines()[-4:] == [
        "error: eu-west-1/lambda_function.f: touchdown.lock can't be written.",
        "  where: Touchdownfile:8",
        "  why:   No space left on device.",
        "  do:    It stands beside the Touchdownfile: make room there, or let it be written to.",
    ]
    assert [one.name for one in shop.iterdir()] == ["Touchdownfile"]
