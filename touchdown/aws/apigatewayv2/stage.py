"""Stages: an HTTP API's is `$default`. Under its settings all routes of an API answer at once (AutoDeploy).

Weakness: a deployment that fails later shows only in the stage's LastDeploymentStatusMessage (EVENTS.md, 67).
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterator, Mapping
from typing import Any

from touchdown.aws.api import Api
from touchdown.aws.logs.log_group import LogGroup
from touchdown.aws.resource import AwsResource, Step
from touchdown.aws.tagging import call
from touchdown.model.adder import declare
from touchdown.model.errors import Missing
from touchdown.model.field import Form

CREATE, UPDATE, READ = "apigatewayv2:CreateStage", "apigatewayv2:UpdateStage", "apigatewayv2:GetStage"
NO_LOG = "apigatewayv2:DeleteAccessLogSettings"
DELETE = "apigatewayv2:DeleteStage"
DEFAULT = "$default"
_RETENTION = 30

ACCOUNTS_LIMITS: Mapping[str, Any] = {"ThrottlingBurstLimit": 5000, "ThrottlingRateLimit": 10000.0}
"""Throttling without any: AWS, "Throttle requests to your HTTP APIs". Nothing clears it: what is left out, or an empty
value, becomes 0, so that every request is refused (terraform-aws-modules/terraform-aws-apigateway-v2#45)."""

_FORMAT = json.dumps(
    {
        "requestId": "$context.requestId",
        "time": "$context.requestTime",
        "ip": "$context.identity.sourceIp",
        "routeKey": "$context.routeKey",
        "path": "$context.path",
        "status": "$context.status",
        "latency": "$context.responseLatency",
        "length": "$context.responseLength",
        "error": "$context.error.message",
        "integrationError": "$context.integrationErrorMessage",
    }
)


def _logged_to(found: Mapping[str, Any]) -> str:
    """The ARN of the log group; with a note, if somebody else has given the lines another format."""
    arn = str(found.get("DestinationArn", "")).removesuffix(":*")
    return arn if found.get("Format") == _FORMAT else f"{arn} in another format"


def _limits(found: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The limits that a stage has; None where it has none of its own."""
    given = {name: type(one)(found[name]) for name, one in ACCOUNTS_LIMITS.items() if found.get(name) is not None}
    return given or None


ACCESS_LOG = Form(send=lambda arn: {"DestinationArn": arn, "Format": _FORMAT}, read=_logged_to)
THROTTLING = Form(send=dict, read=_limits)


def meaning_of_limits(limits: Mapping[str, Any] | None) -> object:
    """The form in which limits are compared: the account's own are as good as none."""
    return {name: type(one)((limits or ACCOUNTS_LIMITS).get(name, 0)) for name, one in ACCOUNTS_LIMITS.items()}


def limit_problems(limits: Mapping[str, Any] | None) -> Iterator[str]:
    if limits is not None and limits.keys() != ACCOUNTS_LIMITS.keys():
        both = " and ".join(ACCOUNTS_LIMITS)
        yield f"throttling= takes {both}, both of them: AWS makes 0 of a missing limit, so that nobody gets in."


def own_log_group(api: AwsResource) -> LogGroup:
    """The group for the access log; a group that is declared already is used. All groups below /aws/vendedlogs/ share
    an entry of the region's log policy, which holds few (EVENTS.md, 70)."""
    account, name = api.account, "/aws/vendedlogs/apis/" + re.sub(r"[^\w./#-]", "-", api.name, flags=re.ASCII)
    group = LogGroup(name=name, retention=_RETENTION)
    return account.declared(LogGroup, name) or declare(account, group, implied_by=api)


def read_stage(api: Api, api_id: str, name: str) -> Mapping[str, Any] | None:
    """The stage; None if there is none."""
    try:
        return api.once(READ, ApiId=api_id, StageName=name)
    except Missing:
        return None


def stage_of(stage: Mapping[str, Any] | None) -> str | None:
    """The stage as it is compared: routes don't answer by themselves in one that somebody else deploys by hand."""
    if stage is None:
        return None
    name = str(stage["StageName"])
    return name if stage.get("AutoDeploy") else f"{name}, deployed by hand"


def create_stage(step: Step[Any], api_id: str, name: str, settings: Mapping[str, Any]) -> None:
    call(step, CREATE, ApiId=api_id, StageName=name, AutoDeploy=True, **settings)


def change_stage(
    step: Step[Any],
    api_id: str,
    name: str,
    settings: Mapping[str, Any],
    differing: Container[str],
    *,
    log: str | None,
) -> None:
    """Writes the settings that differ."""
    if "access_log" in differing and log is None and step.account.endpoint.deletes_access_logs:
        call(step, NO_LOG, ApiId=api_id, StageName=name)
    elif "access_log" in differing and log is None:
        settings = {**settings, "AccessLogSettings": {}}
    if "stage" in differing:
        settings = {**settings, "AutoDeploy": True}
    if settings:
        call(step, UPDATE, ApiId=api_id, StageName=name, **settings)
