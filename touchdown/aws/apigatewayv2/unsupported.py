"""The members of API Gateway's operations that no field has, each with the reason."""

from __future__ import annotations

_OF_WEBSOCKETS = "of WebSocket APIs"
_QUICK = "of quick create, whose parts can't be changed later"

API = {
    "ApiKeySelectionExpression": _OF_WEBSOCKETS,
    "DisableSchemaValidation": _OF_WEBSOCKETS,
    "RouteSelectionExpression": "HTTP APIs have a single one",
    "CredentialsArn": _QUICK,
    "RouteKey": _QUICK,
    "Target": _QUICK,
    "Description": "name and tags say what it is",
    "Version": "a text that AWS shows, and does nothing with",
    "IpAddressType": "not settled yet: all APIs answer over IPv4",
}
STAGE = {
    "ApiId": "the API itself",
    "StageName": "$default, the stage without a path of its own",
    "AutoDeploy": "on: routes answer as soon as they are there",
    "ClientCertificateId": _OF_WEBSOCKETS,
    "DeploymentId": "AWS deploys by itself",
    "Description": "AWS can't clear it",
    "RouteSettings": "limits of a single route are not settled yet",
    "StageVariables": "a function has its environment",
}
