"""The lock file: how what was resolved is kept."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

from touchdown.package.requirements import lock
from touchdown.package.requirements.declared import Requirements, from_lines
from touchdown.package.requirements.lock import BadLock, Lock, Resolution
from touchdown.package.requirements.target import Target, target_of


def target(runtime: str = "python3.13", architecture: str = "x86_64") -> Target:
    found = target_of(runtime, architecture)
    assert found is not None
    return found


@pytest.fixture
def shelf(tmp_path: Path) -> Requirements:
    return from_lines(["shelf"], tmp_path)


def test_a_lock_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / lock.NAME
    one = Resolution(("b", "a"), "d1", "python3.13 x", {"a==1": ("sha256:1", "sha256:2"), "b==1": ("sha256:3",)})
    one = attrs.evolve(one, from_runtime=frozenset({"a"}), from_source=frozenset({"b"}))
    two = Resolution(("a",), "d2", "python3.13 x", {"a==1": ("sha256:1", "sha256:2")})
    lock.write(path, [one, two], {"3.13": "3.13.0"})
    assert lock.read(path) == Lock({one.key: one, two.key: two}, {"3.13": "3.13.0"})


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


EMPTY = "format = 1\nresolution = []\nhashes = {}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("format = 2\n", "touchdown.lock has the format 2, and this Touchdown knows 1"),
        ("format = ", "touchdown.lock can't be read: Invalid value"),
        ("format = 1\n", "touchdown.lock is incomplete: 'hashes' is missing"),
        ("", "touchdown.lock is incomplete: it names no format"),
        ("format = 1\nresolution = [1]\nhashes = {}\n", "touchdown.lock is damaged: a value in it is of another type"),
        (f'{EMPTY}bytecode = {{"3.13" = 3}}\n', "touchdown.lock is damaged: a value in it is of another type"),
        (f'{EMPTY}bytecode = {{"3.13" = "3.12.1"}}\n', "Python 3.12.1 can't compile for Python 3.13"),
    ],
)
def test_a_lock_file_that_cannot_be_used_is_told(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / lock.NAME).write_text(text)
    with pytest.raises(BadLock, match=said):
        lock.read(tmp_path / lock.NAME)


def test_where_there_is_no_lock_file_nothing_is_resolved_yet(tmp_path: Path) -> None:
    assert lock.read(tmp_path / lock.NAME) == Lock()
