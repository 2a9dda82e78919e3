"""Parses a module as the Python of the function's runtime does.

This process may run an older Python than the function's runtime. A syntax error here is then no proof: where the line
looks like syntax that came since, the module isn't parsed at all; otherwise no Python can read it, and it is an error.
Weakness: for an older runtime, syntax that is too new is detected only as far as `ast` knows its version, and in
f-strings (`f_strings.py`).
"""

from __future__ import annotations

import ast
import re
import sys
import warnings

from touchdown.package.f_strings import refuse_new_ones

_PYTHON = re.compile(r"python3\.(\d+)")
_TYPES = r"^\s*type\s+\w|\b(def|class)\s+\w+\s*\["
_CAME_WITH = {
    12: re.compile(rf"""{_TYPES}|\b[rR]?[fF][rR]?['"]"""),
    13: re.compile(rf"{_TYPES}|^\s+\**[A-Z]\w*\s*(:[^=]+)?="),
    14: re.compile(r"""^\s*except\b|\b[rR]?[tT][rR]?['"]"""),
}
"""By minor version of Python 3: what a line with that version's new syntax looks like. Source: "What's New In Python":
`type`, type parameters, and f-strings without restrictions; defaults of type parameters; `except A, B` and
t-strings."""
_F_STRING = re.compile(rb"""\b[rR]?[fF][rR]?['"]""")
_F_STRING_OF_LINES = re.compile(rb"""\b[rR]?[fF][rR]?(\"""|''')""")
"""An f-string that an older Python ends too early gives an error anywhere behind it."""


def parsed(source: bytes | str, path: str, runtime: str) -> ast.Module | None:
    """A module's syntax tree; None where only a newer Python can read it. Raises SyntaxError where none can."""
    found, here = _PYTHON.fullmatch(runtime), sys.version_info.minor
    minor = int(found.group(1)) if found else here
    data = source.encode(errors="replace") if isinstance(source, str) else source
    try:
        tree = quietly_parsed(source, path, min(minor, here))
        if minor < 12 <= here and _F_STRING.search(data):
            refuse_new_ones(data, path)
        return tree
    except SyntaxError as error:
        if any(_may_have_come_with(version, error, data) for version in range(here + 1, minor + 1)):
            return None
        raise


def quietly_parsed(source: bytes | str, path: str = "<unknown>", minor: int = sys.version_info.minor) -> ast.Module:
    """A module's syntax tree, without Python's warnings about its text, which is mostly somebody else's."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source, path, feature_version=(3, minor))


def _may_have_come_with(version: int, error: SyntaxError, source: bytes) -> bool:
    """Whether this error may come from syntax that is new in a later version; True for versions not known here."""
    looks, line = _CAME_WITH.get(version), error.text or ""
    if looks is None or looks.search(line):
        return True
    return version == 12 and (error.msg.startswith("f-string") or _F_STRING_OF_LINES.search(source) is not None)


def unread(path: str) -> str:
    """The note about a module that only a newer Python can read."""
    here = f"Python {sys.version_info.major}.{sys.version_info.minor}"
    return f"{path} can't be read by {here}, which Touchdown runs in, so what it imports isn't followed or checked"
