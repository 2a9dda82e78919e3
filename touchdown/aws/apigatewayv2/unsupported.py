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
_OF_HTTP = "of HTTP APIs"
WEBSOCKET_API = {
    **{name: reason for name, reason in API.items() if name != "RouteSelectionExpression"},
    "ApiKeySelectionExpression": "keys of WebSocket APIs are not settled yet",
    "DisableSchemaValidation": "models are not settled yet: a function looks at messages",
    "CorsConfiguration": _OF_HTTP,
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

WEBSOCKET_STAGE = {
    **{name: reason for name, reason in STAGE.items() if name != "StageName"},
    "ClientCertificateId": "certificates for targets are not settled yet",
    "Description": "the mark by which the stage is ours",
    "Tags": "the API carries them",
}

_BY_FUNCTION = "comes with authorizers that are functions"
AUTHORIZER = {
    "ApiId": "the API that it belongs to",
    "AuthorizerType": "JWT",
    "AuthorizerCredentialsArn": _BY_FUNCTION,
    "AuthorizerPayloadFormatVersion": _BY_FUNCTION,
    "AuthorizerResultTtlInSeconds": _BY_FUNCTION,
    "AuthorizerUri": _BY_FUNCTION,
    "EnableSimpleResponses": _BY_FUNCTION,
    "IdentityValidationExpression": _OF_WEBSOCKETS,
}
WEBSOCKET_AUTHORIZER = {
    "ApiId": "the API that it belongs to",
    "AuthorizerType": "REQUEST",
    "AuthorizerCredentialsArn": "the function's permission lets the API invoke it",
    "AuthorizerPayloadFormatVersion": _OF_HTTP,
    "AuthorizerResultTtlInSeconds": "a connection is authorized once",
    "EnableSimpleResponses": _OF_HTTP,
    "IdentityValidationExpression": "AWS does nothing with it",
    "JwtConfiguration": _OF_HTTP,
}
_OF_MAPPINGS = "mappings of requests and answers are not settled yet: a function does that"
INTEGRATION = {
    "ApiId": "the API that it belongs to",
    "ConnectionId": "comes with VPC links",
    "ConnectionType": "comes with VPC links",
    "TlsConfig": "comes with VPC links",
    "ContentHandlingStrategy": _OF_WEBSOCKETS,
    "IntegrationMethod": "ANY for an address; AWS sets it for a function",
    "IntegrationSubtype": "follows from the target",
    "IntegrationType": "follows from the target",
    "PassthroughBehavior": _OF_WEBSOCKETS,
    "RequestTemplates": _OF_WEBSOCKETS,
    "ResponseParameters": _OF_MAPPINGS,
    "TemplateSelectionExpression": _OF_WEBSOCKETS,
}
WEBSOCKET_INTEGRATION = {
    **INTEGRATION,
    "ContentHandlingStrategy": _OF_MAPPINGS,
    "CredentialsArn": "the function's permission lets the API invoke it",
    "IntegrationMethod": "POST, as for all functions",
    "IntegrationSubtype": _OF_HTTP,
    "IntegrationType": "AWS_PROXY",
    "PassthroughBehavior": _OF_MAPPINGS,
    "PayloadFormatVersion": "1.0, the only format of WebSocket APIs",
    "RequestParameters": _OF_MAPPINGS,
    "RequestTemplates": _OF_MAPPINGS,
    "TemplateSelectionExpression": _OF_MAPPINGS,
}
ROUTE = {
    "ApiId": "the API that it belongs to",
    "ApiKeyRequired": _OF_WEBSOCKETS,
    "ModelSelectionExpression": _OF_WEBSOCKETS,
    "OperationName": "the mark by which the route is ours",
    "RequestModels": _OF_WEBSOCKETS,
    "RequestParameters": _OF_WEBSOCKETS,
    "RouteResponseSelectionExpression": _OF_WEBSOCKETS,
}
WEBSOCKET_ROUTE = {
    **{name: reason for name, reason in ROUTE.items() if name != "RouteResponseSelectionExpression"},
    "ApiKeyRequired": "keys of WebSocket APIs are not settled yet",
    "AuthorizationScopes": _OF_HTTP,
    "ModelSelectionExpression": "models are not settled yet: a function looks at messages",
    "RequestModels": "models are not settled yet: a function looks at messages",
    "RequestParameters": _OF_MAPPINGS,
}
