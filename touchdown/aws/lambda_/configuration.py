"""A function's configuration, apart from its code: the members of the API that carry it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from touchdown.aws.constraints import environment_problems
from touchdown.engine.observed import Values

CONFIGURATION = ("description", "role", "handler", "runtime", "timeout", "memory", "environment", "log_group")
"""The fields that UpdateFunctionConfiguration changes."""

IN_TAGS = frozenset({"tags", "attached"})
"""The fields that are carried by tags: they publish nothing."""


def members_of(wanted: Values, names: Sequence[str] = CONFIGURATION) -> dict[str, Any]:
    """The members of CreateFunction and UpdateFunctionConfiguration that carry the fields; each in the form that also
    resets it, since AWS keeps what an update doesn't mention."""
    forms: dict[str, tuple[str, Any]] = {
        "description": ("Description", wanted["description"]),
        "role": ("Role", wanted["role"]),
        "handler": ("Handler", wanted["handler"]),
        "runtime": ("Runtime", wanted["runtime"]),
        "timeout": ("Timeout", wanted["timeout"]),
        "memory": ("MemorySize", wanted["memory"]),
        "environment": ("Environment", {"Variables": wanted["environment"]}),
        "log_group": ("LoggingConfig", {"LogFormat": "Text", "LogGroup": wanted["log_group"]}),
    }
    return dict(forms[name] for name in names)


def configuration_problems(values: Values) -> Iterator[str]:
    """What AWS refuses of the values beyond the constraints of each member."""
    yield from (f"environment= {problem}" for problem in environment_problems(values["environment"]))


def configuration_of(values: Values) -> dict[str, Any]:
    """The fields that publish a version, but for the code."""
    return {name: values[name] for name in (*CONFIGURATION, "architecture")}
