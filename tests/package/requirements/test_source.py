"""Distributions without any wheel: built where pure Python comes out, and told where it doesn't."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

import pytest

from tests.support import libraries, wheels
from tests.support.projects import project, source
from touchdown.package.requirements.bundle import Bundle, bundle_of
from touchdown.package.requirements.declared import Requirements, from_lines
from touchdown.package.requirements.files import from_path
from touchdown.package.requirements.resolving import resolve
from touchdown.package.requirements.source_builds import WouldBuild, refuse_others
from touchdown.package.requirements.target import Target, target_of, this_machine
from touchdown.package.requirements.uv import UvFailed

LIKE_THIS = target_of(
    f"python3.{sys.version_info.minor}", {"aarch64": "arm64"}.get(platform.machine(), platform.machine())
)
"""The machine of Lambda that is most like this one: what is compiled here passes for it, but for its C library."""

COMPILED = f"cp3{sys.version_info.minor}-cp3{sys.version_info.minor}-linux_{platform.machine()}"
# As many distributions do: what a compiler makes faster is left out where there is none.
WHERE_IT_CAN = f"""
if subprocess.call([os.environ.get("CC", "true")]) == 0:
    tag = {COMPILED!r}
    Path("fast.so").touch()
"""


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where all distributions are."""
    monkeypatch.delenv("CC", raising=False)
    folder = wheels.only(tmp_path / "index", monkeypatch)
    wheels.wheel(folder, "nail")
    return folder


def made(requirements: Requirements, folder: Path, target: Target | None = LIKE_THIS) -> Bundle:
    assert target is not None
    resolution = resolve(requirements, target, []).as_it_is(requirements)
    return bundle_of(requirements, resolution, target, frozenset(), folder / "cache")


def test_what_is_compiled_only_where_that_can_be_is_built_without(index: Path, tmp_path: Path) -> None:
    source(index, "saw", steps=WHERE_IT_CAN)
    assert made(from_lines(["saw", "nail"], tmp_path), tmp_path).modules == {"saw", "nail"}


def test_only_what_is_agreed_to_is_built_and_the_projects_own_folders(index: Path, tmp_path: Path) -> None:
    source(index, "saw")
    project(tmp_path / "own")
    wanted = from_lines(["saw", "./own"], tmp_path)
    assert LIKE_THIS is not None
    with pytest.raises(WouldBuild, match="saw would be built from source"):
        resolve(wanted, LIKE_THIS, [], frozenset())
    assert "saw" in resolve(wanted, LIKE_THIS, [], frozenset({"saw"})).from_source
    far = from_lines(["own @ https://example.com/own-1.tar.gz"], tmp_path)
    said = "Building source distributions for `own` is disabled"
    with pytest.raises(WouldBuild):
        refuse_others({"own"}, far, frozenset(), said)
    refuse_others({"own"}, wanted, frozenset(), said)


def test_what_is_built_gets_no_credentials_of_aws(index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.setenv(name, "topsecret")
    seen = tmp_path / "seen"
    source(index, "saw", steps=f"Path({str(seen)!r}).write_text(' '.join(os.environ))")
    made(from_lines(["saw"], tmp_path), tmp_path)
    assert "PATH" in seen.read_text().split()
    assert not [name for name in seen.read_text().split() if name.startswith("AWS_")]


def test_on_this_machine_whatever_can_be_built_may_be_used(index: Path, tmp_path: Path) -> None:
    source(index, "saw", steps=WHERE_IT_CAN)
    assert made(from_lines(["saw"], tmp_path), tmp_path, this_machine()).modules == {"saw", "fast"}


def test_a_source_that_is_required_by_its_path_is_built(index: Path, tmp_path: Path) -> None:
    source(tmp_path, "saw", steps=WHERE_IT_CAN)
    (tmp_path / "requirements.txt").write_text("./saw-1.tar.gz\n")
    assert made(from_path(Path("requirements.txt"), tmp_path), tmp_path).modules == {"saw"}


def test_folders_are_built_without_a_compiler_too(index: Path, tmp_path: Path) -> None:
    project(tmp_path / "saw", steps=WHERE_IT_CAN)
    assert made(from_lines(["./saw"], tmp_path), tmp_path).modules == {"saw"}


def test_a_wheel_that_nobody_has_checked_is_held_against_the_machine(index: Path, tmp_path: Path) -> None:
    wheels.wheel(index, "saw", tag=COMPILED, **{"saw.so": libraries.elf(libraries.X86_64 + libraries.AARCH64)})
    with pytest.raises(UvFailed, match=r"saw==1\.0 holds saw\.so, which was made for .*: require another version, or"):
        made(from_lines(["saw"], tmp_path), tmp_path)


def test_what_is_compiled_all_the_same_is_refused_by_name(index: Path, tmp_path: Path) -> None:
    source(index, "saw", steps=f"tag = {COMPILED!r}")
    said = rf"saw==1 has no wheel at all, and what is built of its source isn't pure Python \({COMPILED}\): build a"
    with pytest.raises(UvFailed, match=said):
        made(from_lines(["saw", "nail"], tmp_path), tmp_path)
