"""The states of a definition, those of Map and Parallel states too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

import attrs

JSONPATH, JSONATA = "JSONPath", "JSONata"


@attrs.frozen
class Machine:
    """A set of states with a beginning: the whole definition, a branch of a Parallel state, or what a Map repeats."""

    where: str
    """Where it stands, as the beginning of a sentence; empty for the whole definition."""
    body: Mapping[str, Any]
    language: str
    """The query language of states that name none."""

    def states(self) -> Iterator[State]:
        """Its own states; what isn't a mapping is left out."""
        for name, body in mapping(self.body.get("States")).items():
            if isinstance(body, Mapping):
                found = cast(Mapping[str, Any], body)
                yield State(f"{name}", found, found.get("QueryLanguage", self.language))


@attrs.frozen
class State:
    """A state with its name."""

    name: str
    body: Mapping[str, Any]
    language: str

    @property
    def type(self) -> object:
        return self.body.get("Type")

    def inner(self) -> Iterator[Machine]:
        """The machines inside: the branches of a Parallel state, or what a Map repeats."""
        branches = self.body.get("Branches") if self.type == "Parallel" else None
        given = cast(list[Any], branches) if isinstance(branches, list) else []
        for number, branch in enumerate(given, 1):
            yield Machine(f'branch {number} of "{self.name}"', mapping(branch), self.language)
        repeated = self.body.get("ItemProcessor", self.body.get("Iterator")) if self.type == "Map" else None
        if isinstance(repeated, Mapping):
            yield Machine(f'what "{self.name}" repeats', cast(Mapping[str, Any], repeated), self.language)

    @property
    def is_distributed(self) -> bool:
        """Whether it is a Map that runs each item as an execution of its own."""
        config = mapping(mapping(self.body.get("ItemProcessor")).get("ProcessorConfig"))
        return self.type == "Map" and config.get("Mode") == "DISTRIBUTED"

    def arguments(self) -> Mapping[str, Any]:
        """What a task is called with, in both query languages."""
        return mapping(self.body.get("Arguments" if self.language == JSONATA else "Parameters"))


def mapping(value: object) -> Mapping[str, Any]:
    """The value where it is a mapping; otherwise an empty one."""
    return cast(Mapping[str, Any], value) if isinstance(value, Mapping) else {}


def whole(definition: object) -> Machine:
    """The machine that a definition describes."""
    body = mapping(definition)
    return Machine("", body, body.get("QueryLanguage", JSONPATH))


def machines(machine: Machine) -> Iterator[Machine]:
    """A machine, and all machines inside its states."""
    yield machine
    for state in machine.states():
        for inner in state.inner():
            yield from machines(inner)


def all_states(definition: object) -> Iterator[State]:
    """All states, wherever they are nested."""
    for machine in machines(whole(definition)):
        yield from machine.states()
