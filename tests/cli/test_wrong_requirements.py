"""Requirements that can't be had, and lock files that can't be used: the other half of `test_wrong_packages.py`."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.support import wheels, zips
from tests.support.declaring import CountingAws, in_process, write
from tests.support.projects import source
from tests.support.refusals import PASSWORD, Case, Place, expected, function, tried
from touchdown.package.requirements import lock
from touchdown.package.requirements.declared import from_lines
from touchdown.package.requirements.lock import Resolution

RUN = "def run(event, context):\n    return 1\n"
TARGET = "python3.13 x86_64-manylinux_2_34"
CANT_BE_HAD = f"requirements= can't be had for {TARGET}."
PROJECT = '[project]\nname = "x"\nversion = "1"\ndependencies = ["shelf"]\n'
WRONG_HASH = f"sha256:{'0' * 64}"
MEND = "Mend it, or delete it and run `touchdown lock`."


def hello(**given: object) -> str:
    return function("hello", **given)


def app(metadata: str) -> dict[str, str | bytes]:
    return {"app/main.py": f"# /// script\n{metadata}# ///\n{RUN}"}


DECLARED = {
    "no requirement": Case(
        hello(requirements=["a b"]),
        'requirements= "a b" isn\'t a requirement: Expected semicolon (after name with no version specifier) or end.',
    ),
    "a requirement as a text": Case(
        hello(requirements="shelf"),
        'requirements= "shelf" doesn\'t exist: name a file, or write a list of requirements, as ["shelf"].',
    ),
    "requirements for another language": Case(
        function("'app'", handler="main.run", runtime="nodejs22.x", requirements=["shelf"]),
        "requirements= is for Python, and runtime= is nodejs22.x: install what it needs into the directory.",
        {"app/main.js": ""},
    ),
    "extras of a list": Case(
        hello(requirements=["shelf"], extras=["more"]),
        "requirements= has to be the path of a project, because extras= or groups= is given.",
    ),
    "requirements for a ready zip": Case(
        function("'f.zip'", handler="main.run", requirements=["shelf"]),
        "requirements= can't be added to what is packed already: put them into the zip, or name a directory in code=.",
        {"f.zip": zips.packed({"main.py": RUN.encode()})},
    ),
    "credentials in a requirement": Case(
        hello(requirements=[f"shelf @ https://bob:{PASSWORD}@files.example/shelf-1.0-py3-none-any.whl"]),
        'requirements= "shelf @ https://***@files.example/shelf-1.0-py3-none-any.whl" holds credentials, which '
        "would end up in touchdown.lock: write them as an environment variable, as in https://${TOKEN}@..., or give them "
        "to uv.",
    ),
    "a file in another encoding": Case(
        hello(requirements="requirements.txt"),
        'requirements= "requirements.txt" isn\'t UTF-8.',
        {"requirements.txt": b"shelf # \xff\n"},
    ),
    "a file that includes itself": Case(
        hello(requirements="requirements.txt"),
        'requirements= "requirements.txt" includes itself.',
        {"requirements.txt": "-r requirements.txt\n"},
    ),
    "a folder without a project": Case(
        hello(requirements="sub"), 'requirements= "sub" holds no pyproject.toml.', {"sub/main.py": ""}
    ),
    "a project that is no TOML": Case(
        hello(requirements="pyproject.toml"),
        "requirements= \"pyproject.toml\" isn't valid TOML: Expected ']' at the end of a table declaration (at end of document).",
        {"pyproject.toml": "[project"},
    ),
    "a project that is none": Case(
        hello(requirements="pyproject.toml"),
        'requirements= "pyproject.toml" doesn\'t describe a project: a value is of another type than PEP 621 allows.',
        {"pyproject.toml": "project = 5\n"},
    ),
    "a lock of uv's that is none": Case(
        hello(requirements="uv.lock"),
        'requirements= "uv.lock" or pyproject.toml can\'t be read: Invalid statement (at line 1, column 1).',
        {"pyproject.toml": PROJECT, "uv.lock": "<<<<<<< HEAD\n"},
    ),
    "a lock of uv's that is older than its project": Case(
        hello(requirements="uv.lock"),
        'requirements= "uv.lock" is older than what pyproject.toml requires: run `uv lock`.',
        {"pyproject.toml": PROJECT, "uv.lock": '[[package]]\nname = "x"\nversion = "1"\nsource = {virtual = "."}\n'},
    ),
    "metadata that is no TOML": Case(
        function("'app'", handler="main.run"),
        "requirements= the script's metadata isn't valid TOML: Invalid value (at end of document).",
        app("# dependencies = [\n"),
    ),
    "two blocks of metadata": Case(
        function("'app'", handler="main.run"),
        "requirements= the script has more than one block of metadata.",
        app("# dependencies = []\n# ///\n\n# /// script\n# dependencies = []\n"),
    ),
    "a module in another encoding": Case(
        function("'app'", handler="main.run"),
        "requirements= can't be looked for in main.py: invalid or missing encoding declaration.",
        {"app/main.py": b"# \xff\n" + RUN.encode()},
    ),
    "a lock file of another format": Case(
        hello(requirements=["shelf"]),
        "touchdown.lock has the format 9, and this Touchdown knows 1.",
        {"touchdown.lock": "format = 9\n"},
        of="",
        hint=MEND,
    ),
    "a lock file that is merged badly": Case(
        hello(requirements=["shelf"]),
        "touchdown.lock can't be read: Invalid statement (at line 1, column 1).",
        {"touchdown.lock": "<<<<<<< HEAD\nformat = 1\n"},
        of="",
        hint=MEND,
    ),
    "a lock file that isn't whole": Case(
        hello(requirements=["shelf"]),
        "touchdown.lock is incomplete: 'hashes' is missing.",
        {"touchdown.lock": "format = 1\n"},
        of="",
        hint=MEND,
    ),
}


def lock_another_file(place: Place) -> None:
    """Locks what the index doesn't have: a file of the same name, with another hash."""
    required = from_lines(["shelf"], place.project)
    shelf = Resolution(required.label, required.digest, TARGET, {"shelf==1.0": (WRONG_HASH,)})
    lock.write(place.project / lock.NAME, [shelf])


def close_the_index(place: Place) -> None:
    """Names an index where nobody listens; the credentials for it are nobody's business."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{listening.getsockname()[1]}"
    (place.project / "requirements.txt").write_text(f"--index-url http://bob:{PASSWORD}@{address}/simple\nplank\n")
    place.patch.delenv("UV_CONFIG_FILE")
    place.patch.setenv("UV_HTTP_RETRIES", "0")


def saw(tag: str, there: str, works: str) -> Case:
    """One that there is only for another Python, or another machine."""
    return Case(
        hello(requirements=["saw"]),
        CANT_BE_HAD,
        hint=f"There are wheels with {works}.",
        why=f"saw==1.0 has wheels for {there}; and none for {TARGET}",
        arrange=lambda place: wheels.wheel(place.index, "saw", tag=tag),
    )


HAD = {
    "a distribution that there isn't": Case(
        hello(requirements=["plank"]), CANT_BE_HAD, why="plank was not found in the provided package locations"
    ),
    "a distribution that another one needs": Case(
        hello(requirements=["cup"]),
        CANT_BE_HAD,
        why="tea was not found in the provided package locations",
        arrange=lambda place: wheels.wheel(place.index, "cup", needs=["tea"]),
    ),
    "no wheel for the Python": saw(
        "cp312-cp312-manylinux_2_17_x86_64", "Linux x86_64 (glibc 2.17) with Python 3.12", 'runtime="python3.12"'
    ),
    "no wheel for the machine": saw(
        "cp313-cp313-manylinux_2_17_aarch64", "Linux arm64 (glibc 2.17) with Python 3.13", 'architecture="arm64"'
    ),
    "a source that nobody has agreed to build": Case(
        hello(requirements=["saw"]),
        CANT_BE_HAD,
        why="saw would be built from source, and code of its own would run on this machine",
        hint="If you trust it, `touchdown lock` builds it",
        arrange=lambda place: source(place.index, "saw", steps="raise AssertionError('it was built')"),
    ),
    "an index that can't be reached": Case(
        hello(requirements="requirements.txt"),
        CANT_BE_HAD,
        why="Connection refused",
        hint="Check the network, and the address of the index",
        arrange=close_the_index,
    ),
    "an extra that a project hasn't": Case(
        hello(requirements="pyproject.toml", extras=["gone"]),
        CANT_BE_HAD,
        {"pyproject.toml": PROJECT},
        why="Requested extra not found: gone",
    ),
    "a folder that there isn't": Case(
        hello(requirements=["./lib"]),
        CANT_BE_HAD,
        why="Distribution not found at:",
    ),
    "a file with another hash than the one given": Case(
        hello(requirements="requirements.txt"),
        CANT_BE_HAD,
        {"requirements.txt": f"shelf==1.0 --hash={WRONG_HASH}\n"},
        why="shelf==1.0 has none of the hashes that are given for it: it isn't what was required",
    ),
    "a file with another hash than the locked one": Case(
        hello(requirements=["shelf"]),
        CANT_BE_HAD,
        why="Hash mismatch for `shelf==1.0`",
        hint="find out why, before `touchdown lock --upgrade` takes it.",
        arrange=lock_another_file,
    ),
    "a wheel that is none": Case(
        hello(requirements=["cup"]),
        CANT_BE_HAD,
        why="Failed to extract archive: cup-1.0-py3-none-any.whl",
        arrange=lambda place: (place.index / "cup-1.0-py3-none-any.whl").write_text("no wheel"),
    ),
    "a wheel with names equal but for case": Case(
        hello(requirements=["cup"]),
        CANT_BE_HAD,
        why="cup==1.0 holds Cup.py and cup.py, which differ in case only, so it can't be trusted",
        arrange=lambda place: wheels.wheel(place.index, "cup", **{"cup.py": "", "Cup.py": ""}),
    ),
}
CASES = {**DECLARED, **HAD}


def test_requirements_are_refused_before_the_local_aws_is_started(tmp_path: Path) -> None:
    write(
        tmp_path,
        f'{RUN}workspace.name = "shop"\naws = workspace.add_aws(region="eu-west-1")\n'
        'aws.add_lambda_function(name="run", code=run, requirements=["a b"])\n',
    )
    outcome = in_process(tmp_path, "--local", "plan")
    assert (outcome.code, '"a b" isn\'t a requirement' in outcome.stderr) == (1, True)
    assert not (tmp_path / ".touchdown").exists()


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_requirements_that_cannot_be_had_are_refused(
    case: Case, tmp_path: Path, counter: CountingAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tried(case, tmp_path, counter, monkeypatch) == expected(case)
