"""Whether what is imported will be there on Lambda, told before anything is uploaded.

What distributions import themselves is looked at once for each bundle of them (`requirements/missing_imports.py`).
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
"""Modules of the Python runtimes of Lambda besides the standard library."""


def modules_of(python: str) -> frozenset[str]:
    """The modules that a runtime has: of a Python that is newer than what is known, those of the last one."""
    known = python if python in short_versions else short_versions[-1]
    return frozenset(stdlib_list(known)) | RUNTIME_MODULES | {"__future__"}


def was_in_python(module: str) -> bool:
    """Whether a module was in the standard library of some Python."""
    return any(module in stdlib_list(one) for one in short_versions)


def missing_imports(externals: Iterable[External], python: str, provided: Set[str]) -> Iterator[Problem]:
    """The modules that won't be there, each with what to do; `provided` are those of the package's distributions."""
    there = modules_of(python) | provided
    told: set[str] = set()
    for one in externals:
        module = one.module.partition(".")[0]
        if one.required and module not in there and module not in told:
            told.add(module)
            if one.own:
                sentence = f"{one.module} is imported, and there is no such module in the project's {module}"
            else:
                sentence = f"{module} is imported, and isn't in the package: {_remedy(module)}"
            yield Problem(one.file, one.line, sentence)


def _remedy(module: str) -> str:
    """The distribution is known if it is installed here."""
    found = importlib.metadata.packages_distributions().get(module)
    name = found[0] if found else module
    return f'add requirements=["{name}"] to the function'
