"""The files of a directory, and what is checked in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from touchdown.package.imports import missing_imports
from touchdown.package.own_files import own_files_of

_VENDOR = "os.path.join(os.path.dirname(__file__), 'vendor')"
_IMPORTS = "import greeting\n\ndef run(event, context):\n    return greeting.TEXT\n"


@pytest.mark.parametrize(
    ("changes", "required"),
    [(f"import os, sys\nsys.path.insert(0, {_VENDOR})\n", False), ("", True)],
    ids=["on the path", "not on the path"],
)
def test_a_module_in_a_folder_that_the_code_puts_on_the_path_is_not_looked_for_elsewhere(
    tmp_path: Path, changes: str, required: bool
) -> None:
    (tmp_path / "app" / "vendor").mkdir(parents=True)
    (tmp_path / "app" / "vendor" / "greeting.py").write_text("TEXT = 'hi'\n")
    (tmp_path / "app" / "main.py").write_text(changes + _IMPORTS)
    found = own_files_of("app", "main.run", tmp_path, runtime="python3.13")
    assert any(one.module == "greeting" for one in found.externals) is required
    assert found.problems == ()


def test_no_distribution_is_proposed_for_a_module_that_the_package_has_in_another_folder(tmp_path: Path) -> None:
    (tmp_path / "app" / "lib").mkdir(parents=True)
    (tmp_path / "app" / "lib" / "greeting.py").write_text("TEXT = 'hi'\n")
    (tmp_path / "app" / "main.py").write_text(_IMPORTS)
    found = own_files_of("app", "main.run", tmp_path, runtime="python3.13")
    assert [one.sentence for one in missing_imports(found.externals, "3.13", frozenset())] == [
        "greeting is imported, and can't be found by this name: lib/greeting.py has it, whose folder has to be in the "
        "name, or on sys.path"
    ]
