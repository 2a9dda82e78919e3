"""`TABLE = os.environ["TABLE_NAME"]` at the top of a Touchdownfile, which is read where the variable isn't set.

On Lambda the variable has the value that `environment=` gives it. While the file is read, it has the same value here,
if the text of the file tells it: a text, or the name of a resource that is declared with a text. Otherwise it is an
error that says what to write. `os.environ.get(...)` and `in` answer as ever.
Weakness: the values are looked for in the Touchdownfile only.
"""

from __future__ import annotations

import ast
import contextlib
import os
import sys
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path

_ENVIRONMENT = "environment"


class NotSet(KeyError):
    """A variable that isn't set here, and whose value the file doesn't tell."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    @property
    def hint(self) -> str:
        return (
            f'Set it. If only the function needs it, write os.environ.get("{self.name}"), or move the function to a '
            'file of its own, and name the file as code="file.py".'
        )


@contextlib.contextmanager
def as_declared(source: str, path: Path) -> Generator[None]:
    """Within this block, the project's files read the variables that aren't set here as `environment=` sets them."""
    values = _values_in(source)
    own = type(os.environ)

    class Declared(own):
        def __getitem__(self, key: str) -> str:
            try:
                return super().__getitem__(key)
            except KeyError:
                reader = sys._getframe(1).f_code.co_filename  # pyright: ignore[reportPrivateUsage]
                if not _is_of_project(reader, path):
                    raise
                found = values.get(key, set())
                if len(found) != 1:
                    raise NotSet(key) from None
                return next(iter(found))

    os.environ.__class__ = Declared
    try:
        yield
    finally:
        os.environ.__class__ = own


def _is_of_project(file: str, touchdownfile: Path) -> bool:
    return Path(file).is_relative_to(touchdownfile.parent) and "site-packages" not in file


def _values_in(source: str) -> Mapping[str, set[str]]:
    """The values that the file gives to each variable in `environment=`."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return {}  # an error of whoever runs it
    bound = [node for node in ast.walk(tree) if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)]
    names = {ast.unparse(node.targets[0]): node.value for node in bound}
    found: dict[str, set[str]] = {}
    for variables in _environments(tree, names):
        for key, value in _items(variables):
            text = _text(value, names)
            found.setdefault(key, set()).update([text] if text is not None else ["", "unknown"])
    return found


def _environments(tree: ast.Module, names: Mapping[str, ast.expr]) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == _ENVIRONMENT:
            yield names.get(node.value.id, node.value) if isinstance(node.value, ast.Name) else node.value


def _items(variables: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(variables, ast.Dict):
        for key, value in zip(variables.keys, variables.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value, value
    elif isinstance(variables, ast.Call):
        yield from ((keyword.arg, keyword.value) for keyword in variables.keywords if keyword.arg)


def _text(value: ast.expr, names: Mapping[str, ast.expr]) -> str | None:
    """The text that an expression stands for: a constant, one under a name, or `name` of what is declared with one."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    if isinstance(value, ast.Name) and isinstance(names.get(value.id), ast.Constant):
        return _text(names[value.id], names)
    if isinstance(value, ast.Attribute) and value.attr == "name" and isinstance(value.value, ast.Name):
        declared = names.get(value.value.id)
        given = declared.keywords if isinstance(declared, ast.Call) else []
        return next((_text(keyword.value, names) for keyword in given if keyword.arg == "name"), None)
    return None
