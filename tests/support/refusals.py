"""Packages that are refused: a declaration of a function `f`, what lies beside it, and what is said of it.

After each the cache and the project are looked into: what is there is whole.
"""

from __future__ import annotations

import gc
import hashlib
import json
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import attrs
import pytest

from tests.support import wheels
from tests.support.declaring import CountingAws, in_process, write_declaration

PASSWORD = "hunter2"
"""What is told in no refusal."""

ADDRESS = "eu-west-1/lambda_function.f: "
_PROGRESS = ("Resolving ", "Installing ")


@attrs.frozen
class Place:
    """Where a case is tried: a project, and an index with `shelf`, which is all there is."""

    project: Path
    index: Path
    patch: pytest.MonkeyPatch


@attrs.frozen
class Case:
    """Something that goes wrong. `said` is the first line of the error; it names `line` of the Touchdownfile."""

    declared: str
    said: str
    files: Mapping[str, str | bytes] = attrs.field(factory=dict[str, str | bytes])
    line: int = 8
    why: str = ""
    hint: str = ""
    of: str = ADDRESS
    arrange: Callable[[Place], object] = lambda place: None


def function(code: str, **given: object) -> str:
    """A declaration of a function; what is given besides stands there as Python writes it."""
    more = "".join(f", {name}={value!r}" for name, value in given.items())
    return f'aws.add_lambda_function(name="f", code={code}{more})'


@attrs.frozen
class Refused:
    """What came of a case."""

    said: list[str]
    told: list[str]
    """Which of the reason and the remedy is told."""
    half: list[str]
    """What was made and isn't whole."""
    code: int = 1
    stdout: str = ""
    calls: int = 0
    leaked: bool = False
    """Whether a secret is told."""


def expected(case: Case) -> Refused:
    said = [f"error: {case.of}{case.said}", f"  where: Touchdownfile:{case.line}"]
    return Refused(said, [case.why, case.hint], [])


def tried(case: Case, folder: Path, aws: CountingAws, patch: pytest.MonkeyPatch) -> Refused:
    """Plans a case, and looks at what is said and what is left."""
    place = Place(folder / "project", wheels.only(folder / "index", patch), patch)
    patch.setenv("TOUCHDOWN_CACHE_DIR", str(folder / "cache"))
    wheels.wheel(place.index, "shelf")
    place.project.mkdir()
    write_declaration(place.project, aws, case.declared)
    _write(place.project, case.files)
    case.arrange(place)
    before = _paths(place.project)

    outcome = in_process(place.project, "plan")

    patch.undo()
    lines = [line for line in outcome.stderr.splitlines() if not line.startswith(_PROGRESS)]
    told = [one for one in (case.why, case.hint) if one in outcome.stderr]
    made = [place.project / path for path in _paths(place.project) - before]
    return Refused(
        lines[:2], told, _half([*made, *_made(folder / "cache")]), outcome.code, outcome.stdout, aws.connections
    )


def _write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    for path, contents in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(contents if isinstance(contents, bytes) else contents.encode())


def _paths(folder: Path) -> set[str]:
    return {one.relative_to(folder).as_posix() for one in folder.rglob("*")}


def _made(cache: Path) -> list[Path]:
    gc.collect()  # archives go with what has made them
    return [one for one in cache.rglob("*") if one.is_file()]


def _half(paths: Iterable[Path]) -> list[str]:
    return [str(one) for one in paths if not _is_whole(one)]


def _is_whole(path: Path) -> bool:
    """Whether something is a bundle or a memory that can be used, a lock file, a lock, or the mark of a cache."""
    if path.name == "CACHEDIR.TAG":
        return True
    if path.name == "bundle.zip":
        said = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        return bool(said["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest())
    if path.name == "touchdown.lock":
        return bool(tomllib.loads(path.read_text(encoding="utf-8")))
    return path.suffix == ".lock" or (path.suffix == ".json" and bool(json.loads(path.read_text(encoding="utf-8"))))
