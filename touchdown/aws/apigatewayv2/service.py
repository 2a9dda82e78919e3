"""What Touchdown knows of API Gateway v2 as a service (sources: EVENTS.md, section 7; botocore's model)."""

from __future__ import annotations

from touchdown.aws.service import Said, Service
from touchdown.engine.waits import NotYet

_CHANGES = (
    "apigatewayv2:UpdateApi",
    "apigatewayv2:DeleteCorsConfiguration",
    "apigatewayv2:DeleteApi",
    "apigatewayv2:CreateStage",
    "apigatewayv2:UpdateStage",
    "apigatewayv2:DeleteStage",
    "apigatewayv2:CreateRouteResponse",
    *(
        f"apigatewayv2:{change}{kind}"
        for change in ("Create", "Update", "Delete")
        for kind in ("Authorizer", "Integration", "Route")
        if (change, kind) != ("Update", "Integration")  # made only where somebody else has changed it
    ),
)

# EVENTS.md, 66 and "Not yet". The code has two other meanings, for which nothing is waited.
_NOT_YET = tuple(
    NotYet(
        operation,
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
    name="apigatewayv2",
    # EVENTS.md, 62: of all operations together, of both versions, with bursts of 40.
    counted_as="apigateway",
    rates={"apigatewayv2": 10},
    subjects=("RouteKey", "Name", "ApiId", "ResourceArn"),
    # EVENTS.md, 63: names aren't unique, so a second call makes a twin.
    new_each_time=frozenset(
        f"apigatewayv2:Create{kind}" for kind in ("Api", "Authorizer", "Integration", "Route", "RouteResponse")
    ),
    corrections={
        (f"apigatewayv2:{change}Integration", "TimeoutInMillis"): {"minimum": 1, "maximum": 30, "unit": "second"}
        for change in ("Create", "Update")
    },
    missing=("NotFoundException",),
    exists=(
        Said(
            "ConflictException",
            "already exists",
            samples=("Stage already exists", "Route with key GET /orders already exists for this API"),
        ),
    ),
    not_yet=_NOT_YET,
)
