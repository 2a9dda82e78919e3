"""An API by an OpenAPI document of the user's own, in which the targets are put in by `operationId`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from touchdown.aws.apigateway.checks import unknown_in
from touchdown.aws.apigateway.route import integration
from touchdown.aws.stepfunctions.definition import Unreadable, from_file
from touchdown.model.errors import DeclarationError

if TYPE_CHECKING:
    from touchdown.aws.apigateway.rest_api import RestApi

Document = Mapping[str, Any]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "x-amazon-apigateway-any-method")
_INTEGRATION = "x-amazon-apigateway-integration"


@attrs.frozen
class Found:
    """An operation of a document."""

    method: str
    path: str
    content: Mapping[str, Any]

    @property
    def id(self) -> str:
        return str(self.content.get("operationId", ""))

    @property
    def route(self) -> str:
        return f"{'ANY' if self.method.startswith('x-') else self.method.upper()} {self.path}"


def read(api: RestApi) -> Document:
    """The document, as JSON has it: YAML has numbers for the keys of answers."""
    given = api.definition
    try:
        found = from_file(given, api.account.directory, "paths") if isinstance(given, str) else given
    except Unreadable as error:
        raise DeclarationError(f"{api.label}: definition= {error}.", where=api.where) from None
    return json.loads(json.dumps(found, default=str))


def operations(document: Document) -> Iterator[Found]:
    for path, item in document.get("paths", {}).items():
        yield from (Found(method, path, one) for method, one in item.items() if method in METHODS)


def routes(api: RestApi) -> Mapping[str, str]:
    """The operations, each in a few words."""
    targets = {one.operation: one for one in api.targets}
    return {one.route: str(targets.get(one.id, "as in the document")) for one in operations(api.given)}


def with_targets(api: RestApi, prefix: str) -> dict[str, dict[str, Any]]:
    """The paths of the document, with the targets of their operations."""
    targets = {one.operation: one for one in api.targets}
    paths = {path: dict(item) for path, item in api.given.get("paths", {}).items()}
    for one in operations(api.given):
        if target := targets.get(one.id):
            # The method and the names in the path are those of the document.
            route = attrs.evolve(target, route=one.route)
            paths[one.path][one.method] = {**one.content, _INTEGRATION: integration(route, prefix)}
    return paths


def problems(api: RestApi) -> Iterator[str]:
    """Why AWS wouldn't take the document."""
    document, found = api.given, list(operations(api.given))
    if not found:
        yield "definition= has no operation in paths, and AWS deploys no API without methods."
    if "security" in document:
        yield "definition= has security at its root, which AWS ignores: write it at each operation."
    targets = {one.operation for one in api.targets}
    for one in found:
        if one.id not in targets and _INTEGRATION not in one.content:
            name = f'operation="{one.id}"' if one.id else "an operationId, by which add_target() knows it"
            yield f"definition= has {one.route} without a target: add_target() takes {name}."
    ids = {one.id for one in found}
    yield from (f'add_target() has operation="{one}", which definition= hasn\'t.' for one in sorted(targets - ids))
    schemas = document.get("components", {}).get("schemas", {})
    yield from (
        f"definition= has the schema {name}: AWS takes letters and digits." for name in schemas if not _plain(name)
    )
    for name, schema in schemas.items():
        yield from (
            f"definition= has {word} in the schema {name}, which AWS doesn't know." for word in unknown_in(schema)
        )


def _plain(name: str) -> bool:
    return name.isascii() and name.isalnum()
