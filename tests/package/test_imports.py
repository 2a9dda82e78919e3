"""What is imported and won't be there on Lambda."""

from __future__ import annotations

import pytest

from touchdown.package.imports import missing_imports
from touchdown.package.local_modules import External


@pytest.mark.parametrize("python", ["3.13", "3.99"])
def test_a_python_that_is_not_known_yet_has_the_standard_library_of_the_last_one(python: str) -> None:
    externals = [External(name, "main.py", 1, True) for name in ("json", "tomllib", "boto3", "gone")]
    (problem,) = missing_imports(externals, python, frozenset())
    assert problem.sentence.startswith("gone is imported, and isn't in the package")
