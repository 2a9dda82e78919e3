"""Whether what is imported will be there on Lambda, told before anything is uploaded.

Weakness: a distribution's own imports are trusted, since what it requires was resolved.
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


def missing_imports(externals: Iterable[External], python: str, provided: Set[str]) -> Iterator[Problem]:
    """The modules that won't be there, each with what to do; `provided` are those of the package's distributions."""
    # A Python that is newer than the list has, as far as is known, what the last one has.
    known = python if python in short_versions else short_versions[-1]
    there = frozenset(stdlib_list(known)) | RUNTIME_MODULES | provided | {"__future__"}
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
