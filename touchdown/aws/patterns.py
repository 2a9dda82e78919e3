"""AWS's regular expressions: as Python's, and, where they only say which characters are allowed, in words.

AWS writes Java's dialect. A pattern holds for the whole value, `\\w`, `\\d` and `\\s` mean ASCII, and classes may hold
Unicode categories, which Python's `re` doesn't have.

Rules: a pattern that Python can't read is not checked, so that a newer botocore never stops anybody; the test of this
module fails on such a pattern in a service that we use.
Weakness: of the categories, only the group that AWS uses for tags is known, `\\p{L}\\p{Z}\\p{N}_`.
"""

from __future__ import annotations

import re
from functools import cache

import attrs

# Letters, numbers and _ are what Python's \w stands for; the separators (Z) are few and have not changed for years.
_CATEGORIES = r"\p{L}\p{Z}\p{N}_"
_SAME_IN_PYTHON = r"\w \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"

# In Java a hyphen behind a class such as \w is only a hyphen; Python takes it for a range without a beginning.
_HYPHEN_BEHIND_CLASS = re.compile(r"(\\[wds])-(?!\])")

_ONLY_CHARACTERS = re.compile(r"\^?\(*\[(?P<negated>\^?)(?P<set>(?:\\[^WDS]|[^\]\\])+)\][+*]\)*\$?")
_CHARACTER = r"(?:\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|\\[^wdspux]|[^\\])"
_PART = re.compile(rf"\\p\{{.\}}|\\[wds]|{_CHARACTER}-{_CHARACTER}|{_CHARACTER}")

_FEW = 3
_NAMES = {
    "A-Za-z": ("letters",),
    "a-z": ("lower case letters",),
    "A-Z": ("capital letters",),
    "0-9": ("digits",),
    r"\d": ("digits",),
    r"\w": ("letters", "digits", "_"),
    r"\s": ("white space",),
    r"\p{L}": ("letters",),
    r"\p{N}": ("digits",),
    r"\p{Z}": ("spaces",),
    " ": ("spaces",),
    "\t": ("tabs",),
    "\n": ("line feeds",),
    "\r": ("carriage returns",),
}


@attrs.frozen
class Characters:
    """A pattern that only lists characters: the list in words, and an expression for a single character."""

    words: str
    one: re.Pattern[str]

    def first_outside(self, value: str) -> int | None:
        """The index of the first character that isn't allowed."""
        return next((index for index, character in enumerate(value) if not self.one.fullmatch(character)), None)


@cache
def compiled(pattern: str) -> re.Pattern[str] | None:
    """The pattern for Python, to be matched with `fullmatch`; None where Python can't read it."""
    text = _HYPHEN_BEHIND_CLASS.sub(r"\1\\-", pattern.replace(_CATEGORIES, _SAME_IN_PYTHON))
    try:
        return re.compile(text, re.NOFLAG if _CATEGORIES in pattern else re.ASCII)
    except re.error:
        return None


@cache
def characters(pattern: str) -> Characters | None:
    """The characters that a pattern allows, if it says nothing else, as `[A-Za-z0-9-_]+` does."""
    found = _ONLY_CHARACTERS.fullmatch(pattern)
    if found is None:
        return None
    one = compiled(f"[{found['negated']}{found['set']}]")
    if one is None:
        return None
    words = in_words(_named(found["set"]))
    return Characters(f"everything but {words} is allowed" if found["negated"] else f"allowed are {words}", one)


def in_words(parts: list[str], conjunction: str = "and") -> str:
    """`a, b and c`."""
    return f" {conjunction} ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part)


def _named(characters: str) -> list[str]:
    """The parts of a set of characters by name, each once; many single characters come as one part."""
    parts = [_plain(part) for part in _PART.findall(characters)]
    if "a-z" in parts and "A-Z" in parts:
        parts = ["A-Za-z", *(part for part in parts if part not in ("a-z", "A-Z"))]
    names = dict.fromkeys(name for part in parts for name in _NAMES.get(part) or (_name(part),))
    classes, single = [name for name in names if len(name) > 1], [name for name in names if len(name) == 1]
    return [*classes, *single] if len(single) <= _FEW else [*classes, f"any of {''.join(single)}"]


def _plain(part: str) -> str:
    """A part with its escaped characters as such; classes stay as they are written."""
    if part.startswith(r"\p") or part in (r"\w", r"\d", r"\s"):
        return part
    part = re.sub(r"\\[ux]([0-9A-Fa-f]{2,4})", lambda code: chr(int(code[1], 16)), part)
    return re.sub(r"\\(.)", r"\1", part)


def _name(part: str) -> str:
    """The name of a single character, or of a range of them."""
    return part if len(part) == 1 else f"U+{ord(part[0]):04X} to U+{ord(part[2]):04X}"
