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


@pytest.mark.parametrize(
    ("module", "named"),
    [("yaml", 'add requirements=["PyYAML"] to the function'), ("fitz", "whose name isn't known here")],
    ids=["installed here, once", "not installed here"],
)
def test_a_distribution_is_proposed_only_where_it_is_known_to_have_the_module(module: str, named: str) -> None:
    (problem,) = missing_imports([External(module, "main.py", 1, True)], "3.13", frozenset())
    assert named in problem.sentence
    (problem,) = missing_imports([External(module, "main.py", 1, True)], "3.13", frozenset(), "app/requirements.txt")
    assert 'add requirements="app/requirements.txt"' in problem.sentence


def test_a_name_that_the_standard_library_no_longer_has_is_told_for_the_pythons_that_lack_it() -> None:
    externals = [External("collections.Mapping", "main.py", 3, False, named=True)]
    assert list(missing_imports(externals, "3.9", frozenset())) == []
    assert [str(one) for one in missing_imports(externals, "3.13", frozenset())] == [
        "collections.Mapping is imported, and Python 3.13 no longer has it: Python 3.9 was the last (main.py, line 3)"
    ]
