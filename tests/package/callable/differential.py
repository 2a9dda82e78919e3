"""Small programs, each answered twice: by its whole file, and by what is shipped for its function.

One process reads the files and packs them, another one imports what was packed and knows nothing else. In both, each
program runs in a fork of its own, so that none sees what another did to the process.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

_COMMON = """
import importlib, json, os, pathlib, sys, traceback

def each(programs, answer):
    for number, program in enumerate(programs):
        place = pathlib.Path(program["folder"])
        if os.fork() == 0:
            sys.stdout = sys.stderr = open(os.devnull, "w")
            try:
                found = answer(program, place)
            except BaseException as error:
                found = {"error": "".join(traceback.format_exception_only(error)).strip()}
            (place / (sys.argv[1] + ".json")).write_text(json.dumps(found, default=repr))
            os._exit(0)
        os.wait()
"""
_WHOLE = """
from touchdown.package.from_callable import ship

def answer(program, place):
    import importlib.util
    project = place / "project"
    os.chdir(project)
    sys.path[:0] = [str(project), program["site"]]
    spec = importlib.util.spec_from_file_location("touchdownfile", project / "touchdownfile.py")
    module = sys.modules["touchdownfile"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    del sys.modules["touchdownfile"]  # as for a Touchdownfile, of which only parts are shipped
    required = frozenset(program["required"])
    shipped = ship(module.hello, "main.hello", project, required=lambda: required)
    for path, content in shipped.files.items():
        (place / "out" / path).parent.mkdir(parents=True, exist_ok=True)
        (place / "out" / path).write_bytes(content)
    sys.modules["touchdownfile"] = module
    told = [*map(str, shipped.problems), *shipped.notes]
    return {"told": told, "answer": module.hello(program["event"], None)}
"""
_SLICED = """
def answer(program, place):
    os.chdir(place / "out")
    sys.path[:0] = [str(place / "out"), program["site"]]
    return {"answer": importlib.import_module("main").hello(program["event"], None)}
"""


@attrs.frozen
class Program:
    """A file with the function `hello`, and modules beside it."""

    file: str
    modules: Mapping[str, str] = attrs.field(factory=dict[str, str])
    required: Sequence[str] = ()
    event: Any = attrs.field(factory=dict[str, Any])


@attrs.frozen
class Answers:
    """What the function answers as the file has it, and as it is shipped; and what is told about the difference."""

    whole: Any
    shipped: Any
    told: Sequence[str]
    text: str
    """The shipped module."""


def answers(programs: Mapping[str, Program], site: Mapping[str, str]) -> dict[str, Answers]:
    """The answers of programs, by their names; `site` are the modules of distributions."""
    with tempfile.TemporaryDirectory() as temporary:
        top = Path(temporary).resolve()
        _write(top / "site", site)
        jobs: list[dict[str, Any]] = []
        for number, program in enumerate(programs.values()):
            folder = top / str(number)
            _write(folder / "project", {"touchdownfile.py": program.file, **program.modules})
            (folder / "out").mkdir()
            job = {"folder": str(folder), "site": str(top / "site"), "required": [*program.required]}
            jobs.append({**job, "event": program.event})
        for name, code in (("whole", _WHOLE), ("sliced", _SLICED)):
            end = "each(json.load(sys.stdin), answer)"
            subprocess.run(
                [sys.executable, "-c", _COMMON + code + end, name],
                input=json.dumps(jobs),
                text=True,
                check=True,
                env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            )
        return {name: _read(top / str(number)) for number, name in enumerate(programs)}


def _write(folder: Path, files: Mapping[str, str]) -> None:
    folder.mkdir(parents=True)
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


def _read(folder: Path) -> Answers:
    whole, sliced = (json.loads((folder / f"{name}.json").read_text()) for name in ("whole", "sliced"))
    main = folder / "out" / "main.py"
    text = main.read_text() if main.exists() else ""
    return Answers(whole.get("answer", whole), sliced.get("answer", sliced), whole.get("told", ()), text)
