"""Code is read as the runtime's Python reads it, as far as this one can."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from tests.support.command import CHECKOUT
from tests.support.functions import function
from tests.support.pythons import other_python
from touchdown.package.from_callable import ship
from touchdown.package.own_files import OwnFiles, own_files_of
from touchdown.package.syntax import parsed, quietly_parsed

MATCH = "match 1:\n    case 1:\n        pass\n"
NEWER = "python3.99"
HERE = f"python3.{sys.version_info.minor}"


def of_directory(folder: Path, source: str, runtime: str) -> OwnFiles:
    (folder / "app").mkdir()
    (folder / "app" / "main.py").write_text(source + "def run(event, context):\n    return 1\n")
    return own_files_of("app", "main.run", folder, runtime=runtime)


def test_syntax_that_is_too_new_for_the_runtime_is_refused() -> None:
    assert parsed(MATCH, "main.py", "python3.10") is not None
    with pytest.raises(SyntaxError, match=r"only supported in Python 3\.10"):
        parsed(MATCH, "main.py", "python3.9")


def test_what_only_a_newer_python_might_read_is_not_judged() -> None:
    assert parsed("new syntax", "main.py", NEWER) is None
    with pytest.raises(SyntaxError):
        parsed("new syntax", "main.py", HERE)


@pytest.mark.parametrize(
    ("source", "runtime"),
    [
        ("type Number = int\n", "python3.12"),
        ("class Box[T]:\n    pass\n", "python3.13"),
        ("""print(f"{x["a"]}")\n""", "python3.12"),
        ("class Box[\n    T = int,\n]:\n    pass\n", "python3.13"),
        ("try:\n    pass\nexcept OSError, ValueError:\n    pass\n", "python3.14"),
    ],
)
def test_what_a_newer_runtime_reads_is_no_error(source: str, runtime: str) -> None:
    tree = parsed(source, "main.py", runtime)
    assert (tree is not None) == (f"python3.{sys.version_info.minor}" >= runtime)


@pytest.mark.parametrize("source", ["def broken(:\n", "x = (1\n", "if x\n    y\n", "print 1\n", "a\0b"])
def test_what_no_python_reads_is_an_error_for_a_newer_runtime_too(source: str) -> None:
    with pytest.raises(SyntaxError):
        parsed(source, "main.py", "python3.13")


F_STRINGS = {
    """x = f"{d["a"]}"\n""": False,
    """x = f"{d['a']}" f'{d["a"]:>{n}}\\n' rf"{a}\\d"\n""": True,
    '''x = f"""{d["a"]}\n{\nb}"""\n''': True,
    """x = f"{'\\n'.join(a)}"\n""": False,
    """x = f"{\n1}"\n""": False,
    '''x = f"""{\n1  # one\n}"""\n''': False,
}


def test_f_strings_that_an_older_runtime_cannot_read_are_told_by_a_newer_python() -> None:
    code = (
        "import sys\nfrom touchdown.package.syntax import parsed\n"
        "for source in sys.argv[1:]:\n"
        "    try:\n        print(parsed(source, 'main.py', 'python3.11') is not None)\n"
        "    except SyntaxError as error:\n        print('Python 3.12' not in error.msg)\n"
    )
    told = subprocess.run(
        [other_python("3.13"), "-c", code, *F_STRINGS],
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout
    assert told.split() == [str(one) for one in F_STRINGS.values()]


def test_a_runtime_of_another_language_does_not_count() -> None:
    assert parsed(MATCH, "main.py", "nodejs22.x") is not None


def test_a_directory_with_syntax_that_is_too_new_is_refused_with_the_line(tmp_path: Path) -> None:
    (problem,) = of_directory(tmp_path, MATCH, "python3.9").problems
    assert str(problem).startswith(
        "this isn't valid Python: Pattern matching is only supported in Python 3.10 and greater (main.py, line "
    )


def test_a_directory_that_this_python_is_too_old_for_is_shipped_with_a_note(tmp_path: Path) -> None:
    sources = of_directory(tmp_path, "new syntax\n", NEWER)
    assert (set(sources.files), sources.problems) == ({"main.py"}, ())
    (note,) = sources.notes
    assert note.startswith("main.py can't be read by Python 3.")


def test_a_function_with_syntax_that_is_too_new_is_refused_with_its_line_in_the_file(tmp_path: Path) -> None:
    made = function(
        "UNUSED = 1\n\n\ndef hello(event, context):\n    match event:\n        case 1:\n            return 1\n"
    )
    (problem,) = ship(made, "main.hello", tmp_path, runtime="python3.9").problems
    assert problem.line in (5, 6, 7)  # Python tells the end of the statement
    assert ship(made, "main.hello", tmp_path, runtime="python3.10").problems == ()


def test_python_is_not_heard_on_what_it_thinks_of_the_text_of_a_module() -> None:
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        assert quietly_parsed('"""Marks \\_ in a text."""\nimport cgi\n').body
    assert heard == []
