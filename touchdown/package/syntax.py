"""Reading a module's code as the Python of the function's runtime does.

Weakness: this process has a Python of its own. Syntax that is too new for an older runtime is told as far as `ast`
knows when it came; what only a newer runtime can read isn't read at all.
"""

from __future__ import annotations

import ast
import re
import sys

_PYTHON = re.compile(r"python3\.(\d+)")


def parsed(source: bytes | str, path: str, runtime: str) -> ast.Module | None:
    """The code of a module; None where a newer Python is needed to tell. Raises SyntaxError where it can't run."""
    found, here = _PYTHON.fullmatch(runtime), sys.version_info.minor
    minor = int(found.group(1)) if found else here
    try:
        return ast.parse(source, path, feature_version=(3, min(minor, here)))
    except SyntaxError:
        if minor > here:
            return None
        raise


def unread(path: str) -> str:
    """What is to be said of a module that only a newer Python can read."""
    here = f"Python {sys.version_info.major}.{sys.version_info.minor}"
    return f"{path} can't be read by {here}, which Touchdown runs in, so what it imports isn't followed or checked"
