"""The operations of a REST service, found by method, path, query and headers as botocore's model describes them.

Several operations of S3 share method and path. Told apart are they by the literals in the query of their templates
(`?tagging`), and by the members of theirs that have to be there (`partNumber`, `x-amz-copy-source`). Of those that fit,
the one that explains most of the request is meant; of two that do so equally, the one that isn't deprecated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl

import attrs

_LABEL = re.compile(r"\{([\w-]+)(\+?)\}")


@attrs.frozen
class _Route:
    operation: str
    path: re.Pattern[str]
    literal_length: int
    literals: Mapping[str, str]
    required_query: frozenset[str]
    required_headers: frozenset[str]
    known_query: frozenset[str]
    deprecated: bool

    @classmethod
    def of(cls, operation: Any) -> _Route:
        path, _, query = operation.http["requestUri"].partition("?")
        return cls(
            operation=operation.name,
            path=_compiled(path),
            literal_length=len(_LABEL.sub("", path)),
            literals=dict(parse_qsl(query, keep_blank_values=True)),
            required_query=frozenset(_sent_in(operation, "querystring", required=True)),
            required_headers=frozenset(_sent_in(operation, "header", required=True)),
            known_query=frozenset(_sent_in(operation, "querystring", required=False)),
            deprecated=operation.deprecated,
        )

    def fits(self, query: Mapping[str, str], headers: Mapping[str, str]) -> bool:
        return (
            self.literals.items() <= query.items()
            and self.required_query <= query.keys()
            and all(header in headers for header in self.required_headers)
        )

    def explains(self, query: Mapping[str, str]) -> tuple[int, int, int, bool]:
        """How much of a request that fits is explained; more is greater."""
        demanded = len(self.literals) + len(self.required_query) + len(self.required_headers)
        return demanded, self.literal_length, len(self.known_query & query.keys()), not self.deprecated


class Routes:
    """All operations of one service."""

    def __init__(self, model: Any) -> None:
        self.protocol: str = model.resolved_protocol
        self._by_method: dict[str, list[_Route]] = {}
        for name in model.operation_names:
            operation = model.operation_model(name)
            self._by_method.setdefault(operation.http["method"], []).append(_Route.of(operation))

    def find(
        self, method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str]
    ) -> tuple[str, dict[str, str]] | None:
        """The name of the operation, and the parts of the path that its template has names for, still quoted."""
        fitting = [
            (route, match)
            for route in self._by_method.get(method, [])
            if (match := route.path.fullmatch(path)) and route.fits(query, headers)
        ]
        if not fitting:
            return None
        route, match = max(fitting, key=lambda found: found[0].explains(query))
        return route.operation, match.groupdict()


def _compiled(template: str) -> re.Pattern[str]:
    """A template as a pattern. A label takes one segment, or the rest if it is greedy; a last slash is optional."""
    parts = _LABEL.split(template.rstrip("/"))
    pattern = re.escape(parts[0])
    for name, greedy, literal in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        pattern += f"(?P<{name.replace('-', '_')}>{'.+' if greedy else '[^/]+'}){re.escape(literal)}"
    return re.compile(pattern if pattern.endswith(".+)") else f"{pattern}/?", re.DOTALL)


def _sent_in(operation: Any, location: str, *, required: bool) -> Iterator[str]:
    shape = operation.input_shape
    if shape is None:
        return
    for name, member in shape.members.items():
        if member.serialization.get("location") == location and (not required or name in shape.required_members):
            yield member.serialization.get("name", name)
