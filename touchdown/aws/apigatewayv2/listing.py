"""The HTTP APIs of an account, as GetApis lists them with their tags, and the API that a name means (`by_tags.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from touchdown.aws.by_tags import ByTags
from touchdown.aws.reading import Reading
from touchdown.model.errors import Missing
from touchdown.model.place import Place

Api = Mapping[str, Any]
TYPE = "apigatewayv2_api"


def all_apis(reading: Reading) -> list[Api]:
    """All HTTP APIs, each with its tags."""
    return reading.once("HTTP APIs", lambda: _all_apis(reading))


def _all_apis(reading: Reading) -> list[Api]:
    apis = [one for one in reading.api.pages("apigatewayv2:GetApis", "Items") if one["ProtocolType"] == "HTTP"]
    if reading.account.endpoint.lists_current_tags_of_apis:
        return apis
    return [{**one, "Tags": _tags_of(reading, one)} for one in apis]


def _tags_of(reading: Reading, api: Api) -> Mapping[str, str]:
    try:
        return reading.api.once("apigatewayv2:GetTags", ResourceArn=arn_of(reading.place, api["ApiId"])).get("Tags", {})
    except Missing:
        return {}


def arn_of(place: Place, api_id: str) -> str:
    return f"arn:{place.partition}:apigateway:{place.region}::/apis/{api_id}"


def api_named(reading: Reading, name: str) -> Api:
    """The API that a name means: ours, or else a single one that belongs to nobody."""
    return HTTP_APIS.named(reading, name)


def our_api(reading: Reading, name: str) -> Api | None:
    """Our API of a name; under its former address, if the account has another name now."""
    return HTTP_APIS.ours_named(reading, name)


def names_of_ours(reading: Reading) -> list[str]:
    return HTTP_APIS.names_of_ours(reading)


HTTP_APIS = ByTags(type=TYPE, noun="HTTP API", all=all_apis, name="Name", tags="Tags")
