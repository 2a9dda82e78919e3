"""The outputs of a workspace, as people and scripts read them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from touchdown.aws.workspace import Workspace
from touchdown.cli.views.resources import known_output
from touchdown.engine.change import Plan
from touchdown.engine.lifecycle import Outputs
from touchdown.model.output import Output, has_secret, has_unknown, reveal, shown, substitute

_UNKNOWN = "(known after apply)"


def values_of_outputs(
    workspace: Workspace,
    plan: Plan,
    applied: Mapping[str, Outputs] = MappingProxyType({}),
    *,
    revealed: bool = False,
) -> Mapping[str, str | None]:
    """By name, each value, also with what an apply has told; None for a value that only an apply can tell.

    Secrets are masked, unless they are to be `revealed`.
    """

    def resolve(found: Output) -> str | None:
        address = found.resource.address
        if found.attribute in applied.get(address, {}):
            return applied[address][found.attribute]
        return known_output(workspace, plan, found)

    found: dict[str, str | None] = {}
    for name, value in workspace.outputs.items():
        known: Any = substitute(value, resolve)
        found[name] = (
            None if has_unknown(known) and not has_secret(known) else str(reveal(known) if revealed else shown(known))
        )
    return found


def as_text(values: Mapping[str, str | None]) -> str:
    """A line for each output."""
    width = max(map(len, values), default=0)
    return "\n".join(f"{name:{width}}  {_UNKNOWN if value is None else value}" for name, value in values.items())
