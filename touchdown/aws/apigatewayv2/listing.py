"""The HTTP APIs of an account, as GetApis lists them with their tags, and the API that a name means.

Names aren't unique, so an API is ours by its tags, never by its name. Of the others, those that belong to another
workspace don't matter. A single API of the name that belongs to no workspace may be adopted; of several such APIs
nobody can say which is meant, and ours is created beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from touchdown.aws.reading import Reading
from touchdown.aws.tags import ADDRESS, WORKSPACE
from touchdown.model.errors import Missing
from touchdown.model.place import Place
from touchdown.model.resource import carried_address

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
    found = our_api(reading, name)
    if found is None:
        nobodys = [one for one in all_apis(reading) if one["Name"] == name and WORKSPACE not in one.get("Tags", {})]
        found = nobodys[0] if len(nobodys) == 1 else None
    if found is None:
        raise Missing(f"There is no HTTP API {name}.")
    return found


def our_api(reading: Reading, name: str) -> Api | None:
    """Our API of a name; under its former address, if the account has another name now."""
    address = carried_address(reading.account.name, TYPE, name)
    ours = list(_ours(reading))
    exact = (one for one in ours if one["Tags"].get(ADDRESS) == address)
    renamed = (one for one in ours if _label(one["Tags"].get(ADDRESS, "")) == _label(address))
    return next(exact, None) or next(renamed, None)


def names_of_ours(reading: Reading) -> list[str]:
    return [_name_of(one) for one in _ours(reading)]


def _name_of(api: Api) -> str:
    """The name in the address, which the API keeps if somebody renames it; its own where the address has a hash."""
    label = _label(api["Tags"].get(ADDRESS, ""))
    return api["Name"] if label in ("", _label(carried_address("", TYPE, api["Name"]))) else label.partition(".")[2]


def _ours(reading: Reading) -> Iterable[Api]:
    apis = all_apis(reading) if reading.workspace else ()
    return (one for one in apis if one.get("Tags", {}).get(WORKSPACE) == reading.workspace)


def _label(address: str) -> str:
    return address.partition("/")[2]
