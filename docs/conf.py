"""Sphinx's settings. `make docs` builds the pages into `docs/_build/html`.

The pages on resource types are made from the classes: what a user can give and what comes out, and nothing else of
them, each field with its default.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

import touchdown
from touchdown.model.field import FIXED, defaults_of, fields_of
from touchdown.model.resource import Resource, outputs_of

project = "Touchdown"
author = "the authors of Touchdown"
project_copyright = "the authors of Touchdown"
release = version = touchdown.__version__

extensions = ["sphinx.ext.autodoc"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"Touchdown {release}"
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True, "inherited-members": True}
add_module_names = False
toc_object_entries_show_parents = "hide"
highlight_language = "none"
default_role = "code"  # as docstrings have it

_METHODS = {"add_file", "get_file"}
_current: list[type[Resource]] = []


def setup(app: Sphinx) -> None:
    app.connect("autodoc-process-signature", _without_signature)
    app.connect("autodoc-skip-member", _skip)
    app.connect("autodoc-process-docstring", _add_facts)


def _is_type(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, Resource)


def _without_signature(app: Sphinx, what: str, name: str, value: object, *_: Any) -> tuple[str, str | None] | None:
    """Takes away the signature of a type, which would say all its fields once more."""
    return ("", None) if _is_type(value) else None


def _skip(app: Sphinx, what: str, name: str, value: object, skip: bool, options: Any) -> bool | None:
    """Leaves out what isn't a field or an output."""
    if not _current:
        return None
    return name not in {*fields_of(_current[-1]), *outputs_of(_current[-1]), *_METHODS}


def _add_facts(app: Sphinx, what: str, name: str, value: object, options: Any, lines: list[str]) -> None:
    """Says which default a field has, which field can't change, and what is an output."""
    if isinstance(value, type) and issubclass(value, Resource):
        _current[:] = [value]
        return
    cls, field = (_current[-1], name.rpartition(".")[2]) if _current else (Resource, "")
    if field in outputs_of(cls):
        lines += ["", "An output."]
    if field not in fields_of(cls):
        return
    default = defaults_of(cls).get(field, ...)
    if default is not None:
        lines += ["", "Required." if default is ... else f"Default: ``{default!r}``."]
    if FIXED in fields_of(cls)[field].update:
        lines += ["", "Can't be changed: with another value the resource is replaced."]
