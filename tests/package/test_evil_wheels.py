"""Wheels that were made to write elsewhere, or to be read in two ways: refused, by uv or by us, and nothing is left."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import wheels, zips
from touchdown.package.requirements.bundle import Bundle, bundle_of
from touchdown.package.requirements.declared import from_lines
from touchdown.package.requirements.resolving import resolve
from touchdown.package.requirements.target import target_of
from touchdown.package.requirements.uv import LeadsOut, UvFailed, run

CANT_BE_TRUSTED = "so it can't be trusted: require another version, or have its maintainers pack it again"


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where all distributions are."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    folder = wheels.only(tmp_path / "index", monkeypatch)
    wheels.wheel(folder, "nail")
    return folder


def bundle(tmp_path: Path, *requirements: str) -> Bundle:
    target = target_of("python3.13", "x86_64")
    assert target is not None
    found = from_lines(requirements, tmp_path)
    return bundle_of(found, resolve(found, target, []), target, frozenset(), tmp_path / "cache")


def left(tmp_path: Path) -> list[str]:
    """What there is besides the index, and what only keeps other processes away."""
    paths = (one.relative_to(tmp_path) for one in tmp_path.rglob("*") if one.is_file())
    return [str(one) for one in paths if one.parts[0] != "index" and one.suffix != ".lock"]


def test_a_wheel_whose_files_lead_out_is_refused_by_name_each_time(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is forgotten is waited for where others use the same cache of uv's.
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "index" / "uv"))
    wheels.wheel(index, "evil", **{"evil.py": "", "../../evil": "", "/evil": "", "evil-1.0.data/../../evil": ""})
    for _ in range(2):
        with pytest.raises(UvFailed) as caught:
            bundle(tmp_path, "nail", "evil")
        assert str(caught.value) == (
            "evil==1.0 holds ../../evil, /evil, evil-1.0.data/../../evil, which leads out of the folder that it is "
            f"installed in, {CANT_BE_TRUSTED}"
        )
    assert left(tmp_path) == []


def test_one_that_uv_has_unpacked_before_is_shipped_without_files_that_lead_out(index: Path, tmp_path: Path) -> None:
    wheels.wheel(index, "evil", **{"evil.py": "", "../../../evil": "", "/evil": "", "evil-1.0.data/../../evil": ""})
    before = tmp_path / "temporary" / "before"
    digest = hashlib.sha256((index / "evil-1.0-py3-none-any.whl").read_bytes()).hexdigest()
    with pytest.raises(LeadsOut):  # uv says so, but only this once
        run(
            ["pip", "install", "--quiet", "--target", str(before), "--require-hashes", "-r", "-"],
            tmp_path,
            f"evil==1.0 --hash=sha256:{digest}",
        )
    paths = [one.path for one in bundle(tmp_path, "evil").members()]
    assert paths == ["evil-1.0.dist-info/METADATA", "evil.py"]
    assert not [one for one in tmp_path.rglob("evil") if one.parent != before]


NAMES = {
    "backslashes": ("..\\evil", "..\\evil, which isn't the name of the same file on every system"),
    "a drive": ("C:/evil", "C:/evil, which isn't the name of the same file on every system"),
    "names equal but for case": ("Evil.py", "Evil.py and evil.py, which differ in case only"),
}


@pytest.mark.parametrize(("name", "said"), NAMES.values(), ids=NAMES.keys())
def test_a_wheel_with_names_that_are_not_the_same_everywhere_is_refused(
    index: Path, tmp_path: Path, name: str, said: str
) -> None:
    wheels.wheel(index, "evil", **{"evil.py": "", name: "evil"})
    with pytest.raises(UvFailed) as caught:
        bundle(tmp_path, "evil")
    assert str(caught.value) == f"evil==1.0 holds {said}, {CANT_BE_TRUSTED}"
    assert left(tmp_path) == []


LIES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "a size that is too small": (lambda data: zips.of_size(data, "evil.py", 1), "Bad uncompressed size"),
    "an encrypted file": (lambda data: zips.encrypted(data, "evil.py"), "feature not supported: 'encryption'"),
    "a name that isn't UTF-8": (
        lambda data: zips.renamed(data, "evil.py", b"\xffvil.py", is_utf8=True),
        "does not use UTF-8 encoding",
    ),
}


@pytest.mark.parametrize(("lie", "said"), LIES.values(), ids=LIES.keys())
def test_a_wheel_that_lies_is_refused(index: Path, tmp_path: Path, lie: Callable[[bytes], bytes], said: str) -> None:
    wheels.wheel(index, "evil", **{"evil.py": "x = 1\n"})
    place = index / "evil-1.0-py3-none-any.whl"
    place.write_bytes(lie(place.read_bytes()))
    with pytest.raises(UvFailed, match=said) as caught:
        bundle(tmp_path, "evil")
    assert "evil" in str(caught.value)
    assert left(tmp_path) == []


def test_a_link_in_a_wheel_is_a_file_that_holds_what_it_means(index: Path, tmp_path: Path) -> None:
    wheels.wheel(index, "evil", **{"evil.py": "", "link": "/etc/passwd"})
    place = index / "evil-1.0-py3-none-any.whl"
    place.write_bytes(zips.of_mode(place.read_bytes(), "link", 0o120777))
    data = {one.path: one.data for one in bundle(tmp_path, "evil").members()}
    assert bytes(data["link"]) == b"/etc/passwd"
