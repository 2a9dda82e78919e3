"""What can't be packed is told with the line of the declaration before anything is called, and nothing half is left.

The other half of the table, requirements and locks, is in `test_wrong_requirements.py`.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support import disk, zips
from tests.support.declaring import CountingAws
from tests.support.libraries import AARCH64, X86_64, elf
from tests.support.refusals import Case, Place, expected, function, tried

RUN = "def run(event, context):\n    return 1\n"
APP = {"app/main.py": RUN}
LARGE = {**APP, "app/data.txt": "x" * 150_000}
SHELF = "[project]\nname = 'shelf'\nversion = '1'\n"
PACKED = zips.packed({"main.py": RUN.encode()})
EXCEPT_STAR = "try:\n    pass\nexcept* ValueError:\n    pass\n"


def app(**given: object) -> str:
    return function("'app'", **{"handler": "main.run", **given})


def zipped(**given: object) -> str:
    return function("'f.zip'", **{"handler": "main.run", **given})


def callable_of(*lines: str) -> str:
    """A callable `run`, which returns `it`, after some lines; its declaration."""
    return "\n".join([*lines, "def run(event, context):\n    return it", function("run")])


CODE = {
    "an import of a distribution that isn't there": Case(
        app(),
        "code= gone is imported, and isn't in the package: add the distribution that has it to requirements=, whose name "
        "isn't known here (it may be another) (main.py, line 1).",
        {"app/main.py": f"import gone\n{RUN}"},
    ),
    "an import of a distribution that a file beside it may name": Case(
        app(),
        'code= gone is imported, and isn\'t in the package: add requirements="app/requirements.txt" to the function '
        "(main.py, line 1).",
        {"app/main.py": f"import gone\n{RUN}", "app/requirements.txt": "gone\n"},
    ),
    "a name that the standard library no longer has": Case(
        app(),
        "code= collections.Mapping is imported, and Python 3.13 no longer has it: Python 3.9 was the last "
        "(main.py, line 1).",
        {"app/main.py": f"from collections import Mapping\n{RUN}"},
    ),
    "a name that a module of the project lacks": Case(
        app(),
        "code= can't be shipped: gone is imported from own, which defines no such name (main.py, line 1).",
        {"app/main.py": f"from own import gone\n{RUN}", "app/own.py": ""},
    ),
    "a relative import in a module that is in no package": Case(
        app(),
        "code= can't be shipped: .own is imported relative to a package, and this module is in none: leave out the dots "
        "(main.py, line 1).",
        {"app/main.py": f"from .own import it\n{RUN}", "app/own.py": "it = 1\n"},
    ),
    "an import of a callable's file": Case(
        callable_of("import attrs as it"),
        'code= attrs is imported, and isn\'t in the package: add requirements=["attrs"] to the function '
        "(Touchdownfile, line 8).",
        line=11,
    ),
    "an import that a package of the project lacks": Case(
        app(),
        "code= own.gone is imported, and there is no such module in the project's own (main.py, line 1).",
        {"app/main.py": f"import own.gone\n{RUN}", "app/own/__init__.py": ""},
    ),
    "an import that is left out": Case(
        app(exclude=["tool.py"]),
        "code= can't be shipped: tool.py is imported, and left out of the package: name it in include=.",
        {"app/main.py": f"import tool\n{RUN}", "app/tool.py": ""},
    ),
    "an include that is no module": Case(
        function("hello", include=["gone"]),
        'code= can\'t be shipped: include= names "gone", which is neither a module of the project nor a file of it.',
    ),
    "syntax that is too new": Case(
        app(runtime="python3.10"),
        "code= can't be shipped: this isn't valid Python: Exception groups are only supported in Python 3.11 and greater "
        "(main.py, line 5).",
        {"app/main.py": EXCEPT_STAR + RUN},
    ),
    "a callable whose syntax is too new": Case(
        f"def it():\n    {EXCEPT_STAR.replace(chr(10), chr(10) + '    ')}\n"
        f"def run(event, context):\n    return it()\n{function('run', runtime='python3.10')}",
        "code= can't be shipped: this isn't valid Python: Exception groups are only supported in Python 3.11 and greater "
        "(Touchdownfile, line 14).",
        line=16,
    ),
    "no Python": Case(
        app(),
        "code= can't be shipped: this isn't valid Python: expected ':' (main.py, line 1).",
        {"app/main.py": "def run(event, context)\n    return 1\n"},
    ),
    "a captured variable": Case(
        f"def make(it):\n    def run(event, context):\n        return it\n    return run\n{function('make(1)')}",
        "code= can't be shipped: the function uses it of the function around it, which isn't shipped: "
        "pass it in environment=.",
        line=12,
    ),
    "a global that is changed with Touchdown's": Case(
        callable_of("it = {}", "it[1] = aws.region"),
        "code= can't be shipped: it is changed in line 9 together with an object of Touchdown's, which isn't there on "
        "Lambda: change it in a statement of its own, or within the function (Touchdownfile, line 9).",
        line=12,
    ),
    "an object of Touchdown's": Case(
        callable_of("it = aws"),
        "code= can't be shipped: it belongs to Touchdown, which isn't there on Lambda: pass what you need of it in "
        "environment= (Touchdownfile, line 10).",
        line=11,
    ),
    "an open file": Case(
        callable_of("import os", "it = open(0, closefd=False)"),
        "code= can't be shipped: it is an open file: open it within the function (Touchdownfile, line 11).",
        line=12,
    ),
    "what is read from this machine": Case(
        callable_of("import pathlib", "it = pathlib.Path(__file__).read_text()"),
        "code= can't be shipped: it is made with read_text, from what is on this machine: pass it in environment=, or read it "
        "within the function from a file that is shipped (Touchdownfile, line 9).",
        line=12,
    ),
    "a name that nothing defines": Case(
        callable_of(),
        "code= can't be shipped: nothing in the file defines it: define or import it (Touchdownfile, line 9).",
        line=10,
    ),
    "a handler without its file": Case(
        app(handler="gone.run"), 'code= "app" holds no gone.py for the handler "gone.run"; it holds main.py.', APP
    ),
    "a handler that its file lacks": Case(
        app(handler="main.gone"),
        "code= can't be shipped: main.py defines no gone, which the handler names.",
        APP,
    ),
    "a handler that takes something else": Case(
        app(),
        "code= can't be shipped: run doesn't take (event, context), which Lambda calls it with (main.py, line 1).",
        {"app/main.py": "def run(event):\n    return 1\n"},
    ),
    "a handler of Node.js without its file": Case(
        app(runtime="nodejs22.x", handler="index.run"),
        'code= "app" holds no index.js for the handler "index.run"; it holds main.js.',
        {"app/main.js": ""},
    ),
    "a library for another processor": Case(
        app(),
        "code= lib.so was made for arm64, and the function runs on python3.13 x86_64-manylinux_2_34: install it with "
        "requirements=, which takes files that fit, or with `uv pip install --python-platform`.",
        {**APP, "app/lib.so": elf(AARCH64)},
    ),
    "a library for another Python": Case(
        app(),
        "code= lib.cpython-311-x86_64-linux-gnu.so was made for Python 3.11, and the function runs on python3.13 "
        "x86_64-manylinux_2_34: install it with requirements=, which takes files that fit, or with "
        "`uv pip install --python-platform`.",
        {**APP, "app/lib.cpython-311-x86_64-linux-gnu.so": elf(X86_64)},
    ),
    "more than 4 KB of environment": Case(
        function("hello", environment={"TEXT": "x" * 4096}), "environment= is 4107 bytes long as JSON, AWS allows 4096."
    ),
}


def truncate(place: Place) -> None:
    with (place.project / "app" / "data").open("wb") as file:
        file.truncate(262_144_000)


PATHS = {
    "more than 250 MB": Case(
        app(),
        "code= the package is 262,144,038 bytes unpacked, and Lambda takes 262,144,000; most of it is its own files: "
        "leave out what isn't needed with exclude=, or with fewer requirements.",
        APP,
        arrange=truncate,
    ),
    "a link that leads out": Case(
        app(),
        "code= can't be shipped: data is a link that leads out of app: copy its target, or name it in exclude=.",
        APP,
        arrange=lambda place: (place.project / "app" / "data").symlink_to("/etc/hostname"),
    ),
    "names equal but for case": Case(
        app(),
        "code= can't be shipped: Main.py and main.py differ in case only: rename one of them, or name it in exclude=.",
        {**APP, "app/Main.py": ""},
    ),
    "a name that isn't UTF-8": Case(
        app(),
        "code= can't be shipped: the name '\\udcff.txt' isn't UTF-8, which a zip needs: rename it, or name it in exclude=.",
        APP,
        arrange=lambda place: (place.project / "app" / os.fsdecode(b"\xff.txt")).touch(),
    ),
    "a pipe": Case(
        app(),
        "code= can't be shipped: pipe isn't a readable file: name it in exclude=.",
        APP,
        arrange=lambda place: os.mkfifo(place.project / "app" / "pipe"),
    ),
    "bytes that are no zip": Case(zipped(), "code= isn't a readable zip: File is not a zip file.", {"f.zip": "no zip"}),
    "a zip that was cut": Case(zipped(), "code= isn't a readable zip: File is not a zip file.", {"f.zip": PACKED[:90]}),
    "a zip with a path that leads out": Case(
        zipped(),
        "code= holds ../evil, whose name isn't a path below the function's folder: pack it again, from within "
        "the folder of its files.",
        {"f.zip": zips.packed({"../evil": b""})},
    ),
    "a zip that lies": Case(
        zipped(),
        "code= holds main.py, of another size than it declares, 1 bytes: pack it again.",
        {"f.zip": zips.of_size(PACKED, "main.py", 1)},
    ),
    "a zip of more than 250 MB": Case(
        zipped(),
        "code= is 262,144,001 bytes unpacked, and Lambda takes 262,144,000: leave out what isn't needed.",
        {"f.zip": zips.of_size(PACKED, "main.py", 262_144_001)},
    ),
    "a zip without the handler": Case(
        zipped(handler="main.gone"),
        "code= can't be used: main.py defines no gone, which the handler names.",
        {"f.zip": PACKED},
    ),
    "bytes whose handler takes something else": Case(
        "import pathlib\naws.add_lambda_function(name='f', code_from_bytes=pathlib.Path('f.zip').read_bytes(), handler='main.run')",
        "code_from_bytes= can't be used: run doesn't take (event, context), which Lambda calls it with "
        "(main.py, line 1).",
        {"f.zip": zips.packed({"main.py": b"def run(event):\n    return 1\n"})},
        line=9,
    ),
}


def change(place: Path) -> None:
    place.write_text(place.read_text() + "#")


DISK = {
    "a file that changes": Case(
        app(),
        "code= main.py was changed while it was packed: apply again once it is complete.",
        APP,
        arrange=lambda place: disk.after_reading(place.patch, "main.py", change),
    ),
    "a large file that changes": Case(
        app(),
        "code= data.txt was changed while it was packed: apply again once it is complete.",
        LARGE,
        arrange=lambda place: disk.after_reading(place.patch, "data.txt", change),
    ),
    "a file that vanishes": Case(
        app(),
        "code= data.txt can't be read.",
        LARGE,
        why="No such file or directory.",
        arrange=lambda place: disk.after_reading(place.patch, "data.txt", Path.unlink),
    ),
    "a file that can't be read": Case(
        app(),
        "code= data.txt can't be read.",
        LARGE,
        why="Permission denied.",
        hint="leave it out with exclude=.",
        arrange=lambda place: disk.unreadable(place.patch, "data.txt"),
    ),
    "a folder that can't be read": Case(
        app(),
        "code= can't be shipped: app can't be read: Permission denied.",
        APP,
        arrange=lambda place: disk.unreadable(place.patch, "app"),
    ),
    "a full disk": Case(
        app(),
        "its package can't be written.",
        LARGE,
        why="No space left on device.",
        hint="`touchdown cache clean` empties it, TOUCHDOWN_CACHE_DIR names another folder.",
        arrange=lambda place: disk.fill_for_archives(place.patch),
    ),
    "a disk that is full after the package": Case(
        app(),
        "its package can't be written.",
        LARGE,
        why="No space left on device.",
        arrange=lambda place: disk.fill_for_texts(place.patch),
    ),
    "no disk while requirements are resolved": Case(
        function("hello", requirements=["shelf"]),
        "requirements= can't be resolved.",
        why="No such file or directory: ",
        hint="It is done in the folder for temporary files: make room there, or let TMPDIR name another one.",
        arrange=lambda place: disk.without_temporaries(place.patch),
    ),
    "a required folder that can't be read any more": Case(
        function("hello", requirements=["./libs/shelf"]),
        "requirements= can't be resolved.",
        {"libs/shelf/pyproject.toml": SHELF, "libs/shelf/shelf.py": "", "libs/shelf/notes.txt": ""},
        why="Permission denied: ",
        hint="Mend that: it is required.",
        arrange=lambda place: disk.unreadable(place.patch, "notes.txt"),
    ),
    "a full disk while distributions are installed": Case(
        function("hello", requirements=["shelf"]),
        "its package can't be written.",
        why="No space left on device.",
        arrange=lambda place: disk.fill_for_archives(place.patch),
    ),
    "a full disk beside the Touchdownfile": Case(
        function("hello", requirements=["shelf"]),
        "touchdown.lock can't be written.",
        why="No space left on device.",
        arrange=lambda place: disk.fill_for_texts(place.patch),
    ),
}
CASES = {**CODE, **PATHS, **DISK}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_what_cannot_be_packed_is_refused(
    case: Case, tmp_path: Path, counter: CountingAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tried(case, tmp_path, counter, monkeypatch) == expected(case)
