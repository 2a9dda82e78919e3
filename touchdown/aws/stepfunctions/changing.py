"""The calls that make, change and delete a state machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from touchdown.aws.members import changed, sent
from touchdown.aws.ownership import all_tags
from touchdown.aws.resource import AwsResource, Step
from touchdown.aws.stepfunctions.live import SETTINGS
from touchdown.aws.stepfunctions.names import CREATE, DELETE, PUBLISH, READ, TAGGING, UPDATE
from touchdown.aws.stepfunctions.service import GONE
from touchdown.aws.stepfunctions.settings import LOGGING, logging_of
from touchdown.aws.tagging import call
from touchdown.aws.tags import WORKSPACE
from touchdown.engine.lifecycle import Outputs
from touchdown.engine.observed import Observed
from touchdown.engine.waits import until_settled
from touchdown.model.errors import AlreadyExists, Missing


def create(step: Step[AwsResource]) -> Outputs:
    members = sent(type(step.resource), CREATE, step.values, only=("name", "type", *SETTINGS, "publish"))
    if step.values["log_level"] != "OFF":
        members["loggingConfiguration"] = logging_of(step.values)
    made = call(step, CREATE, name=step.resource.name, tags=TAGGING.sent(all_tags(step)), **members)
    tags = TAGGING.read_tags(step.account.api, made["stateMachineArn"]) or {}
    if tags.get(WORKSPACE) != step.workspace:
        raise AlreadyExists(f"There is a state machine {step.resource.name}, which isn't this workspace's.")
    return _version_in(made)


def _version_in(answer: Mapping[str, Any]) -> Outputs:
    return {"version_arn": answer["stateMachineVersionArn"]} if "stateMachineVersionArn" in answer else {}


def update(step: Step[AwsResource], present: Observed) -> Outputs:
    """Sends what differs. A key is sent together with the definition, as it is there where it means the same."""
    differing = changed(step.values, present.values)
    members = sent(type(step.resource), UPDATE, step.values, only=differing.keys() & set(SETTINGS))
    if differing.keys() & set(LOGGING):
        members["loggingConfiguration"] = logging_of(step.values)
    if "kms_key" in differing and "definition" not in members:
        members["definition"] = step.account.api.call(READ, stateMachineArn=present.arn)["definition"]
    publish = step.values["publish"]
    if members:
        return _version_in(call(step, UPDATE, stateMachineArn=present.arn, publish=publish, **members))
    return _version_in(call(step, PUBLISH, stateMachineArn=present.arn)) if publish and differing else {}


def delete(step: Step[AwsResource]) -> None:
    """Deletes it. Step Functions does so when its last execution has ended (APIS.md, 47)."""
    call(step, DELETE, stateMachineArn=step.observed.arn)
    until_settled(lambda: _still_there(step), GONE, step.account.api.clock, step.report)


def _still_there(step: Step[AwsResource]) -> object:
    try:
        return step.account.api.once(READ, stateMachineArn=step.observed.arn)
    except Missing:
        return None
