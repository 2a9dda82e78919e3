"""The REST APIs, keys and usage plans of an account, as they are listed with their tags (`by_tags.py`)."""

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


def name_of(identity: str) -> str:
    """AWS's name of a key and of its plan: the API's, and its own."""
    return identity.replace(":", "-", 1)


def _by_tags(type_name: str, noun: str, operation: str) -> ByTags:
    return ByTags(type=type_name, noun=noun, all=lambda reading: listed(reading, operation), called=name_of)


REST_APIS = _by_tags("apigateway_rest_api", "REST API", "apigateway:GetRestApis")
API_KEYS = _by_tags("apigateway_rest_api:api_key", "API key", "apigateway:GetApiKeys")
USAGE_PLANS = _by_tags("apigateway_rest_api:usage_plan", "usage plan", "apigateway:GetUsagePlans")
