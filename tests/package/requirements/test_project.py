"""The requirements of a project, and of one that is a member of a uv workspace."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import wheels
from touchdown.package.requirements.declared import NotRequirements
from touchdown.package.requirements.files import from_path
from touchdown.package.requirements.uv import run

WORKSPACE = "[tool.uv.workspace]\nmembers = ['services/*']\n"
PROJECT = "[project]\nname = 'x'\nversion = '1'\nrequires-python = '>=3.11'\ndependencies = ['nail{}']\n"


def test_a_project_is_named_by_its_folder_or_file_with_extras_and_groups(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\nversion = '1'\n")
    found = from_path(Path(), tmp_path, extras=["aws"], groups=["run"])
    assert found.label == ("pyproject.toml", "--extra=aws", "--group=run")
    assert found == from_path(Path("pyproject.toml"), tmp_path, extras=["aws"], groups=["run"])


@pytest.mark.parametrize("now", [">=1", "', 'shelf"])
def test_a_lock_of_uv_that_is_older_than_the_project_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, now: str
) -> None:
    index = wheels.only(tmp_path / "index", monkeypatch)
    wheels.wheel(index, "nail")
    (tmp_path / "pyproject.toml").write_text(PROJECT.format("<3"))
    run(["lock"], tmp_path)
    assert from_path(Path("uv.lock"), tmp_path).label == ("uv.lock",)
    (tmp_path / "pyproject.toml").write_text(PROJECT.format(now))
    with pytest.raises(NotRequirements, match=r"is older than what pyproject\.toml requires: run `uv lock`"):
        from_path(Path("uv.lock"), tmp_path)


def test_a_lock_of_uv_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(PROJECT.format(""))
    (tmp_path / "uv.lock").write_text("version = ")
    with pytest.raises(NotRequirements, match=r"\"uv\.lock\" or pyproject\.toml can't be read"):
        from_path(Path("uv.lock"), tmp_path)


def test_a_member_of_a_workspace_keeps_to_the_lock_of_the_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index, member = wheels.only(tmp_path / "index", monkeypatch), tmp_path / "services" / "x"
    wheels.wheel(index, "nail")
    member.mkdir(parents=True)
    (member / "pyproject.toml").write_text(PROJECT.format("<2"))
    (tmp_path / "pyproject.toml").write_text(WORKSPACE)
    run(["lock"], tmp_path)
    wheels.wheel(index, "nail", "2.0")
    required = from_path(Path("services/x"), tmp_path)
    assert (required.label, required.folder) == (("services/x/pyproject.toml",), tmp_path)
    assert required.text.startswith("nail==1.0")
    (member / "pyproject.toml").write_text(PROJECT.format(">=2"))
    with pytest.raises(NotRequirements, match=r"\"uv\.lock\" is older than what pyproject\.toml requires"):
        from_path(Path("services/x"), tmp_path)
