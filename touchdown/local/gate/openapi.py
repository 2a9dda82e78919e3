"""REST APIs from one document: PutRestApi, which MiniStack lacks, made of single calls that it has.

They are carried out within the same process, as the same caller. What a document doesn't name any more goes, as AWS's
mode `overwrite` has it; Touchdown doesn't use the mode `merge`.

Weakness: what was written answers at once; AWS waits for a deployment.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from .request import Application, Message

_EXTENSION = "x-amazon-apigateway-"
_ANY = f"{_EXTENSION}any-method"
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", _ANY)
JSON = (b"content-type", b"application/json")

Json = dict[str, Any]


class Failed(Exception):
    """A single call was refused; the answer to it is the answer to the whole."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(status)
        self.status, self.body = status, body


class Api:
    """An API, and the calls by which it is written."""

    def __init__(self, application: Application, scope: Message, path: str) -> None:
        self.application = application
        self.scope = scope
        self._path = path

    async def put(self, document: Json) -> Json:
        await self.ask("GET")
        await self._settings(document)
        before = await self._lists()
        await self._models(document, before["models"])
        named = {**await self._authorizers(document), **await self._validators(document)}
        await self._paths(document, named)
        await self._responses(document)
        for kind in ("authorizers", "requestvalidators"):
            for one in before[kind]:
                await self.ask("DELETE", f"/{kind}/{one['id']}")
        return await self.ask("GET")

    async def _settings(self, document: Json) -> None:
        """All that a document resets (APIS.md, 3)."""
        info, policy = document.get("info", {}), document.get(f"{_EXTENSION}policy")
        values = {
            "name": info.get("title"),
            "description": info.get("description"),
            "version": info.get("version"),
            "binaryMediaTypes": document.get(f"{_EXTENSION}binary-media-types", []),
            "minimumCompressionSize": document.get(f"{_EXTENSION}minimum-compression-size"),
            "apiKeySource": document.get(f"{_EXTENSION}api-key-source", "HEADER"),
            "policy": json.dumps(policy) if policy else None,
        }
        patches = [{"op": "replace", "path": f"/{name}", "value": value} for name, value in values.items()]
        await self.ask("PATCH", "", {"patchOperations": patches})

    async def _lists(self) -> Mapping[str, list[Json]]:
        kinds = ("models", "authorizers", "requestvalidators")
        return {kind: (await self.ask("GET", f"/{kind}", limit=500)).get("item", []) for kind in kinds}

    async def _models(self, document: Json, before: list[Json]) -> None:
        for one in before:
            await self.ask("DELETE", f"/models/{one['name']}")
        for name, schema in document.get("components", {}).get("schemas", {}).items():
            model = {"name": name, "contentType": "application/json", "schema": json.dumps(schema)}
            await self.ask("POST", "/models", model)

    async def _authorizers(self, document: Json) -> dict[str, str]:
        """Makes the authorizers; the ids by the names of their schemes."""
        made: dict[str, str] = {}
        for name, scheme in _schemes(document).items():
            given = scheme.get(f"{_EXTENSION}authorizer")
            if given is None:
                continue
            source = f"method.request.header.{scheme['name']}"
            kept = ("authorizerUri", "authorizerResultTtlInSeconds", "providerARNs", "authorizerCredentials")
            members = {member: given[member] for member in kept if member in given}
            members |= {"name": name, "type": given["type"].upper(), "authType": scheme[f"{_EXTENSION}authtype"]}
            members["identitySource"] = given.get("identitySource", source)
            made[name] = (await self.ask("POST", "/authorizers", members))["id"]
        return made

    async def _validators(self, document: Json) -> dict[str, str]:
        made: dict[str, str] = {}
        for name, given in document.get(f"{_EXTENSION}request-validators", {}).items():
            made[name] = (await self.ask("POST", "/requestvalidators", {"name": name, **given}))["id"]
        return made

    async def _responses(self, document: Json) -> None:
        for one in (await self.ask("GET", "/gatewayresponses")).get("item", []):
            if not one.get("defaultResponse"):
                await self.ask("DELETE", f"/gatewayresponses/{one['responseType']}")
        for kind, given in document.get(f"{_EXTENSION}gateway-responses", {}).items():
            await self.ask("PUT", f"/gatewayresponses/{kind}", given)

    async def _paths(self, document: Json, named: Mapping[str, str]) -> None:
        found = (await self.ask("GET", "/resources", limit=500))["item"]
        by_path: dict[str, Json] = {one["path"]: one for one in found}
        wanted: dict[str, Json] = {way: {} for path in document["paths"] for way in _ways(path)}
        wanted |= document["paths"]
        for path in sorted(wanted, key=lambda one: one.count("/") if one != "/" else 0):
            if path not in by_path:
                parent, _, part = path.rpartition("/")
                above = by_path[parent or "/"]["id"]
                by_path[path] = await self.ask("POST", f"/resources/{above}", {"pathPart": part})
            await self._methods(by_path[path], wanted[path], document, named)
        for path in sorted(by_path.keys() - wanted.keys() - {"/"}, reverse=True):
            await self.ask("DELETE", f"/resources/{by_path[path]['id']}")
        if "/" not in wanted:
            await self._methods(by_path["/"], {}, document, named)

    async def _methods(self, resource: Json, item: Json, document: Json, named: Mapping[str, str]) -> None:
        operations = {"ANY" if name == _ANY else name.upper(): one for name, one in item.items() if name in _METHODS}
        there: Json = resource.get("resourceMethods") or {}
        for name in there.keys() - operations.keys():
            await self.ask("DELETE", f"/resources/{resource['id']}/methods/{name}")
        for name, operation in operations.items():
            place = f"/resources/{resource['id']}/methods/{name}"
            await self.ask("PUT", place, _method(operation, document, named))
            for status, response in operation.get("responses", {}).items():
                headers = {f"method.response.header.{header}": False for header in response.get("headers", {})}
                await self.ask("PUT", f"{place}/responses/{status}", {"responseParameters": headers})
            await self._integration(f"{place}/integration", operation.get(f"{_EXTENSION}integration"))

    async def _integration(self, place: str, given: Json | None) -> None:
        if given is None:
            return
        members = {**given, "type": given["type"].upper()}
        responses = members.pop("responses", {})
        await self.ask("PUT", place, members)
        for pattern, response in responses.items():
            selection = {} if pattern == "default" else {"selectionPattern": pattern}
            await self.ask("PUT", f"{place}/responses/{response['statusCode']}", {**response, **selection})

    async def ask(self, method: str, below: str = "", body: object = None, **query: object) -> Json:
        """Makes a call as the caller of the whole."""
        content = b"" if body is None else json.dumps(body).encode()
        path = self._path + below
        headers = [one for one in self.scope["headers"] if one[0].lower() not in (b"content-length", b"content-type")]
        scope = {
            **self.scope,
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": "&".join(f"{name}={value}" for name, value in query.items()).encode(),
            "headers": [*headers, JSON, (b"content-length", str(len(content)).encode())],
        }
        statuses, parts = list[int](), list[bytes]()

        async def receive() -> Message:
            return {"type": "http.request", "body": content, "more_body": False}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])
            parts.append(message.get("body", b""))

        await self.application(scope, receive, send)
        answer = b"".join(parts)
        if statuses[0] >= 300:
            raise Failed(statuses[0], answer)
        return json.loads(answer) if answer else {}


def _schemes(document: Json) -> Mapping[str, Json]:
    return document.get("components", {}).get("securitySchemes", {})


def _method(operation: Json, document: Json, named: Mapping[str, str]) -> Json:
    """The members of a method: who may call it, and what is checked of a request."""
    members: Json = {"authorizationType": "NONE", "apiKeyRequired": False}
    for name, scopes in ((name, scopes) for one in operation.get("security", []) for name, scopes in one.items()):
        members |= _guarded(_schemes(document)[name], named.get(name, ""), scopes)
    content = operation.get("requestBody", {}).get("content", {})
    models = {kind: one["schema"]["$ref"].rpartition("/")[2] for kind, one in content.items()}
    places = {"path": "path", "query": "querystring", "header": "header"}
    parameters = {
        f"method.request.{places[one['in']]}.{one['name']}": bool(one.get("required"))
        for one in operation.get("parameters", [])
    }
    validator = named.get(operation.get(f"{_EXTENSION}request-validator", ""))
    return {**members, "requestModels": models, "requestParameters": parameters, "requestValidatorId": validator}


def _guarded(scheme: Json, authorizer: str, scopes: list[str]) -> Json:
    kind = scheme.get(f"{_EXTENSION}authtype")
    if kind == "awsSigv4":
        return {"authorizationType": "AWS_IAM"}
    if kind is None:
        return {"apiKeyRequired": True}
    of = {"cognito_user_pools": "COGNITO_USER_POOLS"}.get(kind, "CUSTOM")
    return {"authorizationType": of, "authorizerId": authorizer, "authorizationScopes": scopes}


def _ways(path: str) -> Iterator[str]:
    """A path, and all that it leads through."""
    parts = path.split("/")
    yield from ("/".join(parts[:end]) for end in range(2, len(parts) + 1))
