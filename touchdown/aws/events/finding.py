"""Rules by their identity, `BUS:RULE`, and by the end of their ARN: `BUS/RULE`, or only `RULE` in the bus `default`."""

from __future__ import annotations

from collections.abc import Iterator

from touchdown.aws.events.tagging import TAGGING
from touchdown.aws.reading import Reading

_DEFAULT = "default"


def path_of(identity: str) -> str:
    """The end of a rule's ARN."""
    bus, _, name = identity.rpartition(":")
    return name if bus in ("", _DEFAULT) else f"{bus}/{name}"


def identity_in(path: str) -> str:
    """The identity of a rule, from the end of its ARN. Buses of partners have slashes in their names."""
    bus, _, name = path.rpartition("/")
    return f"{bus or _DEFAULT}:{name}"


def place_of(identity: str, member: str) -> dict[str, str]:
    """The members of a call that name a rule, of which one is called otherwise in some calls."""
    bus, _, name = identity.rpartition(":")
    return {member: name, "EventBusName": bus}


def ours(reading: Reading) -> list[str]:
    """The identities of the rules that carry our workspace's tag."""

    def listed() -> Iterator[str]:
        for bus in dict.fromkeys([_DEFAULT, *reading.seen("events_event_bus")]):
            rules = reading.api.pages("events:ListRules", "Rules", EventBusName=bus)
            yield from (path_of(f"{bus}:{rule['Name']}") for rule in rules)

    found = reading.names_of_ours(
        "events",
        "rule/",
        listed=listed,
        tags=lambda path: TAGGING.read_tags(reading.api, reading.place.arn("events", f"rule/{path}")),
    )
    return [identity_in(path) for path in found]
