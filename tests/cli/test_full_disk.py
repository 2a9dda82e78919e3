"""A disk without room for what a command writes: it is told which file, and nothing half-made is left."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import disk, wheels
from tests.support.command import CHECKOUT
from tests.support.declaring import CountingAws, in_process, write_declaration
from tests.support.refusals import function

_LITTLE = 64
"""Bytes that a file may have. The system refuses more, as it does on a disk that is full."""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("init", "shop"), "error: shop/Touchdownfile can't be written: File too large.\n"),
        (
            ("graph", "-o", "shop.svg"),
            "Error: Invalid value for --output: shop.svg can't be written: File too large.\n",
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
