"""Event source mappings as Lambda lists them: those of a function, or those of all functions, a hundred a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from touchdown.aws.api import Api
from touchdown.aws.lambda_.event_sources.kinds import label_of_source
from touchdown.aws.lambda_.service import MAPPING_GONE
from touchdown.aws.reading import Reading
from touchdown.aws.resource import AwsResource, Step
from touchdown.engine.waits import until_settled
from touchdown.model.errors import Missing
from touchdown.model.place import Place

_LIST = "lambda:ListEventSourceMappings"

Config = Mapping[str, Any]


def identity_of(config: Config) -> str:
    """A mapping as it would be declared: by function and source. What has no source of a known kind has its id."""
    function = config["FunctionArn"].split(":", 6)[6]
    return f"{function}:{label_of_source(config.get('EventSourceArn') or config['UUID'])}"


def name_in(place: Place, identity: str) -> str:
    """How the calls name a function, or, by its ARN, an alias."""
    return place.arn("lambda", f"function:{identity}") if ":" in identity else identity


def listed(reading: Reading, function: str = "") -> Mapping[str, Config]:
    """All mappings of a function or an alias, or of all functions, by identity. A mapping that is going is gone."""

    def read() -> dict[str, Config]:
        chosen = {"FunctionName": name_in(reading.place, function)} if function else {}
        found = reading.api.pages(_LIST, "EventSourceMappings", **chosen)
        return {identity_of(one): one for one in found if one["State"] != "Deleting"}

    return reading.once(f"event source mappings {function}", read)


def arn_of_mapping(config: Config) -> str:
    # Some mappings report an ARN without an account (EVENTS.md, 14).
    return ":".join([*config["FunctionArn"].split(":")[:5], "event-source-mapping", config["UUID"]])


def arns_of_mappings(mapping: object, place: Place, action: str) -> Iterator[str]:
    """The ARNs that an action is needed on: AWS makes ids up, and limits making and listing to no ARN."""
    anything = action in ("lambda:CreateEventSourceMapping", _LIST)
    yield "*" if anything else place.arn("lambda", "event-source-mapping:*")


def state_of(api: Api, uuid: str) -> Any:
    try:
        return api.call("lambda:GetEventSourceMapping", UUID=uuid)
    except Missing:
        return None


def gone_after_all(step: Step[AwsResource], function: str) -> bool:
    """Whether a mapping of the same function and source is on its way out; then this waits until it is gone."""
    api = step.account.api
    found = api.pages(_LIST, "EventSourceMappings", FunctionName=name_in(step.account.place(), function))
    going = [one["UUID"] for one in found if one["State"] == "Deleting" and identity_of(one) == step.identity]
    for uuid in going:
        until_settled(lambda uuid=uuid: state_of(api, uuid), MAPPING_GONE, api.clock, step.report)
    return bool(going)
