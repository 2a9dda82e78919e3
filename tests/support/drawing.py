"""Hypothesis strategies for values that AWS accepts, drawn from what is known of a member."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import strategies as st

from touchdown.aws import patterns
from touchdown.aws.constraints import Constraint

# Values at the limits are tested one by one; long ones in between only cost time.
_LONGEST = 40


def values(constraint: Constraint) -> st.SearchStrategy[Any]:
    """Values of a string, a number, a boolean or bytes, within all bounds."""
    if constraint.enum:
        return st.sampled_from(constraint.enum).map(int if constraint.kind in ("integer", "long") else str)
    match constraint.kind:
        case "string":
            return _texts(constraint)
        case "integer" | "long":
            return st.integers(_whole(constraint.minimum), _whole(constraint.maximum))
        case "float" | "double":
            return st.floats(constraint.minimum, constraint.maximum, allow_nan=False)
        case "boolean":
            return st.booleans()
        case "blob":
            return st.binary(min_size=_whole(constraint.minimum) or 0, max_size=_longest(constraint))
        case kind:
            raise NotImplementedError(f"values of a {kind} are drawn by its parts")


def _texts(constraint: Constraint) -> st.SearchStrategy[str]:
    shortest, longest = _whole(constraint.minimum) or 0, _longest(constraint)
    pattern = patterns.compiled(constraint.pattern) if constraint.pattern else None
    only = patterns.characters(constraint.pattern) if constraint.pattern else None
    if pattern and not only:
        texts = st.from_regex(pattern, fullmatch=True)
    else:
        one = st.from_regex(only.one, fullmatch=True) if only else st.characters(codec="utf-8")
        texts = st.text(one, min_size=shortest, max_size=longest)
    return texts.filter(lambda text: _accepted(constraint, text))


def _accepted(constraint: Constraint, text: str) -> bool:
    """Within the bounds however they are counted: in bytes there are most, without white space there are fewest."""
    long_enough = len("".join(text.split())) >= (constraint.minimum or 0)
    short_enough = constraint.maximum is None or len(text.encode()) <= constraint.maximum
    return long_enough and short_enough and not any(re.search(pattern, text) for pattern, _ in constraint.refused)


def _longest(constraint: Constraint) -> int:
    return max(_whole(constraint.minimum) or 0, min(_whole(constraint.maximum) or _LONGEST, _LONGEST))


def _whole(number: float | None) -> int | None:
    return None if number is None else int(number)
