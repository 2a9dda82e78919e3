"""The APIs of an account, as GetApis lists them with their tags, and the API that a name means (`by_tags.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from touchdown.aws.by_tags import ByTags
from touchdown.aws.connection import Connection
from touchdown.aws.reading import Reading
from touchdown.model.errors import Missing
from touchdown.model.place import Place

Api = Mapping[str, Any]


def _all_apis(reading: Reading) -> list[Api]:
    apis = list(reading.api.pages("apigatewayv2:GetApis", "Items"))
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


def outputs_of(account: Connection, api: Api) -> dict[str, str]:
    """The outputs that all APIs have."""
    place = account.place()
    return {
        "id": api["ApiId"],
        "arn": arn_of(place, api["ApiId"]),
        "execution_arn": place.arn("execute-api", api["ApiId"]),
    }


def _by_tags(type_name: str, noun: str, protocol: str) -> ByTags:
    def of_protocol(reading: Reading) -> list[Api]:
        apis = reading.once("APIs", lambda: _all_apis(reading))
        return [one for one in apis if one["ProtocolType"] == protocol]

    return ByTags(type=type_name, noun=noun, all=of_protocol, name="Name", tags="Tags")


HTTP_APIS = _by_tags("apigatewayv2_api", "HTTP API", "HTTP")
WEBSOCKET_APIS = _by_tags("apigatewayv2_websocket_api", "WebSocket API", "WEBSOCKET")
