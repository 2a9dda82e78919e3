"""What moto lacks of REST APIs, so that the tests of all types run on it: tags of APIs, keys and plans (it has those of
stages), the settings in a document, and patches that take a stage's settings away."""

from __future__ import annotations

import importlib
import json
from typing import Any
from urllib.parse import unquote

_EXTENSION = "x-amazon-apigateway-"
_KINDS = {"restapis": "apis", "apikeys": "keys", "usageplans": "usage_plans"}


def install() -> None:
    """Call it before moto serves."""
    urls, responses = (importlib.import_module(f"moto.apigateway.{one}") for one in ("urls", "responses"))
    models = importlib.import_module("moto.apigateway.models")
    _tags(urls, responses.APIGatewayResponse)
    _documents(models.APIGatewayBackend)
    _patches(models.Stage)


def _tags(urls: Any, cls: Any) -> None:
    path = next(one for one in urls.url_paths if "resourceArn" in one)
    dispatch = urls.url_paths.pop(path)
    urls.url_paths["{0}/tags/(?P<resourceArn>.+)$"] = dispatch

    def tagged(self: Any) -> Any:
        """What has the tags, or None for a stage."""
        arn = unquote(self.path.split("/tags/")[1])
        _, kind, id_, *rest = arn.split("::")[1].split("/")
        return None if rest else getattr(self.backend, _KINDS[kind])[id_]

    theirs = cls.get_tags, cls.tag_resource, cls.untag_resource

    def get_tags(self: Any) -> str:
        found = tagged(self)
        return theirs[0](self) if found is None else json.dumps({"tags": found.tags or {}})

    def tag_resource(self: Any) -> str:
        found = tagged(self)
        if found is None:
            return theirs[1](self)
        found.tags = {**(found.tags or {}), **self._get_param("tags")}
        return "{}"

    def untag_resource(self: Any) -> str:
        found = tagged(self)
        if found is None:
            return theirs[2](self)
        found.tags = {name: one for name, one in found.tags.items() if name not in self.querystring["tagKeys"]}
        return "{}"

    cls.get_tags, cls.tag_resource, cls.untag_resource = get_tags, tag_resource, untag_resource


def _documents(cls: Any) -> None:
    theirs = cls.put_rest_api

    def put_rest_api(self: Any, function_id: str, api_doc: Any, fail_on_warnings: bool, mode: str = "merge") -> Any:
        api = theirs(self, function_id, api_doc, fail_on_warnings, mode)
        api.binaryMediaTypes = api_doc.get(f"{_EXTENSION}binary-media-types", [])
        api.minimum_compression_size = api_doc.get(f"{_EXTENSION}minimum-compression-size")
        policy = api_doc.get(f"{_EXTENSION}policy")
        api.policy = json.dumps(policy) if policy else None
        return api

    cls.put_rest_api = put_rest_api


def _patches(cls: Any) -> None:
    theirs = cls.apply_operations

    def apply_operations(self: Any, patch_operations: list[dict[str, Any]]) -> Any:
        for one in patch_operations:
            if one["op"] == "remove":
                self.method_settings.pop(one["path"].lstrip("/"), None)
        return theirs(self, patch_operations)

    cls.apply_operations = apply_operations
