"""Checks a declaration before the first call: types, pieces of markers, and each type's own rules.

All problems of a workspace are found together, so that a user can mend them in one go. What a resource brings along is
not checked while the resource itself is wrong: it would have the same problems.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from touchdown.model.annotation import mismatch
from touchdown.model.errors import DeclarationError, all_in_one
from touchdown.model.field import fields_of
from touchdown.model.output import fragment, has_unknown, is_unicode
from touchdown.model.resource import Resource
from touchdown.model.workspace import BaseWorkspace


def check(workspace: BaseWorkspace) -> None:
    """Raises an error that holds all problems, if there are any."""
    found = {resource: list(_problems(resource)) for resource in workspace.resources()}
    errors = [
        DeclarationError(f"{resource.address}: {sentence(problem)}", where=resource.where)
        for resource, problems in found.items()
        if resource.implied_by is None or not found[resource.implied_by]
        for problem in problems
    ]
    if errors:
        raise all_in_one(errors)
    workspace.in_order()


def _problems(resource: Resource) -> Iterator[str]:
    wrong = [
        *_wrong_types(resource),
        *_ignored(resource),
        *_cut_markers(resource),
        *_unknown_values(resource),
        *_no_text(resource),
    ]
    # A type's own rules look into the values, so they needn't expect markers and values of other types.
    yield from wrong or resource.problems()


def _wrong_types(resource: Resource) -> Iterator[str]:
    for name, value in resource.values().items():
        problem = mismatch(value, _hint(type(resource), name))
        if problem:
            yield f"{_argument(type(resource), name)}= {problem}"


def _argument(cls: type, name: str) -> str:
    """The name by which a user gives a field."""
    return attrs.fields_dict(cls)[name].alias or name


def _ignored(resource: Resource) -> Iterator[str]:
    known = {name for name, members in fields_of(type(resource)).items() if not members.own}
    for name in resource.ignore:
        if name not in known - {"name"}:
            yield f'ignore= has "{name}", which is no field of {resource.TYPE}'


@functools.cache
def _hint(cls: type, field: str) -> Any:
    """A field's annotation, as a type."""
    owner = next(base for base in cls.__mro__ if field in vars(base).get("__annotations__", {}))
    return eval(str(vars(owner)["__annotations__"][field]), vars(sys.modules[owner.__module__]))


def _cut_markers(resource: Resource) -> Iterator[str]:
    for name in fields_of(type(resource)):
        if fragment(getattr(resource, name)):
            yield (
                f"{name}= holds a piece of an output: the text that stands for a value which isn't known yet was cut "
                "or changed. Put the output into the text as a whole"
            )


def _unknown_values(resource: Resource) -> Iterator[str]:
    for name, members in fields_of(type(resource)).items():
        if members.known and has_unknown(getattr(resource, name)):
            yield f"{name}= can't be an output: it has to be known before anything is made"


def _no_text(resource: Resource) -> Iterator[str]:
    for name in fields_of(type(resource)):
        if not is_unicode(getattr(resource, name)):
            yield f"{name}= holds a lone surrogate, as of a file name that isn't UTF-8: it can't be sent"


def first_of(names: Sequence[str], most: int) -> str:
    """Some names for a sentence: the first of them, and whether there are more."""
    return ", ".join(names[:most]) + (" and more" if len(names) > most else "")


def sentence(problem: str) -> str:
    """A problem with its full stop."""
    return problem if problem.endswith((".", "?")) else f"{problem}."
