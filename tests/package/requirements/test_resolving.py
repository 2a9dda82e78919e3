"""What requirements are resolved to, for a target, and what is said of those that can't be had for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import wheels
from tests.support.projects import source
from touchdown.package.requirements.declared import Requirements, from_lines
from touchdown.package.requirements.files import from_path
from touchdown.package.requirements.lock import Resolution
from touchdown.package.requirements.resolving import resolve
from touchdown.package.requirements.target import Target, target_of
from touchdown.package.requirements.uv import NoWheel, UvFailed
from touchdown.package.requirements.wheels import Offered


def target(runtime: str = "python3.13", architecture: str = "x86_64") -> Target:
    found = target_of(runtime, architecture)
    assert found is not None
    return found


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shelf, which needs a nail."""
    folder = wheels.only(tmp_path / "index", monkeypatch)
    wheels.wheel(folder, "shelf", "1.0", needs=["nail"])
    wheels.wheel(folder, "nail", "1.0")
    return folder


@pytest.fixture
def shelf(tmp_path: Path) -> Requirements:
    return from_lines(["shelf"], tmp_path)


def packages(resolution: Resolution) -> list[str]:
    return list(resolution.packages)


def test_requirements_are_resolved_with_what_they_need_and_with_hashes(index: Path, shelf: Requirements) -> None:
    resolution = resolve(shelf, target(), [])
    assert packages(resolution) == ["nail==1.0", "shelf==1.0"]
    assert all(one.startswith("sha256:") for hashes in resolution.packages.values() for one in hashes)


def test_what_was_resolved_is_kept_until_it_is_to_be_upgraded(index: Path, shelf: Requirements) -> None:
    wheels.wheel(index, "nail", "2.0")
    assert packages(resolve(shelf, target(), ["nail==1.0"])) == ["nail==1.0", "shelf==1.0"]
    assert packages(resolve(shelf, target(), [])) == ["nail==2.0", "shelf==1.0"]


@pytest.mark.parametrize(
    ("runtime", "architecture", "tag", "fits"),
    [
        ("python3.13", "x86_64", "cp313-cp313-manylinux_2_34_x86_64", True),
        ("python3.11", "x86_64", "cp311-cp311-manylinux_2_34_x86_64", False),
        ("python3.11", "arm64", "cp311-cp311-manylinux_2_17_aarch64", True),
        ("python3.13", "arm64", "cp313-cp313-manylinux_2_17_x86_64", False),
        ("python3.13", "x86_64", "cp312-cp312-manylinux_2_17_x86_64", False),
        ("python3.13", "x86_64", "cp311-abi3-manylinux2014_x86_64", True),
    ],
)
def test_only_a_wheel_that_runs_on_the_target_is_taken(
    tmp_path: Path, index: Path, runtime: str, architecture: str, tag: str, fits: bool
) -> None:
    wheels.wheel(index, "saw", tag=tag)
    saw = from_lines(["saw"], tmp_path)
    if fits:
        assert packages(resolve(saw, target(runtime, architecture), [])) == ["saw==1.0"]
    else:
        with pytest.raises(UvFailed, match="saw"):
            resolve(saw, target(runtime, architecture), [])


def test_what_is_not_to_be_had_is_told_in_the_words_of_uv(tmp_path: Path, index: Path) -> None:
    with pytest.raises(UvFailed, match="plank was not found in the provided package locations"):
        resolve(from_lines(["plank"], tmp_path), target(), [])


def test_a_wheel_by_its_path_or_url_is_locked_with_its_hash(tmp_path: Path, index: Path) -> None:
    (tmp_path / "requirements.txt").write_text("./index/nail-1.0-py3-none-any.whl\nshelf\n")
    by_path = resolve(from_path(Path("requirements.txt"), tmp_path), target(), [])
    assert packages(by_path) == ["./index/nail-1.0-py3-none-any.whl", "shelf==1.0"]
    url = f"nail @ {(index / 'nail-1.0-py3-none-any.whl').as_uri()}"
    by_url = resolve(from_lines([url], tmp_path), target(), [])
    assert by_url.packages == {url: by_path.packages["./index/nail-1.0-py3-none-any.whl"]}


def test_the_hashes_that_requirements_give_are_the_ones_that_are_locked(tmp_path: Path, index: Path) -> None:
    (found,) = resolve(from_lines(["nail"], tmp_path), target(), []).packages.values()
    path = tmp_path / "requirements.txt"
    path.write_text(f"nail==1.0 \\\n    --hash={found[0]} \\\n    --hash=sha256:{'0' * 64}\n")
    assert resolve(from_path(path, tmp_path), target(), []).packages == {"nail==1.0": found}
    path.write_text(f"nail==1.0 --hash=sha256:{'0' * 64}\n")
    with pytest.raises(UvFailed, match=r"nail==1\.0 has none of the hashes that are given for it"):
        resolve(from_path(path, tmp_path), target(), [])


def test_where_no_wheel_fits_those_that_there_are_and_what_would_work_are_told(tmp_path: Path, index: Path) -> None:
    for tag in ("cp311-cp311-manylinux2014_aarch64", "cp312-cp312-manylinux_2_28_x86_64", "cp312-cp312-win_amd64"):
        wheels.wheel(index, "saw", "1", tag=tag)
    wheels.wheel(index, "saw", "0.9", tag="cp313-cp313-manylinux_2_17_x86_64")
    source(index, "saw", steps="raise AssertionError('it is built')")
    wheels.wheel(index, "box", needs=["saw==1"])
    with pytest.raises(NoWheel) as caught:
        resolve(from_lines(["box"], tmp_path), target(), [])
    assert str(caught.value) == (
        "saw==1 has wheels for Linux arm64 (glibc 2.17) with Python 3.11; Linux x86_64 (glibc 2.28) and Windows "
        "with Python 3.12; and none for python3.13 x86_64-manylinux_2_34"
    )
    assert caught.value.remedy == 'There are wheels with runtime="python3.12" or saw==0.9.'


def test_where_nothing_would_work_a_wheel_of_ones_own_is_advised(tmp_path: Path, index: Path) -> None:
    wheels.wheel(index, "saw", tag="cp312-cp312-macosx_11_0_arm64")
    with pytest.raises(NoWheel) as caught:
        resolve(from_lines(["saw"], tmp_path), target(), [])
    assert "build one, and require it by its path or URL" in caught.value.remedy


@pytest.mark.parametrize(
    ("tags", "said"),
    [
        (["py3-none-any"], "any machine with Python 3"),
        (["cp39-abi3-manylinux1_x86_64"], "Linux x86_64 (glibc 2.5) with Python 3.9 and later"),
        (["cp313-cp313t-musllinux_1_2_aarch64"], "Linux arm64 (musl 1.2) with Python 3.13 (free-threaded)"),
        (["cp39-cp39-win32", "cp310-cp310-win32"], "Windows with Python 3.9, 3.10"),
        (["pp310-pypy310_pp73-linux_armv7l"], "Linux armv7l with Python pp310"),
        (["cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64"], "Linux x86_64 (glibc 2.17) with Python 3.12"),
    ],
)
def test_what_wheels_are_for_is_told_in_the_words_of_users(tags: list[str], said: str) -> None:
    assert Offered("saw", "1", tuple(f"saw-1-{tag}.whl" for tag in tags)).platforms() == said
