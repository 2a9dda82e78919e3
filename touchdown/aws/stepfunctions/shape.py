"""What AWS refuses in a definition, told without a call (the Amazon States Language; AWS, "State machine structure").

Expressions, and what a task is called with, are left to AWS, which checks them when the plan may ask it (`checked.py`).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from touchdown.aws.stepfunctions.definition import names_in
from touchdown.aws.stepfunctions.shape_of_state import nexts, problems_of_state
from touchdown.aws.stepfunctions.states import JSONATA, JSONPATH, Machine, machines, mapping, whole

_LONGEST_NAME = 80


def problems(definition: object, kind: str) -> Iterator[str]:
    """What is wrong with a definition, as the ends of sentences."""
    if not mapping(definition):
        yield "is no mapping with StartAt and States."
        return
    for name in sorted(names_in(definition)):
        yield f'has ${{{name}}}, and values= has no "{name}".'
    for machine in machines(whole(definition)):
        where = f", in {machine.where}" if machine.where else ""
        yield from (f"{found}{where}." for found in _of_machine(machine))
        for state in machine.states():
            names = mapping(machine.body.get("States"))
            yield from (
                f'has the state "{state.name}", {found}.' for found in problems_of_state(state, names, machine, kind)
            )


def _of_machine(machine: Machine) -> Iterator[str]:
    body = machine.body
    states = mapping(body.get("States"))
    if body.get("QueryLanguage", JSONPATH) not in (JSONPATH, JSONATA):
        yield f'has the QueryLanguage "{body["QueryLanguage"]}", AWS knows {JSONPATH} and {JSONATA}'
    if not states:
        yield "has no States"
        return
    for name, state in states.items():
        if not mapping(state):
            yield f'has the state "{name}", which is no mapping'
        if len(str(name)) > _LONGEST_NAME:
            yield f'has the state "{name}", whose name has more than {_LONGEST_NAME} characters'
    start = body.get("StartAt")
    if start is None:
        yield "has no StartAt, the name of its first state"
    elif start not in states:
        yield f'has StartAt "{start}", and no state of that name{meant(start, states)}'
    else:
        yield from _unreachable(machine, str(start))


def _unreachable(machine: Machine, start: str) -> Iterator[str]:
    """AWS refuses states that nothing leads to."""
    ahead, found = [start], set[str]()
    bodies = {state.name: state for state in machine.states()}
    while ahead:
        name = ahead.pop()
        if name not in found and name in bodies:
            found.add(name)
            ahead.extend(str(one) for _, one in nexts(bodies[name]))
    lost = [name for name in bodies if name not in found]
    if lost:
        names = ", ".join(f'"{name}"' for name in lost)
        yield f"has {names}, which no other state leads to"


def meant(name: object, known: Iterable[object]) -> str:
    """The name that was probably meant, as the end of a sentence."""
    close = difflib.get_close_matches(str(name), [str(one) for one in known], n=1)
    return f': did you mean "{close[0]}"?' if close else ""
