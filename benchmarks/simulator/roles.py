"""A role that was just created can't be assumed by Lambda yet (IAM is eventually consistent)."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.simulator.chain import Forward
from benchmarks.simulator.messages import message
from tests.support.answers import Answer
from tests.support.calls import Call

_ASSUMING = ("lambda:CreateFunction", "lambda:UpdateFunctionConfiguration")


class Roles:
    """The roles that were created here, and when."""

    def __init__(self, usable_after: float, now: Callable[[], float]) -> None:
        self._usable_after = usable_after
        self._now = now
        self._usable_at: dict[str, float] = {}

    async def answer(self, call: Call, forward: Forward) -> Answer:
        if call.name in _ASSUMING and self._too_early(str(call.parameters.get("Role", ""))):
            return message("role-not-assumable", call.operation)
        answer = await forward(call.request.body)
        if call.name == "iam:CreateRole" and answer.status < 300:
            self._usable_at[call.parameters["RoleName"]] = self._now() + self._usable_after
        return answer

    def _too_early(self, arn: str) -> bool:
        return self._now() < self._usable_at.get(arn.rpartition("/")[2], 0.0)
