"""The names that `from x import *` binds, if the module is loaded."""

from __future__ import annotations

import ast
import sys


def star_names(node: ast.stmt) -> frozenset[str]:
    """The names that a star import binds; none for any other statement."""
    if not isinstance(node, ast.ImportFrom) or node.names[0].name != "*":
        return frozenset()
    module = sys.modules.get(node.module or "")
    public = getattr(module, "__all__", None) or [name for name in vars(module or object) if not name.startswith("_")]
    return frozenset(public)
