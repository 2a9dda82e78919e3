"""Checks that imported modules will be there on Lambda, before anything is uploaded.

The imports of distributions themselves are checked once for each bundle (`requirements/missing_imports.py`).
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterable, Iterator, Set

from stdlib_list import short_versions, stdlib_list

from touchdown.package.local_modules import External
from touchdown.package.problem import Problem

RUNTIME_MODULES = frozenset(
    {"boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six", "urllib3", "awslambdaric"}
)
"""Modules that Lambda's Python runtimes have besides the standard library."""


def modules_of(python: str) -> frozenset[str]:
    """The modules of a runtime. For a Python newer than the known ones: the modules of the newest known."""
    known = python if python in short_versions else short_versions[-1]
    return frozenset(stdlib_list(known)) | RUNTIME_MODULES | {"__future__"}


def was_in_python(module: str) -> bool:
    """Whether a module was in the standard library of any Python."""
    return any(module in stdlib_list(version) for version in short_versions)


def missing_imports(externals: Iterable[External], python: str, provided: Set[str]) -> Iterator[Problem]:
    """The modules that won't be there, each with a remedy; `provided` are the modules of its distributions."""
    there = modules_of(python) | provided
    reported: set[str] = set()
    for external in externals:
        module = external.module.partition(".")[0]
        if external.required and module not in there and module not in reported:
            reported.add(module)
            if external.own:
                sentence = f"{external.module} is imported, and there is no such module in the project's {module}"
            else:
                sentence = f"{module} is imported, and isn't in the package: {_remedy(module)}"
            yield Problem(external.file, external.line, sentence)


def _remedy(module: str) -> str:
    """The requirement to add, if the distribution is installed here and so its name is known."""
    found = importlib.metadata.packages_distributions().get(module)
    name = found[0] if found else module
    return f'add requirements=["{name}"] to the function'
