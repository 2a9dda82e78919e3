"""EventBridge's rules about rules: a rule with targets isn't deleted, nor is a bus with rules; a rule has five targets.

MiniStack allows all of it, and moto a sixth target and a bus with rules. What was removed is seen for a while after.
Sources: EVENTS.md, 39 and 40; FAULTS.md, 25; the messages are those of getmoto/moto#5056 and anomalyco/ion#809.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable

from benchmarks.simulator.chain import Forward
from benchmarks.simulator.tagging import region_of
from tests.support import answers
from tests.support.answers import Answer
from tests.support.calls import Call

_MOST_TARGETS = 5
_Key = tuple[str, str, str]
"""A region, a bus, and a rule; a bus itself has no rule."""


class Rules:
    """The rules and targets that were made here. Each is seen until some time after it was removed."""

    def __init__(self, seen_for: float, now: Callable[[], float]) -> None:
        self._seen_for = seen_for
        self._now = now
        self._inside: dict[_Key, dict[str, float]] = defaultdict(dict)
        """By bus its rules, and by rule its targets, with the time until which each is seen."""

    async def answer(self, call: Call, forward: Forward) -> Answer:
        if call.operation.service != "events":
            return await forward(call.request.body)
        if refused := self._refused(call):
            return answers.error(call.operation, *refused, 400)
        answer = await forward(call.request.body)
        if answer.status < 300:
            self._note(call)
        return answer

    def _refused(self, call: Call) -> tuple[str, str] | None:
        given, key = call.parameters, _key(call)
        match call.operation.name:
            case "DeleteRule" if self._seen(key):
                return "ValidationException", "Rule can't be deleted since it has targets."
            case "DeleteEventBus" if self._seen((key[0], given["Name"], "")):
                return "ValidationException", "EventBus can't be deleted since it has rules."
            case "PutTargets" if len(self._present(key) | {one["Id"] for one in given["Targets"]}) > _MOST_TARGETS:
                return "LimitExceededException", "The requested resource exceeds the maximum number allowed."
            case _:
                return None

    def _note(self, call: Call) -> None:
        given, key = call.parameters, _key(call)
        bus = (*key[:2], "")
        match call.operation.name:
            case "PutRule":
                self._inside[bus][given["Name"]] = math.inf
            case "DeleteRule":
                self._remove(bus, [given["Name"]])
            case "PutTargets":
                self._inside[key].update({one["Id"]: math.inf for one in given["Targets"]})
            case "RemoveTargets":
                self._remove(key, given["Ids"])
            case _:
                pass

    def _remove(self, key: _Key, names: list[str]) -> None:
        until = self._now() + self._seen_for
        self._inside[key].update({name: until for name in names if name in self._inside[key]})

    def _present(self, key: _Key) -> set[str]:
        return {name for name, until in self._inside[key].items() if until == math.inf}

    def _seen(self, key: _Key) -> bool:
        return any(until > self._now() for until in self._inside[key].values())


def _key(call: Call) -> _Key:
    given = call.parameters
    return region_of(call), str(given.get("EventBusName", "default")), str(given.get("Rule", given.get("Name", "")))
