"""What distributions import, and nobody provides: told only where it is certain."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from touchdown.package.local_modules import LocalModules
from touchdown.package.requirements.installed import look_at
from touchdown.package.requirements.missing_imports import MissingImport, missing_imports_in, unimportable


def lacking(folder: Path, files: dict[str, str], python: str = "3.13") -> dict[str, MissingImport]:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return missing_imports_in(look_at(folder, slim=False), python)


def test_it_is_found_with_its_line_in_all_modules_that_import_it(tmp_path: Path) -> None:
    found = lacking(
        tmp_path,
        {
            "shelf/__init__.py": "import json\n\nfrom . import (  # both\n    board,\n    nail,\n)\n",
            "shelf/board.py": "import os, sys\nfrom .tools import saw as tool\n",
            "shelf/nail.py": "",
            "shelf/tools/__init__.py": "",
            "shelf/tools/saw.py": '"""A saw."""\nimport pkg_resources as old, os\n',
            "table.py": "import shelf.nail\n",
        },
    )
    saw = MissingImport("pkg_resources", "shelf/tools/saw.py", 2)
    assert found == dict.fromkeys(("shelf.tools.saw", "shelf.board", "shelf", "table"), saw)


@pytest.mark.parametrize(
    "text",
    [
        "try:\n    import gone\nexcept ImportError:\n    gone = None\n",
        "if False:\n    import gone\n",
        "def f():\n    import gone\n",
        '"""An example:\n\nimport gone\n"""\n',
        "import json.decoder\nimport boto3\nfrom __future__ import annotations\n",
        "import elsewhere\n",
        "import _fast\n",
        "import gone in a language of tomorrow\n",
    ],
)
def test_nothing_is_told_of_what_may_be_right(tmp_path: Path, text: str) -> None:
    beside = {"_fast.cpython-313-x86_64-linux-gnu.so": "", "shelf/_vendor/elsewhere.py": ""}
    assert lacking(tmp_path, {"shelf/__init__.py": text, "shelf/tests/test_it.py": "import pytest\n", **beside}) == {}


def test_what_a_package_may_have_by_itself_is_no_module_of_it(tmp_path: Path) -> None:
    files = {"a/__init__.py": "def b():\n    pass\n", "a/b.py": "import gone\n", "c.py": "from a import b\n"}
    assert set(lacking(tmp_path, files)) == {"a.b"}


def test_setuptools_brings_what_python_has_no_more(tmp_path: Path) -> None:
    assert set(lacking(tmp_path / "one", {"shelf.py": "import distutils\n"})) == {"shelf"}
    assert lacking(tmp_path / "one", {"setuptools/__init__.py": "import distutils\n"}) == {}
    assert lacking(tmp_path / "other", {"shelf.py": "import distutils\n"}, python="3.11") == {}


SHELF = MissingImport("pkg_resources", "shelf/saw.py", 2)


@pytest.mark.parametrize(
    ("code", "module"),
    [
        ("import shelf.saw", "shelf.saw"),
        ("from shelf import saw", "shelf.saw"),
        ("def f():\n    from shelf.saw import cut", "shelf.saw"),
        ("import shelf", None),
        ("try:\n    import shelf.saw\nexcept ImportError:\n    pass", None),
        ("if TYPE_CHECKING:\n    import shelf.saw", None),
    ],
)
def test_it_is_told_of_what_a_function_imports(tmp_path: Path, code: str, module: str | None) -> None:
    modules = LocalModules((tmp_path,))
    modules.follow(ast.parse(code), "", "main.py")
    told = list(unimportable(modules.externals, {"shelf.saw": SHELF}))
    assert told == [
        f"{one} can't be imported: shelf/saw.py, line 2, imports pkg_resources, which no requirement brings: "
        "require it too, or take another version"
        for one in [module]
        if one
    ]


def test_what_python_has_no_more_is_told_as_such() -> None:
    modules = LocalModules(())
    modules.follow(ast.parse("import shelf"), "", "main.py")
    (said,) = unimportable(modules.externals, {"shelf": MissingImport("distutils", "shelf.py", 1)})
    assert "imports distutils, which this Python no longer has: take another version, or another runtime=" in said
