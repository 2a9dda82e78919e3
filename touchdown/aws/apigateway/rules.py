"""What AWS refuses of REST APIs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from touchdown.aws.apigateway import cors, definition
from touchdown.aws.apigateway.settings import limit_problems
from touchdown.aws.apigatewayv2.cors import wanted_cors
from touchdown.aws.policies.document import size
from touchdown.model.output import has_secret

if TYPE_CHECKING:
    from touchdown.aws.apigateway.rest_api import RestApi

_MOST_PARTS, _LONGEST_POLICY, _MOST_AUTHORIZERS = 300, 8192, 10
"""APIS.md, 20."""


def api_problems(api: RestApi) -> Iterator[str]:
    """Why AWS wouldn't take an API."""
    yield from _content(api)
    yield from limit_problems(api.throttling)
    yield from cors.problems(wanted_cors(api.cors))
    yield from _settings(api)
    if has_secret([api.policy, api.cors, api.given, [[one.uri, one.body] for one in (*api.routes, *api.targets)]]):
        yield "a Secret can't stand in its document, which everybody reads who may read the API."


def _content(api: RestApi) -> Iterator[str]:
    if api.definition is not None:
        yield from definition.problems(api)
        if api.routes:
            yield "it has definition= and routes: add_target() says what the operations of a document call."
    elif api.targets:
        yield "add_target() is for definition=, a document of your own: add_route() adds a route."
    elif not api.routes:
        yield "it has no route, and AWS deploys no API without methods: add_route() adds a route."
    if len(api.authorizers) > _MOST_AUTHORIZERS:
        yield f"it has {len(api.authorizers)} authorizers, an API up to {_MOST_AUTHORIZERS}."
    parts = {path for one in api.routes for path in _ways(one.path)}
    if len(parts) > _MOST_PARTS:
        yield f"its paths have {len(parts)} parts, an API has {_MOST_PARTS}: {{rest+}} takes any number of parts."


def _settings(api: RestApi) -> Iterator[str]:
    if not re.fullmatch(r"[\w-]{1,128}", api.stage, re.ASCII):
        yield f'stage= is "{api.stage}": it takes up to 128 letters, digits, hyphens and underscores.'
    if api.policy and size(api.policy) > _LONGEST_POLICY:
        yield f"policy= has {size(api.policy)} characters, an API's policy up to {_LONGEST_POLICY}."
    if api.endpoint == "PRIVATE" and not api.policy:
        yield 'endpoint="PRIVATE" needs policy=, which says who may call it: AWS deploys none without.'
    if api.minimum_size is not None and not 0 <= api.minimum_size <= 10_485_760:
        yield f"minimum_size= is {api.minimum_size}: it takes 0 to 10485760 bytes."


def _ways(path: str) -> Iterator[str]:
    """A path with all that it leads through: AWS has a resource for each."""
    parts = path.split("/")
    yield from ("/".join(parts[:end]) for end in range(1, len(parts) + 1))
