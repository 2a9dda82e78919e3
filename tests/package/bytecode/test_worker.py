"""What the compiling process writes: the same bytes for the same source, of a kind that Python takes without a look.

`make bytecode-matrix` compiles the whole standard library with each Python of the machine.
"""

from __future__ import annotations

import io
import marshal
import os
import random
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.bytecode import VERSION
from tests.support.matrix import ALL
from touchdown.package.bytecode import worker
from touchdown.package.bytecode.interpreter import newest, program

PYTHONS = ("3.11", "3.12", "3.13", "3.14") if ALL else ("",)
# Modules whose texts Python itself uses, too, or that are names in one place and values in another.
SAMPLE = ("weakref.py", "encodings/cp1251.py", "asyncio/events.py", "html/entities.py")


def interpreter(python: str, cache: Path) -> tuple[str, Path]:
    if not python:
        return VERSION, Path(sys.executable)
    version = newest(python, cache)
    found = program(version, cache) if version else None
    if version is None or found is None:
        pytest.skip(f"there is no Python {python} on this machine")
    return version, found


def library(program: Path) -> Path:
    asked = [program, "-c", "import sysconfig; print(sysconfig.get_path('stdlib'))"]
    return Path(subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip())


def compiled(version: str, program: Path, folder: Path, paths: Sequence[str], seed: str) -> dict[str, bytes]:
    given = io.BytesIO()
    for path in paths:
        worker.write(given, path.encode())
        worker.write(given, (folder / path).read_bytes())
    command = [program, "-P", "-s", "-S", "-B", worker.__file__, version]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    ended = subprocess.run(command, input=given.getvalue(), capture_output=True, check=True, env=environment)
    answer = io.BytesIO(ended.stdout)
    return {path: worker.read(answer) or b"" for path in paths}


@pytest.mark.parametrize("python", PYTHONS)
def test_a_module_gives_the_same_bytes_whatever_was_compiled_before_it(python: str, tmp_path: Path) -> None:
    version, program = interpreter(python, tmp_path)
    folder = library(program)
    some = [one.relative_to(folder).as_posix() for one in folder.rglob("*.py") if "site-packages" not in one.parts]
    paths = sorted(some) if ALL else list(SAMPLE)
    first = compiled(version, program, folder, paths, "0")
    random.Random(1).shuffle(paths)
    assert compiled(version, program, folder, paths, "1") == first
    alone = paths[len(paths) // 2 :]
    assert compiled(version, program, folder, alone, "2") == {path: first[path] for path in alone}
    assert sum(map(bool, first.values())) > 0.9 * len(paths)


def test_it_is_unchecked_and_says_where_the_module_is_on_lambda() -> None:
    found = worker.compiled("shelf/board.py", b"def board(): pass\n")
    code = marshal.loads(found[16:])
    assert found[4:8] == worker.UNCHECKED
    assert {code.co_filename, code.co_consts[0].co_filename} == {"/var/task/shelf/board.py"}


@pytest.mark.parametrize("source", [b"print 1\n", b"{{ name }}s", b"\xff\xfe", b"a\0b", b"(" * 500 + b")" * 500])
def test_what_is_no_python_is_left_alone(source: bytes) -> None:
    assert worker.compiled("template.py", source) == b""


def test_it_means_the_same_as_its_source() -> None:
    source = (Path(sysconfig.get_path("stdlib")) / "textwrap.py").read_bytes()
    space: dict[str, object] = {"__name__": "textwrap"}
    exec(marshal.loads(worker.compiled("textwrap.py", source)[16:]), space)
    shorten = space["shorten"]
    assert callable(shorten)
    assert shorten("a  long  text", width=8) == "a [...]"
