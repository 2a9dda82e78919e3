"""A package of a function's own files and distributions: its content, and its bytes."""

from __future__ import annotations

import errno
import gc
import io
import os
import time
import zipfile
from pathlib import Path
from typing import Any

import attrs
import pytest

from touchdown.machine.cache import ARCHIVES
from touchdown.package import archive, build, built
from touchdown.package.archive import member, write_members
from touchdown.package.build import Changed, NoBytecode, Package
from touchdown.package.built import KEPT_BELOW, Archive
from touchdown.package.bytecode.compiled import Bytecode
from touchdown.package.requirements import cached_zip
from touchdown.package.requirements.bundle import Bundle
from touchdown.package.zip_checks import MOST_UNPACKED


def bundle(folder: Path, **files: bytes) -> Bundle:
    """A bundle as the cache has it."""
    folder.mkdir(parents=True)
    (folder / "bundle.zip").write_bytes(write_members(member(f"{name}.py", data) for name, data in files.items()))
    return Bundle(folder, folder.name, {"dist==1": sum(map(len, files.values()))}, frozenset(files))


def packed(package: Package, cache: Path) -> bytes:
    return package.archive(cache).read()


def names(archive: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return opened.namelist()


def test_own_files_and_those_of_distributions_are_one_archive_in_the_order_of_their_names(tmp_path: Path) -> None:
    package = Package({"main.py": b"1", "zoo.py": b"2"}, bundle(tmp_path / "b", lib=b"3", a=b"4"))
    assert names(packed(package, tmp_path)) == ["a.py", "lib.py", "main.py", "zoo.py"]


def test_its_own_file_takes_the_place_of_a_distributions(tmp_path: Path) -> None:
    package = Package({"lib.py": b"mine"}, bundle(tmp_path / "b", lib=b"theirs"))
    with zipfile.ZipFile(io.BytesIO(packed(package, tmp_path))) as opened:
        assert opened.read("lib.py") == b"mine"


def with_bytecode(package: Package, cache: Path, **files: bytes) -> Package:
    """Compiles modules of a package: what they are compiled to is given."""
    members = [member(f"__pycache__/{name}.cpython-313.pyc", data) for name, data in files.items()]
    (cache / "partial").mkdir(parents=True)
    cached_zip.write(cache / "part", "bytecode", members, {}, cache / "partial")
    package.compile(Bytecode("3.13.0", "key", (cache / "part",), sum(map(len, files.values()))))
    return package


def test_bytecode_is_shipped_beside_its_sources_and_is_no_part_of_the_content(tmp_path: Path) -> None:
    lib = bundle(tmp_path / "b", lib=b"3")
    without = Package({"main.py": b"1"}, lib)
    both = with_bytecode(Package({"main.py": b"1"}, lib), tmp_path / "c", lib=b"three")
    assert names(packed(both, tmp_path)) == ["__pycache__/lib.cpython-313.pyc", "lib.py", "main.py"]
    assert both.content() == without.content()
    assert both.unpacked() == without.unpacked() + len(b"three")


def test_what_a_file_of_its_own_takes_the_place_of_has_no_bytecode(tmp_path: Path) -> None:
    package = Package({"lib.py": b"mine"}, bundle(tmp_path / "b", lib=b"theirs", a=b"4"))
    assert names(packed(with_bytecode(package, tmp_path / "c", lib=b"three", a=b"four"), tmp_path)) == [
        "__pycache__/a.cpython-313.pyc",
        "a.py",
        "lib.py",
    ]


def test_bytecode_that_makes_a_package_too_large_is_left_out(tmp_path: Path) -> None:
    package = Package({"main.py": b"1"}, bundle(tmp_path / "b", lib=b"3"))
    package.compile(Bytecode("3.13.0", "key", (), MOST_UNPACKED))
    assert package.bytecode is None
    assert package.no_bytecode == NoBytecode("with it, the package would be larger than Lambda takes", wanted=True)


def test_a_package_and_the_same_with_bytecode_are_remembered_apart(tmp_path: Path) -> None:
    lib = bundle(tmp_path / "b", lib=bytes(KEPT_BELOW))
    without = Package({"main.py": b"1"}, lib)
    both = with_bytecode(Package({"main.py": b"1"}, lib), tmp_path / "c", lib=b"three")
    assert without.built(tmp_path) != both.built(tmp_path)
    assert Package({"main.py": b"1"}, lib).built(tmp_path) == without.built(tmp_path)


def test_times_of_files_do_not_count(tmp_path: Path) -> None:
    path = tmp_path / "main.py"
    path.write_text("1")
    before, after = Package({"main.py": path}), Package({"main.py": path})
    content, data = before.content(), packed(before, tmp_path)
    os.utime(path, (time.time() - 5000, time.time() - 5000))
    assert (after.content(), packed(after, tmp_path)) == (content, data)


@pytest.mark.parametrize(
    "other",
    [
        Package({"main.py": b"2"}),
        Package({"mein.py": b"1"}),
        Package({"main.py": b"1", "other.py": b""}),
    ],
    ids=["bytes", "path", "one more"],
)
def test_the_content_changes_with_the_files(other: Package) -> None:
    assert Package({"main.py": b"1"}).content() != other.content()


def test_the_content_changes_with_the_distributions_and_the_mode(tmp_path: Path) -> None:
    path = tmp_path / "main"
    path.write_text("1")
    package = Package({"main": path})
    seen = {package.content(), attrs.evolve(package, bundle=bundle(tmp_path / "b", lib=b"3")).content()}
    path.chmod(0o755)
    assert len({*seen, Package({"main": path}).content()}) == 3


LARGE = {"main.py": bytes(KEPT_BELOW)}


def test_what_was_built_is_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Package(LARGE).built(tmp_path)
    monkeypatch.setattr(build, "build", None)
    assert Package(LARGE).built(tmp_path) == made


def test_it_is_built_once_in_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small, large = Package({"main.py": b"1"}), Package(LARGE, bundle(tmp_path / "b", lib=b"2"))
    made = [(one.built(tmp_path), one.content(), one.archive(tmp_path)) for one in (small, large)]
    monkeypatch.setattr(build, "build", None)
    monkeypatch.setattr(Package, "own", None)
    assert [(one.built(tmp_path), one.content(), one.archive(tmp_path)) for one in (small, large)] == made


def test_a_large_one_is_a_file_of_the_cache_until_it_is_needed_no_more(tmp_path: Path) -> None:
    package = Package(LARGE)
    place = package.archive(tmp_path).data
    assert isinstance(place, Path)
    assert names(place.read_bytes()) == ["main.py"]
    assert isinstance(Package({"main.py": b"1"}).archive(tmp_path).data, bytes)
    del package
    gc.collect()
    assert not place.exists()


def test_what_a_killed_run_has_left_behind_goes_after_a_day(tmp_path: Path) -> None:
    old, young = tmp_path / ARCHIVES / "old.zip", tmp_path / ARCHIVES / "young.zip"
    old.parent.mkdir()
    for one in (old, young):
        one.touch()
    os.utime(old, (time.time() - 90_000, time.time() - 90_000))
    Package(LARGE).archive(tmp_path)
    assert (old.exists(), young.exists()) == (False, True)


def test_what_cannot_be_written_whole_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(archive, "write_members_to", full)
    with pytest.raises(OSError, match="No space left"):
        Package(LARGE).archive(tmp_path)
    assert list((tmp_path / ARCHIVES).iterdir()) == []


@pytest.mark.parametrize("text", ["{", "[]", '{"sha256": 5, "size": "x"}', '{"sha256": "eA==", "size": 1}'])
def test_a_damaged_memory_is_not_believed(tmp_path: Path, text: str) -> None:
    package = Package(LARGE)
    made = package.built(tmp_path)
    (tmp_path / f"{package.content()}.json").write_text(text)
    assert Package(LARGE).built(tmp_path) == made


def test_a_file_that_changes_while_it_is_packed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "main.py"
    path.write_text("1")

    def slow(*given: Any) -> Archive:
        path.write_text("2")
        return built.build(*given)

    monkeypatch.setattr(build, "build", slow)
    with pytest.raises(Changed, match="changed while it was packed"):
        Package({"main.py": path}, bundle(tmp_path / "b", lib=b"2")).built(tmp_path / "cache")


def test_one_that_is_too_large_says_what_takes_the_room(tmp_path: Path) -> None:
    large = attrs.evolve(bundle(tmp_path / "b", lib=b"1"), sizes={"torch==2.0": 300_000_000, "six==1": 1})
    problem = Package({"main.py": b"1"}, large).too_large(300_000_002)
    assert problem is not None
    assert "most of it is torch==2.0 300 MB, six==1 0 MB" in problem.sentence
    assert Package({"main.py": b"1"}).too_large(1) is None
