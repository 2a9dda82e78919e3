"""Which modules of a project are shipped: those that are imported, followed through what they import."""

from __future__ import annotations

import ast
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from touchdown.package.local_modules import LocalModules

PROJECT = {
    "app/__init__.py": "",
    "app/orders.py": "from . import money\nfrom .store import table\nimport json\nimport requests\n",
    "app/money.py": "from decimal import Decimal\n",
    "app/unused.py": "import nothing\n",
    "app/schema.json": "{}",
    "app/templates/mail.txt": "Hello",
    "app/.env": "SECRET=1",
    "app/.git/config": "",
    "images/logo.svg": "",
    "app/__pycache__/money.pyc": "",
    "app/store/__init__.py": "from app.store.table import rows\n",
    "app/store/table.py": "rows = []\n",
    "app/store/fixtures.csv": "1",
    "plain.py": "import app.money\n",
    "loose/part.py": "",
    "other.py": "",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in PROJECT.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def found(project: Path, code: str) -> LocalModules:
    """What some code in a file of the project imports."""
    modules = LocalModules((project,))
    modules.follow(ast.parse(code), "", "FILE")
    return modules


def test_a_module_brings_what_it_imports_and_the_packages_that_those_are_in(project: Path) -> None:
    python = {path for path in found(project, "import app.orders").files if path.endswith(".py")}
    assert python == {
        "app/__init__.py",
        "app/orders.py",
        "app/money.py",
        "app/store/__init__.py",
        "app/store/table.py",
    }


def test_a_package_brings_its_data_files_but_not_those_of_packages_that_are_not_imported(project: Path) -> None:
    files = found(project, "from app import money").files
    assert {path for path in files if not path.endswith(".py")} == {"app/schema.json", "app/templates/mail.txt"}


@pytest.mark.parametrize(
    ("code", "files"),
    [
        ("import plain", {"plain.py", "app/__init__.py", "app/money.py"}),
        ("from plain import app", {"plain.py", "app/__init__.py", "app/money.py"}),
        ("def later():\n    import other", {"other.py"}),
        ("from loose import part", {"loose/part.py"}),
        ("import loose.part as p", {"loose/part.py"}),
        ("import elsewhere", set()),
    ],
)
def test_imports_are_found_in_each_form(project: Path, code: str, files: set[str]) -> None:
    assert {path for path in found(project, code).files if path.endswith(".py")} == files


def test_what_is_not_the_projects_own_is_told_with_its_line(project: Path) -> None:
    externals = found(project, "import app.orders").externals
    told: Mapping[str, int] = {one.module: one.line for one in externals if one.file.endswith("orders.py")}
    assert told == {"json": 3, "requests": 4}


def test_modules_that_import_each_other_are_read_once(project: Path) -> None:
    (project / "one.py").write_text("import two")
    (project / "two.py").write_text("import one")
    assert set(found(project, "import one").files) == {"one.py", "two.py"}


@pytest.mark.parametrize(
    ("code", "required"),
    [
        ("import gone", True),
        ("if True:\n    import gone", True),
        ("class A:\n    import gone", True),
        ("try:\n    import gone\nfinally:\n    pass", True),
        ("def later():\n    import gone", False),
        ("try:\n    import gone\nexcept ImportError:\n    gone = None", False),
        ("try:\n    import gone\nexcept (OSError, ModuleNotFoundError):\n    gone = None", False),
        ("try:\n    import gone\nexcept:\n    gone = None", False),
        ("if TYPE_CHECKING:\n    import gone", False),
        ("if typing.TYPE_CHECKING:\n    import gone", False),
        ("if not TYPE_CHECKING:\n    import gone", True),
        ("if TYPE_CHECKING:\n    pass\nelse:\n    import gone", True),
        ("if sys.version_info < (3, 9):\n    import gone", False),
        ("if sys.version_info >= (3, 9):\n    pass\nelse:\n    import gone", False),
        ("with contextlib.suppress(ImportError):\n    import gone", False),
        ("with suppress(OSError):\n    import gone", True),
    ],
)
def test_what_is_imported_at_once_and_not_guarded_is_required(project: Path, code: str, required: bool) -> None:
    external, *_ = found(project, code).externals
    assert external.required is required


@pytest.mark.parametrize(
    ("code", "module", "own"),
    [
        ("import app.nothere", "app.nothere", True),
        ("from app.nothere import x", "app.nothere", True),
        ("import loose.nothere", "loose.nothere", True),
        ("import images", "images", False),
    ],
)
def test_a_module_that_a_package_lacks_is_told_and_a_folder_of_data_is_no_package(
    project: Path, code: str, module: str, own: bool
) -> None:
    external, *_ = found(project, code).externals
    assert (external.module, external.own) == (module, own)


@pytest.mark.parametrize("text", ["import sys\nsys.modules[__name__ + '.made'] = sys\n", "__path__ = []\n"])
def test_a_package_that_makes_its_modules_itself_is_trusted(project: Path, text: str) -> None:
    (project / "app" / "store" / "__init__.py").write_text(text)
    assert [one.module for one in found(project, "import app.store.made").externals if one.own] == []


def test_a_compiled_module_is_shipped(project: Path) -> None:
    (project / "fast.cpython-313-x86_64-linux-gnu.so").write_bytes(b"")
    modules = found(project, "import fast")
    assert (set(modules.files), modules.externals) == ({"fast.cpython-313-x86_64-linux-gnu.so"}, [])


def test_the_root_that_has_the_module_counts_where_several_have_a_part_of_its_package(project: Path) -> None:
    (project / "src" / "loose").mkdir(parents=True)
    (project / "src" / "loose" / "more.py").write_text("")
    modules = LocalModules((project, project / "src"))
    modules.follow(ast.parse("import loose.more, loose.part"), "", "FILE")
    assert (set(modules.files), modules.externals) == ({"loose/more.py", "loose/part.py"}, [])


def test_of_the_data_of_a_package_what_is_never_meant_is_left_out(project: Path) -> None:
    modules = found(project, "import app")
    assert set(modules.files) == {"app/__init__.py", "app/schema.json", "app/templates/mail.txt"}
    assert modules.left_out == ["app/.env", "app/.git/config"]


def test_data_that_a_link_leads_out_to_or_that_is_no_file_is_told_and_never_read(project: Path) -> None:
    (project / "app" / "out").symlink_to("/etc")
    (project / "app" / "gone").symlink_to("nowhere")
    os.mkfifo(project / "app" / "pipe")
    assert [str(one) for one in found(project, "import app").problems] == [
        "gone isn't a readable file: move it out of the package",
        "out is a link that leads out of app: copy its target, or move it out of the package",
        "pipe isn't a readable file: move it out of the package",
    ]


def test_data_whose_name_is_not_utf_8_is_told(project: Path) -> None:
    try:
        (project / "app" / "na\udce4me").write_text("")
    except OSError:
        pytest.skip("this file system takes no such name")
    (problem,) = found(project, "import app").problems
    assert "isn't UTF-8, which a zip needs: rename it, or move it out of the package" in str(problem)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("from plain import nothere", "nothere is imported from plain, which defines no such name (FILE, line 1)"),
        ("from app import nothere", "nothere is imported from app, which defines no such name (FILE, line 1)"),
        (
            "from .plain import app",
            ".plain is imported relative to a package, and this module is in none: leave out the dots (FILE, line 1)",
        ),
        ("from plain import app", None),
        ("from app import money", None),
        ("from plain import *", None),
        ("def later():\n    from plain import nothere", None),
        ("try:\n    from .plain import app\nexcept ImportError:\n    from plain import app", None),
        ("from made import anything", None),
        ("from kinds import a, b, c, D, e, f, g, __doc__", None),
    ],
)
def test_an_import_that_fails_for_certain_is_refused(project: Path, code: str, said: str | None) -> None:
    (project / "made.py").write_text("def __getattr__(name):\n    return name\n")
    (project / "kinds.py").write_text(
        "import a.x\nfrom z import y as b\nfor c in ():\n    pass\nclass D: pass\nif c:\n    e: int = 1\n"
        "def set():\n    global f\n    f = 1\nmatch c:\n    case {**g}:\n        pass\n"
    )
    problems = found(project, code).problems
    assert [str(one) for one in problems] == ([said] if said else [])
