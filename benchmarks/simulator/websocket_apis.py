"""API Gateway's rules about WebSocket APIs that emulators are lenient about (APIS.md, 27, 29)."""

from __future__ import annotations

from benchmarks.simulator.chain import Forward, json_of
from tests.support import answers
from tests.support.answers import Answer
from tests.support.calls import Call

_BAD = "BadRequestException"


class WebSocketApis:
    """The WebSocket APIs that were made through here, each with the number of its routes."""

    def __init__(self) -> None:
        self._routes: dict[str, int] = {}

    async def answer(self, call: Call, forward: Forward) -> Answer:
        if call.operation.service != "apigatewayv2":
            return await forward(call.request.body)
        if problem := self._problem(call):
            return answers.error(call.operation, _BAD, problem, 400)
        answer = await forward(call.request.body)
        if answer.status < 300:
            self._note(call, answer)
        return answer

    def _problem(self, call: Call) -> str | None:
        given, api = call.parameters, str(call.parameters.get("apiId"))
        if api not in self._routes:
            return None
        match call.operation.name:
            case "CreateStage" if given.get("autoDeploy") and not self._routes[api]:
                return "At least one route is required before deploying the Api"
            case "CreateIntegration" if str(given.get("integrationUri")).startswith("arn:aws:lambda:"):
                return "Invalid function ARN or invalid uri"
            case _:
                return None

    def _note(self, call: Call, answer: Answer) -> None:
        name, api = call.operation.name, str(call.parameters.get("apiId"))
        if name == "CreateApi" and call.parameters.get("protocolType") == "WEBSOCKET":
            self._routes[str((json_of(answer) or {}).get("apiId"))] = 0
        elif api in self._routes and name in ("CreateRoute", "DeleteRoute"):
            self._routes[api] += 1 if name == "CreateRoute" else -1
