"""From a function to the files that are shipped for it."""

from __future__ import annotations

import importlib
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.functions import function
from touchdown.package.from_callable import default_handler, ship
from touchdown.package.import_time import lacking

Project = Callable[..., Any]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """Writes the modules of a project, and gives a function of one of them."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(tmp_path)

    def write(wanted: str, **sources: str) -> Any:
        for name, source in sources.items():
            path = tmp_path.joinpath(*name.split("__")).with_suffix(".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(source)
        importlib.invalidate_caches()
        module, _, name = wanted.rpartition(".")
        return getattr(importlib.import_module(module), name)

    yield write
    for name in set(sys.modules) - before:
        del sys.modules[name]


HELLO = "def hello(event, context):\n    return LIMIT\n"


def test_a_function_of_a_file_becomes_the_module_that_its_handler_names(tmp_path: Path) -> None:
    made = function(HELLO.replace("LIMIT", "1"))
    assert default_handler(made) == "main.hello"
    assert ship(made, "src/main.hello", tmp_path).files == {"src/main.py": HELLO.replace("LIMIT", "1").encode()}


def test_an_imported_function_brings_its_whole_module_and_keeps_its_name(project: Project, tmp_path: Path) -> None:
    source = "import shop.prices\nLIMIT = 1\nUNUSED = 2\n" + HELLO
    made = project("shop.api.hello", shop__api=source, shop__prices="ONE = 1\n", shop__other="")
    assert default_handler(made) == "shop.api.hello"
    assert ship(made, "shop.api.hello", tmp_path).files == {
        "shop/api.py": source.encode(),
        "shop/prices.py": b"ONE = 1\n",
    }


def test_under_another_handler_an_imported_function_is_imported_there_as_well(project: Project, tmp_path: Path) -> None:
    made = project("api.hello", api="LIMIT = 1\n" + HELLO)
    assert ship(made, "main.hello", tmp_path).files["main.py"] == b"from api import hello\n"


def test_of_a_module_that_declares_resources_only_what_the_function_names_is_shipped(
    project: Project, tmp_path: Path
) -> None:
    made = project("infra.hello", infra="from touchdown import Workspace\nLIMIT = 1\nspace = Workspace('x')\n" + HELLO)
    assert ship(made, "main.hello", tmp_path).files == {"main.py": f"LIMIT = 1\n\n\n{HELLO}".encode()}


def test_what_a_shipped_statement_imports_of_the_project_is_shipped(project: Project, tmp_path: Path) -> None:
    project("prices.ONE", prices="ONE = 1\n")
    made = function("from prices import ONE\n\n\ndef hello(event, context):\n    return ONE\n")
    assert set(ship(made, "main.hello", tmp_path).files) == {"main.py", "prices.py"}


def test_a_module_of_the_project_in_the_place_of_the_function_is_told(project: Project, tmp_path: Path) -> None:
    project("main.ONE", main="ONE = 1\n")
    made = function("from main import ONE\n\n\ndef hello(event, context):\n    return ONE\n")
    (problem,) = ship(made, "main.hello", tmp_path).problems
    assert "main.py would hold the function, and is imported by it" in str(problem)


def test_a_module_that_is_no_python_is_told_with_its_line(project: Project, tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("ONE = 1\nTWO = = 2\n")
    made = function("def hello(event, context):\n    import broken\n")
    (problem,) = ship(made, "main.hello", tmp_path).problems
    assert str(problem) == "this isn't valid Python: invalid syntax (broken.py, line 2)"


def test_a_module_in_include_that_there_is_not_is_told(tmp_path: Path) -> None:
    made = function("def hello(event, context):\n    return 1\n")
    (problem,) = ship(made, "main.hello", tmp_path, ["nothere.mod"]).problems
    assert str(problem) == 'include= names "nothere.mod", which is neither a module of the project nor a file of it'


def test_what_speaks_against_the_data_of_a_package_speaks_against_the_function(
    project: Project, tmp_path: Path
) -> None:
    made = project("shop.api.hello", shop__api=HELLO)
    (tmp_path / "shop" / "__init__.py").write_text("")
    (tmp_path / "shop" / ".env").write_text("SECRET=1")
    (tmp_path / "shop" / "link").symlink_to("/etc/passwd")
    shipped = ship(made, "shop.api.hello", tmp_path)
    assert [str(one) for one in shipped.problems] == [
        "link is a link that leads out of shop: copy its target, or move it out of the package"
    ]
    assert (set(shipped.files), shipped.left_out) == ({"shop/__init__.py", "shop/api.py"}, ("shop/.env",))


def test_a_function_that_its_module_does_not_have_is_told_with_its_line(project: Project, tmp_path: Path) -> None:
    make = project("m.make", m="def make():\n    def inner(event, context):\n        return 1\n    return inner\n")
    (problem,) = ship(make(), "m.inner", tmp_path).problems
    assert str(problem) == (
        "m has no inner when it is imported: define it at the top level of the module (m.py, line 2)"
    )


def test_a_function_of_the_standard_library_is_told_and_brings_no_file_of_it(tmp_path: Path) -> None:
    shipped = ship(shutil.copyfile, "shutil.copyfile", tmp_path)
    assert [str(one) for one in shipped.problems] == [
        "it is a function of the standard library's shutil: write a function that calls it"
    ]
    assert shipped.files == {}


def test_a_wrapped_function_of_a_module_is_named_as_its_wrapper_is(project: Project) -> None:
    source = (
        "import functools\n\ndef upper(made):\n    return functools.wraps(made)(lambda event, context: 'HI')\n\n"
        "def _inner(event, context):\n    return 'hi'\n\nhello = upper(_inner)\n"
    )
    assert default_handler(project("wrapped.hello", wrapped=source)) == "wrapped.hello"


RELATIVE = "from touchdown import Secret\n"


def test_a_relative_import_of_a_taken_out_function_becomes_an_absolute_one(project: Project, tmp_path: Path) -> None:
    source = (
        RELATIVE + "from .helpers import V\nfrom . import other as o\n\n\ndef hello(event, context):\n    return V, o\n"
    )
    made = project(
        "stacks.orders.hello", stacks____init__="", stacks__orders=source, stacks__helpers="V = 1\n", stacks__other=""
    )
    found = ship(made, "main.hello", tmp_path)
    assert found.files["main.py"].startswith(b"from stacks.helpers import V\nfrom stacks import other as o\n")
    assert {"stacks/helpers.py", "stacks/other.py"} <= found.files.keys()
    assert (found.externals, found.problems) == ((), ())


def test_a_relative_import_within_a_taken_out_function_is_refused(project: Project, tmp_path: Path) -> None:
    source = RELATIVE + "def hello(event, context):\n    from .helpers import V\n"
    made = project("stacked.orders.hello", stacked____init__="", stacked__orders=source, stacked__helpers="V = 1\n")
    (problem,) = ship(made, "main.hello", tmp_path).problems
    assert str(problem) == (
        "this import is relative to a package: name the package, or import at the top (orders.py, line 3)"
    )


HERE = "from pathlib import Path\nimport os\nHERE = Path(__file__).parent\n"
READS = {
    "beside it": ("(HERE / 'a.txt').read_text()", {"a.txt"}),
    "with os.path": (
        "[one.close() for one in [open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'a.txt'))]]",
        {"a.txt"},
    ),
    "with its name": ("Path(__file__).with_name('a.txt').read_text()", {"a.txt"}),
    "added to a text": ("[one.close() for one in [open(os.path.dirname(__file__) + '/data/b.txt')]]", {"data/b.txt"}),
    "in the current folder": ("[one.close() for one in [open('a.txt')]]", {"a.txt"}),
    "a folder": ("[one.name for one in (HERE / 'data').iterdir()]", {"data/b.txt", "data/c.csv"}),
    "a pattern": ("list(HERE.glob('data/*.csv'))", {"data/c.csv"}),
    "what is outside, or isn't there": ("[HERE.parent / 'x', HERE / 'nothere.txt', HERE]", set[str]()),
}


@pytest.mark.parametrize(("expression", "files"), READS.values(), ids=READS.keys())
def test_a_file_that_a_module_reads_beside_itself_is_shipped_with_it(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expression: str, files: set[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    for name in ("a.txt", "data/b.txt", "data/c.csv", "other.txt"):
        (tmp_path / name).write_text("hi")
    made = project("app.hello", app=f"{HERE}LIMIT = {expression}\n{HELLO}")
    shipped = ship(made, "app.hello", tmp_path)
    assert (set(shipped.files), shipped.problems) == ({"app.py", *files}, ())


def test_a_file_whose_path_is_not_known_is_refused_unless_include_names_files(project: Project, tmp_path: Path) -> None:
    (tmp_path / "rates-dev.json").write_text("{}")
    source = f"{HERE}LIMIT = (HERE / f\"rates-{{os.environ.get('STAGE', 'dev')}}.json\").read_text()\n{HELLO}"
    made = project("app.hello", app=source)
    (problem,) = ship(made, "app.hello", tmp_path).problems
    assert str(problem) == (
        "this reads a file beside the module when it is imported, whose path isn't known before: name the file in "
        "include= (app.py, line 4)"
    )
    shipped = ship(made, "app.hello", tmp_path, ["rates-*.json"])
    assert (set(shipped.files), shipped.problems) == ({"app.py", "rates-dev.json"}, ())


def test_what_a_module_needs_of_this_machine_when_it_is_imported_is_told(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TD_ONE", "TD_TWO", "TD_THREE", "TD_FOUR", "AWS_REGION"):
        monkeypatch.setenv(name, "x")
    source = (
        "import os, subprocess\nos.environ.setdefault('TD_THREE', 'c')\n"
        "LIMIT = [os.environ['TD_ONE'], os.environ['TD_THREE'], os.environ['AWS_REGION']]\n"
        "OTHER = os.environ.get('TD_TWO') or os.environ['TD_TWO']\nsubprocess.check_output(['true'])\n"
        f"def later():\n    return os.environ['TD_FOUR']\n{HELLO}"
    )
    shipped = ship(project("app.hello", app=source), "app.hello", tmp_path)
    assert list(lacking(shipped.variables, {"TD_ONE": "1"})) == []
    assert [*lacking(shipped.variables, {}), *shipped.notes] == [
        'reads os.environ["TD_ONE"] when it is imported (app.py, line 3), and environment= lacks it, so each '
        "invocation would fail: set it there, or read it with os.environ.get()",
        "runs a program with subprocess.check_output when it is imported (app.py, line 5), and programs of this "
        "machine, such as git, aren't on Lambda: pass what it finds in environment=",
    ]
