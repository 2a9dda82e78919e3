"""What requirements are resolved to, for a target, and how that is kept."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from tests.support import wheels
from touchdown.package.requirements import lock
from touchdown.package.requirements.declared import Requirements, from_lines, from_path
from touchdown.package.requirements.lock import BadLock, Lock, Resolution
from touchdown.package.requirements.target import Target, target_of
from touchdown.package.requirements.uv import UvFailed


def target(runtime: str = "python3.13", architecture: str = "x86_64") -> Target:
    found = target_of(runtime, architecture)
    assert found is not None
    return found


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two versions of shelf, which needs a nail."""
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
    resolution = lock.resolve(shelf, target(), [])
    assert packages(resolution) == ["nail==1.0", "shelf==1.0"]
    assert all(one.startswith("sha256:") for hashes in resolution.packages.values() for one in hashes)


def test_what_was_resolved_is_kept_until_it_is_to_be_upgraded(index: Path, shelf: Requirements) -> None:
    wheels.wheel(index, "nail", "2.0")
    assert packages(lock.resolve(shelf, target(), ["nail==1.0"])) == ["nail==1.0", "shelf==1.0"]
    assert packages(lock.resolve(shelf, target(), [])) == ["nail==2.0", "shelf==1.0"]


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
        assert packages(lock.resolve(saw, target(runtime, architecture), [])) == ["saw==1.0"]
    else:
        with pytest.raises(UvFailed, match="saw"):
            lock.resolve(saw, target(runtime, architecture), [])


def test_what_is_not_to_be_had_is_told_in_the_words_of_uv(tmp_path: Path, index: Path) -> None:
    with pytest.raises(UvFailed, match="plank was not found in the provided package locations"):
        lock.resolve(from_lines(["plank"], tmp_path), target(), [])


def test_a_wheel_by_its_path_or_url_is_locked_with_its_hash(tmp_path: Path, index: Path) -> None:
    (tmp_path / "requirements.txt").write_text("./index/nail-1.0-py3-none-any.whl\nshelf\n")
    by_path = lock.resolve(from_path(Path("requirements.txt"), tmp_path), target(), [])
    assert packages(by_path) == ["./index/nail-1.0-py3-none-any.whl", "shelf==1.0"]
    url = f"nail @ {(index / 'nail-1.0-py3-none-any.whl').as_uri()}"
    by_url = lock.resolve(from_lines([url], tmp_path), target(), [])
    assert by_url.packages == {url: by_path.packages["./index/nail-1.0-py3-none-any.whl"]}


def test_the_hashes_that_requirements_give_are_the_ones_that_are_locked(tmp_path: Path, index: Path) -> None:
    (found,) = lock.resolve(from_lines(["nail"], tmp_path), target(), []).packages.values()
    path = tmp_path / "requirements.txt"
    path.write_text(f"nail==1.0 \\\n    --hash={found[0]} \\\n    --hash=sha256:{'0' * 64}\n")
    assert lock.resolve(from_path(path, tmp_path), target(), []).packages == {"nail==1.0": found}
    path.write_text(f"nail==1.0 --hash=sha256:{'0' * 64}\n")
    with pytest.raises(UvFailed, match=r"nail==1\.0 has none of the hashes that are given for it"):
        lock.resolve(from_path(path, tmp_path), target(), [])


def test_a_lock_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / lock.NAME
    one = Resolution(("b", "a"), "d1", "python3.13 x", {"a==1": ("sha256:1", "sha256:2"), "b==1": ("sha256:3",)})
    two = Resolution(("a",), "d2", "python3.13 x", {"a==1": ("sha256:1", "sha256:2")})
    lock.write(path, [one, two])
    assert lock.read(path) == Lock({one.key: one, two.key: two})


def test_a_lock_file_is_a_text_in_which_one_line_holds_one_thing(tmp_path: Path) -> None:
    path = tmp_path / lock.NAME
    lock.write(path, [Resolution(("a",), "d", "python3.13 x", {"a==1": ("sha256:1",)})])
    assert (
        path.read_text()
        == """\
# What requirements were resolved to, by `touchdown lock`. It belongs into version control.
format = 1

[[resolution]]
requirements = [
    "a",
]
digest = "d"
target = "python3.13 x"
packages = [
    "a==1",
]

[hashes]
"a==1" = [
    "sha256:1",
]
"""
    )


def test_a_resolution_is_found_for_its_requirements_and_target_only(tmp_path: Path, shelf: Requirements) -> None:
    found = Resolution(shelf.label, shelf.digest, str(target()), {"shelf==1": ()})
    kept = Lock({found.key: found})
    assert kept.find(shelf, target()) == found
    assert kept.find(shelf, target("python3.12")) is None
    assert kept.find(from_lines(["nail"], tmp_path), target()) is None


def test_a_resolution_is_stale_when_its_requirements_have_changed(shelf: Requirements) -> None:
    stale = Resolution(shelf.label, "another", str(target()), {"shelf==1": ()})
    assert Lock({stale.key: stale}).find(shelf, target()) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("format = 2\n", "touchdown.lock has the format 2, and this Touchdown knows 1"),
        ("format = ", "touchdown.lock can't be read: Invalid value"),
        ("format = 1\n", "touchdown.lock isn't whole: 'hashes' is missing"),
        ("", "touchdown.lock isn't whole: it says no format"),
        ("format = 1\nresolution = [1]\nhashes = {}\n", "touchdown.lock isn't whole: a value in it is of another kind"),
    ],
)
def test_a_lock_file_that_cannot_be_used_is_told(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / lock.NAME).write_text(text)
    with pytest.raises(BadLock, match=said):
        lock.read(tmp_path / lock.NAME)


def test_where_there_is_no_lock_file_nothing_is_resolved_yet(tmp_path: Path) -> None:
    assert lock.read(tmp_path / lock.NAME) == Lock()


def test_one_that_has_no_wheel_is_taken_as_its_source(index: Path, tmp_path: Path) -> None:
    source = tmp_path / "mylib-1"
    source.mkdir()
    (source / "pyproject.toml").write_text("[project]\nname = 'mylib'\nversion = '1'\n")
    (source / "PKG-INFO").write_text("Metadata-Version: 2.1\nName: mylib\nVersion: 1\n")
    with tarfile.open(index / "mylib-1.tar.gz", "w:gz") as archive:
        archive.add(source, source.name)
    assert packages(lock.resolve(from_lines(["mylib"], tmp_path), target(), [])) == ["mylib==1"]
