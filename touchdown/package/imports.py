"""Checks that imported modules will be there on Lambda, before anything is uploaded.

The imports of distributions themselves are checked once for each bundle (`requirements/missing_imports.py`).
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterable, Iterator, Set

from stdlib_list import short_versions, stdlib_list

from touchdown.package.local_modules import External
from touchdown.package.problem import Problem
from touchdown.package.removed_names import LAST

RUNTIME_MODULES = frozenset(
    "boto3 botocore s3transfer jmespath dateutil six urllib3 awslambdaric snapshot_restore_py".split()
)
"""Modules that Lambda's Python runtimes have besides the standard library (AWS Lambda, "Lambda SnapStart runtime hooks
for Python")."""


def modules_of(python: str) -> frozenset[str]:
    """The modules of a runtime. For a Python newer than the known ones: the modules of the newest known."""
    known = python if python in short_versions else short_versions[-1]
    return frozenset(stdlib_list(known)) | RUNTIME_MODULES | {"__future__"}


def was_in_python(module: str) -> bool:
    """Whether a module was in the standard library of any Python."""
    return any(module in stdlib_list(version) for version in short_versions)


def missing_imports(
    externals: Iterable[External], python: str, provided: Set[str], proposed: str = ""
) -> Iterator[Problem]:
    """The modules that won't be there, each with a remedy, and names that the standard library no longer has.

    :param provided: the modules of its distributions.
    :param proposed: a file of requirements that the function could name.
    """
    there, externals = modules_of(python) | provided, list(externals)
    reported: set[str] = set()
    for external in externals:
        module = external.module.partition(".")[0]
        if external.named and (gone := _gone(external.module, python)):
            yield Problem(external.file, external.line, gone)
        if external.required and module not in there and module not in reported:
            reported.add(module)
            if external.own:
                sentence = f"{external.module} is imported, and there is no such module in the project's {module}"
            elif external.elsewhere:
                sentence = (
                    f"{module} is imported, and can't be found by this name: {external.elsewhere} has it, whose folder "
                    "has to be in the name, or on sys.path"
                )
            else:
                same = [one.module for one in externals if (one.file, one.line) == (external.file, external.line)]
                remedy = _remedy(max((one for one in same if one.startswith(module)), key=len), proposed)
                sentence = f"{module} is imported, and isn't in the package: {remedy}"
            yield Problem(external.file, external.line, sentence)


def _gone(name: str, python: str) -> str | None:
    """The problem with a name that the standard library had before this version of Python."""
    last = LAST.get(name)
    if last is None or last >= int(python.partition(".")[2]):
        return None
    return f"{name} is imported, and Python {python} no longer has it: Python 3.{last} was the last"


def _remedy(module: str, proposed: str) -> str:
    if proposed:
        return f'add requirements="{proposed}" to the function'
    name = distribution_of(module)
    if name is None:
        return "add the distribution that has it to requirements=, whose name isn't known here (it may be another)"
    return f'add requirements=["{name}"] to the function'


def distribution_of(module: str) -> str | None:
    """The distribution that has a module, if that is known for sure: it is the only one installed here that has it."""
    found = set(importlib.metadata.packages_distributions().get(module.partition(".")[0], ()))
    if ("." in module and len(found) > 1) or (found and not _has_file(min(found), module.partition(".")[0])):
        path = module.replace(".", "/")
        found = {name for name in found if _has_file(name, path) or _has_file(name, path.rpartition("/")[0])}
    return found.pop() if len(found) == 1 else None


def _has_file(distribution: str, path: str) -> bool:
    """Whether a distribution has the module at a path; a folder that several share doesn't count."""
    files = {file.as_posix() for file in importlib.metadata.files(distribution) or ()}
    return bool({f"{path}.py", f"{path}/__init__.py"} & files) or any(
        file.startswith(f"{path}.") and file.endswith(".so") for file in files
    )
