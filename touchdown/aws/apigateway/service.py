"""What Touchdown knows of API Gateway as a service (sources: APIS.md, sections A and E; EVENTS.md, 62)."""

from __future__ import annotations

from touchdown.aws.service import Said, Service
from touchdown.engine.waits import NotYet

_CHANGES = (
    *("PutRestApi", "UpdateRestApi", "DeleteRestApi", "CreateDeployment", "CreateStage", "UpdateStage"),
    *("DeleteStage", "CreateApiKey", "UpdateApiKey", "DeleteApiKey"),
    *("CreateUsagePlan", "UpdateUsagePlan", "CreateUsagePlanKey", "DeleteUsagePlan"),
)

# APIS.md, 19 and E.
_NOT_YET = tuple(
    NotYet(
        f"apigateway:{operation}",
        "ConflictException",
        "try again later",
        60,
        "waiting for another change of the API to end",
        hint="If it lasts, somebody else is changing the API: run the same again later.",
        samples=("Unable to complete operation due to concurrent modification. Please try again later.",),
    )
    for operation in _CHANGES
)

SERVICE = Service(
    name="apigateway",
    # EVENTS.md, 62: of all operations together, of both versions. The rest: the same, and APIS.md, 18.
    rates={
        "apigateway": 10,
        "apigateway:CreateRestApi": 1 / 3,
        "apigateway:DeleteRestApi": 1 / 30,
        "apigateway:PutRestApi": 1,
        "apigateway:CreateDeployment": 1 / 5,
        "apigateway:CreateApiKey": 5,
        "apigateway:UpdateApiKey": 5,
        "apigateway:DeleteApiKey": 5,
        "apigateway:UpdateUsagePlan": 1 / 20,
    },
    subjects=("stageName", "name", "restApiId", "usagePlanId", "apiKey", "resourceArn"),
    new_each_time=frozenset(f"apigateway:Create{kind}" for kind in ("RestApi", "Deployment", "ApiKey", "UsagePlan")),
    # APIS.md, 17: one role for an account and region. Touchdown never sets it, since other APIs use it, too.
    advice=(
        (
            Said(
                "BadRequestException",
                "CloudWatch Logs role ARN must be set",
                samples=("CloudWatch Logs role ARN must be set in account settings to enable logging",),
            ),
            "The account needs a role by which API Gateway writes logs: once for all APIs of the region, run "
            "`aws apigateway update-account --patch-operations op=replace,path=/cloudwatchRoleArn,value=ROLE`.",
        ),
    ),
    missing=("NotFoundException",),
    exists=(Said("ConflictException", "already exists", samples=("Stage already exists", "API Key already exists")),),
    not_yet=_NOT_YET,
)
