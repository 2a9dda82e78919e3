"""Reading a module's code as the Python of the function's runtime does.

This process has a Python of its own. What only a newer runtime can read isn't read at all; but where nothing looks like
a syntax that came since, none of them can read it, and it is an error. Weakness: syntax that is too new for an older
runtime is told as far as `ast` knows when it came, and of f-strings (`f_strings.py`).
"""

from __future__ import annotations

import ast
import re
import sys

from touchdown.package.f_strings import refuse_new_ones

_PYTHON = re.compile(r"python3\.(\d+)")
_TYPES = r"^\s*type\s+\w|\b(def|class)\s+\w+\s*\["
_CAME_WITH = {
    12: re.compile(rf"""{_TYPES}|\b[rR]?[fF][rR]?['"]"""),
    13: re.compile(rf"{_TYPES}|^\s+\**[A-Z]\w*\s*(:[^=]+)?="),
    14: re.compile(r"""^\s*except\b|\b[rR]?[tT][rR]?['"]"""),
}
"""By the version of Python 3, what a line looks like in which there may be its new syntax. Source: "What's New In
Python": `type`, type parameters, and f-strings with anything in them; defaults of type parameters; `except A, B` and
t-strings."""
_F_STRING = re.compile(rb"""\b[rR]?[fF][rR]?['"]""")
_F_STRING_OF_LINES = re.compile(rb"""\b[rR]?[fF][rR]?(\"""|''')""")
"""One that an older Python takes to end earlier makes it stumble anywhere behind it."""


def parsed(source: bytes | str, path: str, runtime: str) -> ast.Module | None:
    """The code of a module; None where a newer Python is needed to tell. Raises SyntaxError where it can't run."""
    found, here = _PYTHON.fullmatch(runtime), sys.version_info.minor
    minor = int(found.group(1)) if found else here
    data = source.encode(errors="replace") if isinstance(source, str) else source
    try:
        tree = ast.parse(source, path, feature_version=(3, min(minor, here)))
        if minor < 12 <= here and _F_STRING.search(data):
            refuse_new_ones(data, path)
        return tree
    except SyntaxError as error:
        if any(_may_have_come_with(version, error, data) for version in range(here + 1, minor + 1)):
            return None
        raise


def _may_have_come_with(version: int, error: SyntaxError, source: bytes) -> bool:
    """Whether what this Python can't read may be new in a later one; of one that isn't known here nobody can tell."""
    looks, line = _CAME_WITH.get(version), error.text or ""
    if looks is None or looks.search(line):
        return True
    return version == 12 and (error.msg.startswith("f-string") or _F_STRING_OF_LINES.search(source) is not None)


def unread(path: str) -> str:
    """What is to be said of a module that only a newer Python can read."""
    here = f"Python {sys.version_info.major}.{sys.version_info.minor}"
    return f"{path} can't be read by {here}, which Touchdown runs in, so what it imports isn't followed or checked"
