"""Bytecode of what functions require: compiled by the Python that the lock file names, where this machine has it."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.support import wheels
from tests.support.bytecode import PYTHON, VERSION, nowhere
from tests.support.command import Outcome
from tests.support.declaring import in_process
from tests.support.emulators import Emulator
from tests.support.project import Project

DECLARED = f"""
def hello(event, context):
    import shelf

aws.add_lambda_function(name="hello", code=hello, requirements=["shelf"], runtime="python{PYTHON}")
"""
OTHER = next(one for one in ("3.12", "3.13") if one != PYTHON)
COMPILED = f"__pycache__/shelf.cpython-{PYTHON.replace('.', '')}.pyc"


@pytest.fixture
def shop(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A function that requires a module of one line."""
    monkeypatch.setenv("TOUCHDOWN_CACHE_DIR", str(tmp_path / "cache"))
    wheels.wheel(wheels.only(tmp_path / "index", monkeypatch), "shelf")
    project.declare(DECLARED)
    return project


def run(shop: Project, *arguments: str) -> Outcome:
    """In this process: what is run doesn't call AWS."""
    return in_process(shop.folder, *arguments)


def packed(shop: Project) -> dict[str, Any]:
    outcome = run(shop, "package", "hello", "-o", "hello.zip", "--json")
    assert outcome.code == 0, outcome.stderr
    with zipfile.ZipFile(io.BytesIO((shop.folder / "hello.zip").read_bytes())) as opened:
        files = {one.filename: one.file_size for one in opened.infolist()}
    (package,) = json.loads(outcome.stdout)["packages"]
    return {**package, "files": files}


def name_another(shop: Project) -> str:
    """Has the lock file name a Python that no machine has."""
    lock = shop.folder / "touchdown.lock"
    version = f"{PYTHON}.999"
    lock.write_text(lock.read_text().replace(f'"{VERSION}"', f'"{version}"'))
    return version


def test_nothing_is_compiled_until_the_lock_file_says_by_which_python(shop: Project) -> None:
    before = packed(shop)
    assert (before["bytecode"], COMPILED in before["files"]) == (None, False)
    assert before["no_bytecode"] == "touchdown.lock names no Python that compiles (`touchdown lock --bytecode`)"
    said = run(shop, "lock", "--bytecode").stdout
    assert said == f"    bytecode for Python {PYTHON}: compiled by {VERSION}\nWrote touchdown.lock.\n"
    now = packed(shop)
    assert now["bytecode"] == {"python": VERSION, "files": 1, "size": now["files"][COMPILED]}
    assert now["unpacked"] == sum(now["files"].values())
    assert (now["no_bytecode"], now["content"]) == (None, before["content"])


def test_the_lock_file_keeps_it_until_it_is_told_otherwise(shop: Project) -> None:
    run(shop, "lock", "--bytecode")
    for arguments in (["lock", "--upgrade"], ["lock", "--check"], ["lock", "--bytecode"]):
        assert run(shop, *arguments).stdout == "The lock file is up to date.\n"
    document = json.loads(run(shop, "lock", "--json").stdout)
    assert document["bytecode"] == {PYTHON: VERSION}
    shop.declare(DECLARED.replace('["shelf"]', '["shelf>0"]'))
    assert packed(shop)["bytecode"]
    run(shop, "lock", "--no-bytecode")
    assert "bytecode" not in (shop.folder / "touchdown.lock").read_text()


def test_a_machine_without_that_python_ships_none_and_says_so(shop: Project) -> None:
    run(shop, "lock", "--bytecode")
    version = name_another(shop)
    assert packed(shop)["no_bytecode"] == f"this machine has no Python {version}"
    assert f"    no bytecode: this machine has no Python {version}\n" in run(shop, "package").stdout


def test_bytecode_deploys_nothing_and_code_that_was_changed_outside_is_seen_all_the_same(
    shop: Project, ministack: Emulator
) -> None:
    assert shop.run("apply", "--yes").code == 0
    without = packed(shop)
    run(shop, "lock", "--bytecode")
    assert packed(shop)["sha256"] != without["sha256"]
    assert run(shop, "plan", "--detailed-exitcode").code == 0
    # The same content, but nobody has applied these bytes.
    archive = (shop.folder / "hello.zip").read_bytes()
    ministack.client("lambda").update_function_code(FunctionName="hello", ZipFile=archive)
    name_another(shop)
    outcome = run(shop, "plan", "--json")
    reasons = {one["address"]: one["reason"] for one in json.loads(outcome.stdout)["changes"]}
    assert reasons["eu-west-1/lambda_function.hello"] == "changed_outside"
    assert "Its distributions are shipped without bytecode: this machine has no Python" in outcome.stdout


def test_a_python_that_is_nowhere_is_told_and_nothing_is_written(
    shop: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere(tmp_path, monkeypatch)
    shop.declare(DECLARED.replace(f"python{PYTHON}", f"python{OTHER}"))
    outcome = run(shop, "lock", "--bytecode")
    assert outcome.code == 1
    assert f"This machine has no Python {OTHER}." in outcome.stderr
    assert f"`uv python install {OTHER}` gets one" in outcome.stderr
    assert not (shop.folder / "touchdown.lock").exists()


def test_a_python_that_writes_other_bytes_each_time_compiles_nothing(shop: Project) -> None:
    shop.declare(DECLARED.replace(f"python{PYTHON}", "python3.10"))
    outcome = run(shop, "lock", "--bytecode")
    assert "Python 3.10 isn't compiled: it writes other bytecode each time.\n" in outcome.stderr
    assert outcome.code == 0


def test_a_check_chooses_no_python(shop: Project) -> None:
    outcome = run(shop, "lock", "--check", "--bytecode")
    assert outcome.code == 1
    assert "--check changes nothing: leave --bytecode and --no-bytecode out." in outcome.stderr
