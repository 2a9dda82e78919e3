"""The fields of a function's configuration, apart from its code and its tags."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from touchdown.aws.constraints import environment_problems
from touchdown.engine.observed import Values

CONFIGURATION = ("description", "role", "handler", "runtime", "timeout", "memory", "environment", "log_group")
"""The fields that UpdateFunctionConfiguration changes."""

IN_TAGS = frozenset({"tags", "attached"})
"""The fields that tags carry: a change of these publishes nothing."""


def configuration_problems(values: Values) -> Iterator[str]:
    """What AWS refuses of the values beyond the constraints of each member."""
    yield from (f"environment= {problem}" for problem in environment_problems(values["environment"]))


def configuration_of(values: Values) -> dict[str, Any]:
    """The fields that publish a version, but for the code."""
    return {name: values[name] for name in (*CONFIGURATION, "architecture")}
