"""Versions that are Pending after they are published, and aliases that answer by their weights.

The emulators publish versions that are Active at once, let an alias name a version that there isn't, and send all
calls to an alias's first version. Sources: FUNCTION.md, 1.1, 2.8, 2.11 (localstack's snapshots of AWS). AWS lets an
alias name a version that is Pending, and fails whoever calls it: here the naming is refused, so that a test sees it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

import attrs

from benchmarks.simulator.chain import ROUTED, Forward, Json, json_of, with_json
from benchmarks.simulator.tagging import region_of
from tests.support import answers
from tests.support.answers import Answer
from tests.support.calls import Call

_PUBLISHING = ("CreateFunction", "UpdateFunctionCode", "PublishVersion")
_MOVES = ("CreateAlias", "UpdateAlias")
_Key = tuple[str, str]


@attrs.frozen
class _Version:
    role: str
    pending_until: float


@attrs.define
class _Shares:
    """The versions of an alias: the first one, and another one with a share."""

    version: str = ""
    newer: str = ""
    share: float = 0.0
    calls: int = 0

    def next(self) -> str:
        """The version that answers the next call: of ten calls with a share of 0.1, the tenth."""
        self.calls += 1
        before, after = int((self.calls - 1) * self.share + 1e-9), int(self.calls * self.share + 1e-9)
        return self.newer if self.newer and after > before else self.version


class Aliases:
    """The versions and aliases that were made here, by region and function."""

    def __init__(self, pending: float, now: Callable[[], float]) -> None:
        self._pending = pending
        self._now = now
        self._versions: dict[_Key, dict[str, _Version]] = defaultdict(dict)
        self._aliases: dict[_Key, dict[str, _Shares]] = defaultdict(dict)

    async def answer(self, call: Call, forward: Forward) -> Answer:
        if call.operation.service != "lambda":
            return await forward(call.request.body)
        key, name = _key(call), call.operation.name
        if name in _MOVES and (refused := next(self._refused(key, call.parameters), None)):
            return answers.error(call.operation, *refused)
        if name == "Invoke" and (shares := self._aliases[key].get(str(call.parameters.get("Qualifier", "")))):
            ROUTED.set(call.request.target.replace(f"={call.parameters['Qualifier']}", f"={shares.next()}"))
        answer = await forward(call.request.body)
        said = json_of(answer)
        if said is None:
            return answer
        return with_json(answer, said) if self._noted(key, call, said) else answer

    def _refused(self, key: _Key, given: Mapping[str, Any]) -> Iterator[tuple[str, str, int]]:
        weights = _weights(given)
        known = self._versions[key]
        first = str(given.get("FunctionVersion", ""))
        for version in (first, *weights):
            found = known.get(version)
            if found is None and known and version and version != "$LATEST":
                yield "ResourceNotFoundException", f"Function not found: {key[1]}:{version}", 404
            elif found is not None and self._now() < found.pending_until:
                yield "ResourceConflictException", f"The version {version} is Pending (refused by the simulator).", 409
        if len(weights) > 1 or any(not 0 <= share <= 1 for share in weights.values()):
            yield "InvalidParameterValueException", "Invalid RoutingConfig.", 400
        if weights and first == "$LATEST":
            text = "$LATEST is not supported for an alias pointing to more than 1 version"
            yield "InvalidParameterValueException", text, 400
        roles = {known[one].role for one in (first, *weights) if one in known}
        if weights and len(roles) > 1:
            text = "Specified versions must be associated with the same execution role"
            yield "InvalidParameterValueException", text, 400

    def _noted(self, key: _Key, call: Call, said: Json) -> bool:
        """Remembers what an answer tells; whether it was changed."""
        name = call.operation.name
        if name in _PUBLISHING and said.get("Version", "$LATEST") != "$LATEST":
            made = _Version(said.get("Role", ""), self._now() + self._pending)
            self._versions[key].setdefault(said["Version"], made)
        if name in _MOVES:
            weights = _weights(said)
            newer, share = next(iter(weights.items()), ("", 0.0))
            self._aliases[key][said["Name"]] = _Shares(said["FunctionVersion"], newer, share)
        if name in ("GetFunction", "GetFunctionConfiguration") and "Qualifier" in call.parameters:
            found = self._versions[key].get(str(call.parameters["Qualifier"]))
            if found is not None and self._now() < found.pending_until:
                configuration = said.get("Configuration", said)
                configuration |= {"State": "Pending", "StateReasonCode": "Creating"}
                return True
        return False


def _weights(said: Mapping[str, Any]) -> dict[str, float]:
    config = cast("Mapping[str, Any]", said.get("RoutingConfig") or {})
    return dict(config.get("AdditionalVersionWeights") or {})


def _key(call: Call) -> _Key:
    given = cast(str, call.operation.labels.get("FunctionName") or call.parameters.get("FunctionName", ""))
    return region_of(call), given.partition(":function:")[2].partition(":")[0] or given
