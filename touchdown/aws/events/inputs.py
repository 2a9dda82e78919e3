"""What a target gets in place of the event: a fixed input, a part of the event, or a text made of parts of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from touchdown.model.output import has_unknown

_MOST_PATHS = 100
"""EVENTS.md, 39."""
_PATH = re.compile(r"\$(\.[\w-]+(\[\d+\])?)*")
_PLACEHOLDER = re.compile(r"<([\w.-]+)>")
_OF_AWS = "aws.events."


def problems(fixed: Any, path: str | None, transformer: Mapping[str, Any] | None) -> Iterator[str]:
    """What EventBridge would refuse."""
    given = {"input=": fixed, "input_path=": path, "input_transformer=": transformer}
    names = [name for name, value in given.items() if value is not None]
    if len(names) > 1:
        yield f"{' and '.join(names)} are given: a target takes a single one of them."
    if path is not None and not has_unknown(path) and not _PATH.fullmatch(path):
        yield f'input_path= is "{path}", AWS wants a path of names with dots, as "$.detail.order".'
    if transformer is not None and not has_unknown(transformer):
        yield from (f"input_transformer= {problem}." for problem in _of_transformer(transformer))


def _of_transformer(transformer: Mapping[str, Any]) -> Iterator[str]:
    paths, template = transformer.get("InputPathsMap", {}), transformer.get("InputTemplate")
    if template is None:
        yield "has no InputTemplate"
    if unknown := sorted(transformer.keys() - {"InputPathsMap", "InputTemplate"}):
        yield f'has "{unknown[0]}", it takes InputPathsMap and InputTemplate'
    if len(paths) > _MOST_PATHS:
        yield f"has {len(paths)} paths, AWS allows {_MOST_PATHS}"
    for name, path in paths.items():
        if not _PATH.fullmatch(path):
            yield f'has for "{name}" the path "{path}", AWS wants names with dots, as "$.detail.order"'
    for name in dict.fromkeys(_PLACEHOLDER.findall(template or "")):
        if name not in paths and not name.startswith(_OF_AWS):
            yield f'has "<{name}>" in its template, and no path for it'
