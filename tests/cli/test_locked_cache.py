"""With `--locked`, what somebody has put into a cache isn't shipped: all of it is made anew from files with the lock
file's hashes, once, and sealed."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import wheels
from tests.support.bytecode import PYTHON
from tests.support.declaring import in_process
from tests.support.project import Project
from touchdown.machine import seal

DECLARED = f"""
def hello(event, context):
    import shelf

aws.add_lambda_function(name="hello", code=hello, requirements=["shelf"], runtime="python{PYTHON}")
"""
LARGE = """
aws.add_lambda_function(name="hello", code="code", handler="main.hello")
"""
EVIL = "VERSION = 'evil'\n"
COMPILED = f"__pycache__/shelf.cpython-{PYTHON.replace('.', '')}.pyc"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TOUCHDOWN_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv"))
    return tmp_path / "cache"


@pytest.fixture
def shop(project: Project, tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A function that requires a module of one line, locked."""
    wheels.wheel(wheels.only(tmp_path / "index", monkeypatch), "shelf")
    project.declare(DECLARED)
    assert in_process(project.folder, "lock", "--bytecode").code == 0
    return project


def shipped(project: Project, *options: str) -> dict[str, bytes]:
    """The files of the package."""
    outcome = in_process(project.folder, "package", "hello", "-o", "hello.zip", *options)
    assert outcome.code == 0, outcome.stderr
    with zipfile.ZipFile(project.folder / "hello.zip") as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def replace(folder: Path, name: str, path: str, contents: bytes) -> None:
    """Puts another file into a zip that is kept, and makes what is said of it fit: as whoever writes there would."""
    place = folder / f"{name}.zip"
    with zipfile.ZipFile(place) as opened:
        files = {one: opened.read(one) for one in opened.namelist()}
    assert path in files
    with zipfile.ZipFile(place, "w") as opened:
        for one, data in {**files, path: contents}.items():
            opened.writestr(zipfile.ZipInfo(one), data)
    said = json.loads((folder / f"{name}.json").read_text())
    said["sha256"] = hashlib.sha256(place.read_bytes()).hexdigest()
    (folder / f"{name}.json").write_text(json.dumps(said))


def poison_bundles(cache: Path) -> None:
    for one in (cache / "packages").glob("*/bundle.json"):
        replace(one.parent, "bundle", "shelf.py", EVIL.encode())


def poison_bytecode(cache: Path) -> None:
    for one in (cache / "packages" / "bytecode").glob("*/bytecode.json"):
        replace(one.parent, "bytecode", COMPILED, b"evil")


def poison_uv(cache: Path) -> None:
    shutil.rmtree(cache)
    found = list((cache.parent / "uv").rglob("shelf.py"))
    assert found
    for one in found:
        one.write_text(EVIL)


@pytest.mark.parametrize("poison", [poison_bundles, poison_bytecode, poison_uv])
@pytest.mark.parametrize("before", [(), ("--locked",)], ids=["made without", "made with"])
def test_what_was_put_into_a_cache_is_not_shipped(
    shop: Project, cache: Path, poison: Callable[[Path], None], before: tuple[str, ...]
) -> None:
    good = shipped(shop, *before)
    if poison is poison_uv:
        shipped(shop)
        shutil.rmtree(cache)
        shipped(shop)
    poison(cache)
    assert shipped(shop) != good  # or it wouldn't be poison
    assert shipped(shop, "--locked") == good
    assert shipped(shop) == good  # what doesn't match is thrown away


def test_what_was_made_with_it_is_taken_again(shop: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = shipped(shop, "--locked")
    monkeypatch.setenv("UV_CONFIG_FILE", str(tmp_path / "gone"))  # nothing can be installed any more
    assert shipped(shop, "--locked") == good
    assert shipped(shop) == good


def test_a_cache_that_comes_from_another_user_is_made_anew(shop: Project, cache: Path) -> None:
    good = shipped(shop, "--locked")
    (made,) = (cache / "packages").glob("*/bundle.json")
    before = json.loads(made.read_text())["seal"]
    seal.place().unlink()
    assert shipped(shop, "--locked") == good
    assert json.loads(made.read_text())["seal"] != before


def test_a_bundle_that_was_sealed_for_other_requirements_is_none(shop: Project, cache: Path, tmp_path: Path) -> None:
    good = shipped(shop, "--locked")
    (made,) = (cache / "packages").glob("*/bundle.json")
    wheels.wheel(tmp_path / "index", "shelf", "2.0", **{"shelf.py": EVIL})
    assert in_process(shop.folder, "lock", "--upgrade").code == 0
    assert shipped(shop, "--locked")["shelf.py"] == EVIL.encode()
    (other,) = [one for one in (cache / "packages").glob("*/bundle.json") if one != made]
    shutil.rmtree(made.parent)
    shutil.copytree(other.parent, made.parent)
    (tmp_path / "index" / "shelf-2.0-py3-none-any.whl").unlink()
    assert in_process(shop.folder, "lock", "--upgrade").code == 0
    assert shipped(shop, "--locked") == good


def test_a_part_of_the_bytecode_of_others_is_not_taken_though_it_is_sealed(shop: Project, cache: Path) -> None:
    good = shipped(shop, "--locked")
    (index,) = (one for one in (cache / "packages" / "bytecode").glob("*.json") if one.name != "pythons.json")
    index.write_text("[]")
    assert COMPILED not in shipped(shop)
    assert shipped(shop, "--locked") == good


@pytest.mark.parametrize("locked", [True, False])
def test_what_is_remembered_of_a_large_archive_counts_if_it_is_sealed(
    project: Project, cache: Path, locked: bool
) -> None:
    (project.folder / "code").mkdir()
    (project.folder / "code" / "main.py").write_text("def hello(event, context): return 1\n")
    (project.folder / "code" / "data").write_bytes(bytes(200_000))
    project.declare(LARGE)
    options = ("--locked",) if locked else ()
    assert project.run("plan", *options).code == 0
    (memory,) = (cache / "packages").glob("*.json")
    good = json.loads(memory.read_text())
    evil = base64.b64encode(hashlib.sha256(b"evil").digest()).decode()
    memory.write_text(json.dumps({**good, "sha256": evil}))
    assert project.run("plan", *options).code == 0
    assert json.loads(memory.read_text()) == (good if locked else {**good, "sha256": evil})
