"""What AWS refuses in a single state of a definition (the Amazon States Language)."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Any, cast

from touchdown.aws.stepfunctions.states import JSONATA, JSONPATH, Machine, State, mapping
from touchdown.model.output import has_unknown

_TYPES = ("Task", "Pass", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map")
_ENDING = ("Succeed", "Fail")
_ONLY_JSONPATH = ("InputPath", "OutputPath", "ResultPath", "Parameters", "ResultSelector", "ItemsPath", "SecondsPath")
_ONLY_JSONATA = ("Arguments", "Output", "Items")
_TIMES = ("Seconds", "Timestamp", "SecondsPath", "TimestampPath")
_NOT_IN_EXPRESS = (".sync", ".sync:2", ".waitForTaskToken")


def nexts(state: State) -> Iterator[tuple[str, object]]:
    """The states that it leads to, each with the field that names it."""
    body = state.body
    if "Next" in body:
        yield "Next", body["Next"]
    if "Default" in body and state.type == "Choice":
        yield "Default", body["Default"]
    for field in ("Choices", "Catch"):
        for one in _rows(body, field):
            if "Next" in one:
                yield field, one["Next"]


def _rows(body: Mapping[str, Any], field: str) -> list[Mapping[str, Any]]:
    found = body.get(field)
    return [mapping(one) for one in cast(list[Any], found)] if isinstance(found, list) else []


def problems_of_state(state: State, names: Mapping[str, Any], machine: Machine, kind: str) -> Iterator[str]:
    """What is wrong with a state, as the ends of sentences."""
    if state.type not in _TYPES:
        close = difflib.get_close_matches(str(state.type), _TYPES, n=1)
        hint = f", did you mean {close[0]}?" if close else f": the types are {', '.join(_TYPES)}"
        yield f'whose Type is "{state.type}"{hint}' if "Type" in state.body else f"which has no Type{hint}"
        return
    for field, name in nexts(state):
        if name not in names:
            close = difflib.get_close_matches(str(name), [str(one) for one in names], n=1)
            yield f'whose {field} names "{name}", and there is no such state' + (
                f': did you mean "{close[0]}"' if close else " beside it"
            )
    yield from _of_end(state)
    yield from _of_language(state, machine)
    yield from _of_errors(state)
    yield from _OF_TYPE.get(str(state.type), lambda state, kind: iter(()))(state, kind)


def _of_end(state: State) -> Iterator[str]:
    body = state.body
    if state.type in _ENDING or state.type == "Choice":
        for field in ("Next", "End"):
            if field in body:
                yield f"a {state.type} state, which has no {field}"
    elif ("Next" in body) == (body.get("End") is True):
        yield "which needs either Next or End: true" + (", and has both" if "Next" in body else "")


def _of_language(state: State, machine: Machine) -> Iterator[str]:
    if state.language not in (JSONPATH, JSONATA):
        yield f'whose QueryLanguage is "{state.language}": AWS knows {JSONPATH} and {JSONATA}'
    elif machine.language == JSONATA and state.language == JSONPATH:
        yield f"which is in {JSONPATH}: all states of a {JSONATA} machine are in {JSONATA}"
    else:
        wrong = _ONLY_JSONPATH if state.language == JSONATA else _ONLY_JSONATA
        other = JSONPATH if state.language == JSONATA else JSONATA
        for field in wrong:
            if field in state.body:
                yield f"which is in {state.language}, and {field} is a field of {other}"


def _of_errors(state: State) -> Iterator[str]:
    for field in ("Retry", "Catch"):
        rows = _rows(state.body, field)
        if rows and state.type not in ("Task", "Parallel", "Map"):
            yield f"a {state.type} state, which has no {field}"
        for number, row in enumerate(rows, 1):
            errors = row.get("ErrorEquals")
            if not isinstance(errors, list) or not errors:
                yield f"whose {field} has an entry without ErrorEquals"
            elif "States.ALL" in errors and (len(cast(list[Any], errors)) > 1 or number < len(rows)):
                yield f"whose {field} has States.ALL, which stands alone, and last"
            if field == "Catch" and "Next" not in row:
                yield "whose Catch has an entry without Next"


def _of_task(state: State, kind: str) -> Iterator[str]:
    named = state.body.get("Resource")
    if not isinstance(named, str) or not str.__str__(named):
        yield "a Task without Resource"
        return
    text = str.__str__(named)
    if not has_unknown(named) and not text.startswith("arn:"):
        yield f'whose Resource is "{text}", which is no ARN'
    if kind == "EXPRESS" and text.endswith(_NOT_IN_EXPRESS):
        yield f"which waits for {text.rpartition(':::')[2]}: an EXPRESS state machine can't"


def _of_choice(state: State, kind: str) -> Iterator[str]:
    rows = _rows(state.body, "Choices")
    if not rows:
        yield "a Choice without Choices"
    for row in rows:
        if "Next" not in row:
            yield "whose Choices have a rule without Next"
        if state.language == JSONATA and "Condition" not in row:
            yield "whose Choices have a rule without Condition"
        if state.language == JSONPATH and not {"Variable", "And", "Or", "Not"} & set(row):
            yield "whose Choices have a rule without Variable, And, Or or Not"


def _of_wait(state: State, kind: str) -> Iterator[str]:
    given = [field for field in _TIMES if field in state.body]
    if len(given) != 1:
        yield f"a Wait, which has one of {', '.join(_TIMES)}" + (f", and not {' and '.join(given)}" if given else "")


def _of_parallel(state: State, kind: str) -> Iterator[str]:
    if not _rows(state.body, "Branches"):
        yield "a Parallel state without Branches"


def _of_map(state: State, kind: str) -> Iterator[str]:
    if not mapping(state.body.get("ItemProcessor", state.body.get("Iterator"))):
        yield "a Map without ItemProcessor"
    if kind == "EXPRESS" and state.is_distributed:
        yield "a Map whose Mode is DISTRIBUTED: an EXPRESS state machine can't have it"


_OF_TYPE = {"Task": _of_task, "Choice": _of_choice, "Wait": _of_wait, "Parallel": _of_parallel, "Map": _of_map}
