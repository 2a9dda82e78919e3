"""The targets of a rule as EventBridge lists them; ours have ids of hashes of workspace and address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from touchdown.aws.events.finding import place_of
from touchdown.aws.lifecycle import Found, Named
from touchdown.aws.marks import of_workspace, start_of_id
from touchdown.aws.members import values_in
from touchdown.aws.reading import Reading
from touchdown.aws.resource_types import label_in
from touchdown.model.errors import Missing
from touchdown.model.resource import carried_address, split_identity

_TARGET = "events_event_bus:rule:target"


def id_of(workspace: str | None, address: str) -> str:
    """The id of a target of ours."""
    return start_of_id(workspace, address).rstrip("-")


def _targets_of(reading: Reading, rule: str) -> list[Mapping[str, Any]]:
    """All targets of a rule, read once; there are five at most."""
    place = place_of(rule, "Rule")
    return reading.once(f"targets of {rule}", lambda: reading.api.once("events:ListTargetsByRule", **place)["Targets"])


def read(target: Named) -> Found:
    """Reads a target of ours, or the target of somebody else that has this id."""
    rule, name = split_identity(_TARGET, target.name)
    ours = id_of(target.reading.workspace, carried_address(target.account.name, _TARGET, target.name))
    for one in _targets_of(target.reading, rule):
        if one["Id"] in (ours, name):
            return Found(values_in(target.cls, one, within="Targets.member"), {"id": one["Id"]})
    raise Missing(f"The rule {rule} has no target {name}.")


def names_of_ours(reading: Reading, rule: str) -> Iterable[str]:
    """The names of our targets. A target in an account that had another name is called by its id."""
    for one in _targets_of(reading, rule):
        if one["Id"].startswith(of_workspace(reading.workspace)):
            name = label_in(one["Arn"])
            address = carried_address(reading.account.name, _TARGET, f"{rule}:{name}")
            yield name if one["Id"] == id_of(reading.workspace, address) else one["Id"]
