"""State machines as AWS has them: their settings, the version that was published last, and which of them are ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from touchdown.aws.lifecycle import Found, Named
from touchdown.aws.members import values_in
from touchdown.aws.reading import Reading
from touchdown.aws.stepfunctions.names import LIST, READ, TAGGING, VERSIONS
from touchdown.aws.stepfunctions.settings import values_of_logging
from touchdown.aws.tags import Tags
from touchdown.model.errors import Missing

SETTINGS = ("definition", "role", "tracing", "kms_key")
"""The fields that are a member each."""


def read(machine: Named) -> Found:
    arn = machine.output("arn")
    live = machine.api.once(READ, stateMachineArn=arn)
    if live["status"] == "DELETING":
        raise Missing(f"The state machine {machine.name} is being deleted.")
    values = values_in(machine.cls, live, only=(*SETTINGS, "type"))
    published = _published(machine, arn, live)
    outputs = {"version_arn": published} if published else {}
    return Found({**values, **values_of_logging(live.get("loggingConfiguration")), "publish": bool(published)}, outputs)


def _published(machine: Named, arn: str, live: Mapping[str, Any]) -> str:
    """The version of the present definition, if it is asked for, and there is one."""
    declared = [one for one in machine.reading.declared if isinstance(one, machine.cls) and one.name == machine.name]
    if not any(one.values()["publish"] for one in declared):
        return ""
    found = machine.api.once(VERSIONS, stateMachineArn=arn, maxResults=1).get("stateMachineVersions", ())
    version = found[0]["stateMachineVersionArn"] if found else ""
    same = version and machine.api.once(READ, stateMachineArn=version).get("revisionId") == live.get("revisionId")
    return version if same else ""


def ours(reading: Reading) -> list[str]:
    def tags(name: str) -> Tags | None:
        return TAGGING.read_tags(reading.api, reading.place.arn("states", f"stateMachine:{name}"))

    listed = (one["name"] for one in reading.api.pages(LIST, "stateMachines"))
    return reading.names_of_ours("states", "stateMachine:", listed=lambda: listed, tags=tags)
