"""The names that `from x import *` gives, as far as the module is there."""

from __future__ import annotations

import ast
import sys


def star_names(node: ast.stmt) -> frozenset[str]:
    """What an import binds by its star; nothing for any other statement."""
    if not isinstance(node, ast.ImportFrom) or node.names[0].name != "*":
        return frozenset()
    module = sys.modules.get(node.module or "")
    public = getattr(module, "__all__", None) or [name for name in vars(module or object) if not name.startswith("_")]
    return frozenset(public)
