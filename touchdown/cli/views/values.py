"""Formats values: on one line where they fit, otherwise as JSON over several lines; and the differences of two values.

Nothing is hidden here: secrets have been replaced before.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping
from typing import Any, cast

import attrs

_WIDE = 100
_CONTEXT = 30
_STANDS_FOR = re.compile(r"\([^()]*\)")
"""Placeholders for values: `(sensitive)`, `(secret)`, `(iam_role.hello.arn)`."""


def text_of(value: object) -> str:
    """A value as text; on several lines only if it is a long list or dictionary."""
    flat = _flat(value)
    if len(flat) <= _WIDE:
        return flat
    if _has_parts(value):
        return "\n".join(_lines(value))
    return f"{flat[:_WIDE]}... ({len(str(value)):,} characters)"


def size_of(number: int) -> str:
    """A size in bytes, as MB or kB."""
    return f"{number / 1e6:.1f} MB" if number >= 1e6 else f"{number / 1e3:.1f} kB"


def pair_of(old: object, new: object) -> tuple[str, str]:
    """Two different values, each on one line; of long texts, the part where the difference begins."""
    if isinstance(old, str) and isinstance(new, str) and len(old) + len(new) > 2 * _WIDE:
        pairs = enumerate(zip(old, new, strict=False))
        alike = next((at for at, (before, after) in pairs if before != after), min(len(old), len(new)))
        start = max(0, alike - _CONTEXT)
        return _excerpt(old, start), _excerpt(new, start)
    return text_of(old), text_of(new)


def changed_lines(old: object, new: object) -> list[str]:
    """The differing lines, marked "- " and "+ ", of two long values with lines."""
    before, after = _lines(old), _lines(new)
    if len(_flat(old)) + len(_flat(new)) <= _WIDE or min(len(before), len(after)) <= 1:
        return []
    found = difflib.unified_diff(before, after, n=0, lineterm="")
    return [f"{line[0]} {line[1:]}" for line in found if not line.startswith(("---", "+++", "@@"))]


def _flat(value: object) -> str:
    if _is_code(value):
        return _code(value)
    if isinstance(value, str):
        return value if _STANDS_FOR.fullmatch(value) else json.dumps(value, ensure_ascii=False)
    if isinstance(value, bytes):
        return f"{len(value):,} bytes"
    if isinstance(value, list | tuple | Mapping):
        return json.dumps(value, ensure_ascii=False, default=str)
    return "none" if value is None else str(value)


def _lines(value: object) -> list[str]:
    """The lines of a value; JSON without commas, so that a line doesn't differ because another item follows it."""
    structure = _parsed(value) if isinstance(value, str) else value
    if _has_parts(structure):
        text = json.dumps(structure, indent=2, ensure_ascii=False, default=str)
        return [line.removesuffix(",") for line in text.splitlines()]
    return str(value).splitlines()


def _has_parts(value: object) -> bool:
    return isinstance(value, list | Mapping) and not _is_code(value)


def _parsed(text: str) -> object:
    try:
        return json.loads(text) if text.lstrip().startswith(("{", "[")) else text
    except ValueError:
        return text


def _excerpt(text: str, start: int) -> str:
    part = json.dumps(text[start : start + _WIDE], ensure_ascii=False)[1:-1]
    before, after = "..." if start else "", "..." if start + _WIDE < len(text) else ""
    return f'"{before}{part}{after}" ({len(text):,} characters)'


def _is_code(value: Any) -> bool:
    return hasattr(value, "sha256") or (isinstance(value, Mapping) and "sha256" in value)


def _code(value: Any) -> str:
    code: Mapping[str, Any] = cast(Mapping[str, Any], value) if isinstance(value, Mapping) else attrs.asdict(value)
    where = f"{code['object']} " if code.get("object") else ""
    size = f"{code['size']:,} bytes " if code.get("size") else ""
    return f"{where}{size}sha256 {str(code.get('sha256') or 'unknown')[:12]}"
