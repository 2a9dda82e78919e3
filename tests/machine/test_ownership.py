"""A cache that isn't ours alone is used for nothing, and the error says what to do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support import command
from touchdown.machine import cache, ownership

pytestmark = pytest.mark.skipif(os.name == "nt", reason="rights are lists there")
as_root = pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can give a folder away")
SOMEBODY = 12345
TOUCHDOWNFILE = """
workspace.name = "shop"
aws = workspace.add_aws(region="eu-west-1")


def hello(event, context):
    return 1


aws.add_lambda_function(name="f", code=hello)
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TOUCHDOWN_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_what_is_not_there_yet_is_ours(folder: Path) -> None:
    assert cache.why_not_ours() is None


def test_it_is_made_for_nobody_else_whatever_the_umask(folder: Path) -> None:
    before = os.umask(0)
    try:
        cache.make(cache.packages())
    finally:
        os.umask(before)
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("mode", [0o775, 0o757, 0o1777])
@pytest.mark.parametrize("part", [".", "packages", "packages/bytecode", "packages/archives", "local"])
def test_a_folder_that_others_may_write_to_is_refused(folder: Path, mode: int, part: str) -> None:
    (folder / part).mkdir(parents=True)
    (folder / part).chmod(mode)
    why = cache.why_not_ours()
    assert why is not None
    assert str((folder / part).resolve()) in why
    assert f"may be written to by others: its mode is {mode:04o}" in why


def test_others_may_read_it(folder: Path) -> None:
    folder.mkdir(mode=0o755)
    assert cache.why_not_ours() is None


@as_root
def test_a_folder_of_another_user_is_refused_and_root_is_no_exception(folder: Path) -> None:
    folder.mkdir()
    os.chown(folder, SOMEBODY, 0)
    assert f"belongs to the user with the number {SOMEBODY}, and this is 0." in (cache.why_not_ours() or "")


@as_root
def test_a_link_into_a_folder_of_another_user_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    os.chown(tmp_path / "theirs", SOMEBODY, 0)
    folder.symlink_to(tmp_path / "theirs")
    assert f"It leads to {tmp_path / 'theirs'}, which belongs to the user" in (cache.why_not_ours() or "")


@as_root
def test_a_link_that_another_user_has_made_is_refused_wherever_it_leads(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    folder.symlink_to(tmp_path / "ours")
    assert cache.why_not_ours() is None
    os.chown(folder, SOMEBODY, 0, follow_symlinks=False)
    assert "It is a link that the user with the number 12345 has made" in (cache.why_not_ours() or "")


def test_windows_has_no_such_rights(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.mkdir()
    folder.chmod(0o777)
    monkeypatch.setattr(ownership, "_HAS_OWNERS", False)
    assert cache.why_not_ours() is None


@pytest.mark.parametrize(
    "asked", [("plan",), ("package",), ("--local", "plan"), ("cache", "info"), ("cache", "clean")], ids=" ".join
)
def test_a_command_refuses_it_and_says_what_to_do(tmp_path: Path, folder: Path, asked: tuple[str, ...]) -> None:
    (tmp_path / "Touchdownfile").write_text(TOUCHDOWNFILE)
    (folder / "packages").mkdir(parents=True)
    folder.chmod(0o777)
    refused = command.run(tmp_path, *asked)
    assert refused.code == 1
    said = " ".join(refused.stderr.split())
    assert "isn't yours alone" in said
    assert "its mode is 0777" in said
    assert "TOUCHDOWN_CACHE_DIR" in said
    assert (folder / "packages").exists()


def found_in(tmp_path: Path) -> Path:
    """A Touchdownfile in a folder above the present one."""
    (tmp_path / "mine" / "deep").mkdir(parents=True)
    ran = tmp_path / "ran"
    (tmp_path / "Touchdownfile").write_text(f"open({str(ran)!r}, 'w').close()\n{TOUCHDOWNFILE}")
    return tmp_path / "Touchdownfile"


@as_root
@pytest.mark.parametrize("whose", ["another user's", "writable by everybody"])
def test_a_touchdownfile_that_others_may_have_written_is_run_only_if_it_is_named(tmp_path: Path, whose: str) -> None:
    file = found_in(tmp_path)
    if whose == "another user's":
        os.chown(file, SOMEBODY, SOMEBODY)
    else:
        file.chmod(0o666)
    found = command.run(file.parent / "mine" / "deep", "graph")
    assert (found.code, (tmp_path / "ran").exists()) == (1, False)
    assert f"{file} wasn't read, because it may be somebody else's." in found.stderr
    assert f"-f {file}" in found.stderr
    completing = {"_TOUCHDOWN_COMPLETE": "bash_complete", "COMP_WORDS": "touchdown invoke ", "COMP_CWORD": "2"}
    command.run(file.parent / "mine", variables=completing)
    assert not (tmp_path / "ran").exists()
    assert command.run(file.parent / "mine", "-f", str(file), "graph").code == 0
