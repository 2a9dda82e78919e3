"""The REST APIs of an account, as GetRestApis lists them with their tags (`by_tags.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from touchdown.aws.by_tags import ByTags
from touchdown.aws.reading import Reading
from touchdown.model.place import Place

Item = Mapping[str, Any]
_PAGE = 500


def arn_of(place: Place, kind: str, id_: str) -> str:
    """The ARN of something that API Gateway has given an id: `restapis`, `apikeys`, `usageplans`."""
    return f"arn:{place.partition}:apigateway:{place.region}::/{kind}/{id_}"


def id_in(arn: str) -> str:
    """The id at the end of an ARN."""
    return arn.rpartition("/")[2]


def listed(reading: Reading, operation: str) -> list[Item]:
    """All that an operation lists, each with its tags."""
    return reading.once(operation, lambda: list(reading.api.pages(operation, "items", limit=_PAGE)))


REST_APIS = ByTags(
    type="apigateway_rest_api",
    noun="REST API",
    all=lambda reading: listed(reading, "apigateway:GetRestApis"),
)
