"""What MiniStack lacks of API Gateway's REST APIs.

It has no PutRestApi (`openapi.py`), makes nonsense of some patches, lists APIs, keys and usage plans with the tags that
they were created with, and knows no other tags of a key or a plan than those that were written later.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from .openapi import JSON, Api, Failed, Json
from .request import Application, Message, Receive, Request, Send, respond

_KINDS = ("/restapis/", "/usageplans/", "/tags/arn:")
_TAGGED = ("/apikeys", "/usageplans")
_TYPES = "/endpointConfiguration/types/"
_NUMBERS: Mapping[str, Callable[[str], float]] = {
    "/throttle/rateLimit": float,
    "/throttle/burstLimit": int,
    "/quota/limit": int,
}


class RestApis:
    """The application, with these two operations of API Gateway before it."""

    def __init__(self, application: Application) -> None:
        self._application = application

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        path = str(scope.get("path", ""))
        if scope["type"] != "http" or not _concerns(scope["method"], path):
            await self._application(scope, receive, send)
            return
        request = Request(scope)
        if "/apigateway/aws4_request" not in request.headers.get("authorization", ""):
            await self._application(scope, receive, send)  # an object of a bucket may have such a path, too
            return
        await request.read(receive)
        try:
            answer = await self._answer(request, receive, send)
        except Failed as failed:
            await respond(send, failed.status, failed.body, [JSON])
            return
        except ValueError:
            error = {"__type": "BadRequestException", "message": "Unable to parse the document: it is no JSON"}
            await respond(send, 400, json.dumps(error).encode(), [JSON])
            return
        if answer is not None:
            await respond(send, 201 if request.method == "POST" else 200, json.dumps(answer).encode(), [JSON])

    async def _answer(self, request: Request, receive: Receive, send: Send) -> Json | None:
        """The answer to what MiniStack lacks; None for a call that it has answered itself."""
        api, parts = Api(self._application, request.scope, request.path), request.path.strip("/").split("/")
        if parts[0] in ("restapis", "usageplans") and len(parts) == 2:
            if request.method == "PUT":
                return await api.put(json.loads(request.body))
            if request.method == "PATCH":
                patches = json.loads(request.body)["patchOperations"]
                patches = _of_api(patches) if parts[0] == "restapis" else await _of_plan(api, patches)
                return await api.ask("PATCH", "", {"patchOperations": patches})
        if request.method == "POST":
            return await _created(api, request, parts[0])
        await self._application(request.scope, request.again(receive), send)
        if parts[0] == "tags":
            await _show_tags(api, request.path)
        return None


def _concerns(method: str, path: str) -> bool:
    return path in _TAGGED if method == "POST" else method != "GET" and path.startswith(_KINDS)


async def _created(api: Api, request: Request, kind: str) -> Json:
    """Makes a key or a plan, and gives it its tags."""
    given: Json = json.loads(request.body)
    made = await api.ask("POST", "", given)
    region = request.headers["authorization"].partition("Credential=")[2].split("/")[2]
    arn = f"arn:aws:apigateway:{region}::/{kind}/{made['id']}"
    await Api(api.application, api.scope, f"/tags/{arn}").ask("PUT", "", {"tags": given.get("tags", {})})
    return made


def _of_api(patches: list[Json]) -> list[Json]:
    """A type of endpoint: the path names the old one, which MiniStack takes for the key of a mapping."""
    return [
        {**one, "path": _TYPES.rstrip("/"), "value": [one["value"]]} if one["path"].startswith(_TYPES) else one
        for one in patches
    ]


async def _of_plan(api: Api, patches: list[Json]) -> list[Json]:
    """Stages come and go by their names, and numbers are texts: MiniStack keeps both as they are."""
    stages: list[Json] = (await api.ask("GET")).get("apiStages", [])
    made: list[Json] = []
    for one in patches:
        if one["path"] == "/apiStages":
            id_, _, stage = one["value"].partition(":")
            stages = [other for other in stages if (other["apiId"], other["stage"]) != (id_, stage)]
            stages += [{"apiId": id_, "stage": stage}] if one["op"] == "add" else []
            made.append({"op": "replace", "path": "/apiStages", "value": stages})
        else:
            number = _NUMBERS.get(one["path"])
            made.append({**one, "value": number(one["value"])} if number else one)
    return made


async def _show_tags(api: Api, path: str) -> None:
    """Puts the tags of an API, a key or a plan into what lists show of it."""
    _, kind, id_, *rest = path.rpartition("::")[2].split("/")
    if not rest:
        tags = (await api.ask("GET"))["tags"]
        shown = {"patchOperations": [{"op": "replace", "path": "/tags", "value": tags}]}
        await Api(api.application, api.scope, f"/{kind}/{id_}").ask("PATCH", "", shown)
