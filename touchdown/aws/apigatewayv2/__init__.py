"""API Gateway v2: HTTP APIs and WebSocket APIs.

    api.py        the type: an API together with its stage `$default`
    route.py      routes, attached to an API; each brings along what follows
    services.py   routes to queues, buses and state machines
    integration.py  what requests are passed on to: one for each target, format and timeout
    authorizer.py   authorizers, which look at tokens
    authorizers.py  what they have in common with those of WebSocket APIs
    children.py   what these three have in common: one list an API, ids, marks
    route_rules.py  what AWS refuses of routes
    route_members.py  integration and authorizer of a route, as they are sent and read
    cors.py, unsupported.py  CORS settings; the members that no field has
    stage.py      the calls for stages
    websocket_api.py  WebSocket APIs, with websocket_stage.py, _route.py, _integration.py and _authorizer.py
    invoking.py   the permission by which APIs invoke functions, and the URIs by which WebSocket APIs do
    tagging.py    the calls for tags
    listing.py    the APIs of an account, and which of them is ours by a name that isn't unique
    operations.py the ARNs that its actions are needed on
    service.py    what is known of the service, as data: waits, error codes, rates

Public is what `__all__` names.
"""

from touchdown.aws.apigatewayv2.api import HttpApi
from touchdown.aws.apigatewayv2.authorizer import Authorizer
from touchdown.aws.apigatewayv2.integration import Integration
from touchdown.aws.apigatewayv2.route import Route
from touchdown.aws.apigatewayv2.websocket_api import WebSocketApi
from touchdown.aws.apigatewayv2.websocket_authorizer import WebSocketAuthorizer
from touchdown.aws.apigatewayv2.websocket_integration import WebSocketIntegration
from touchdown.aws.apigatewayv2.websocket_route import WebSocketRoute
from touchdown.aws.apigatewayv2.websocket_stage import WebSocketStage

__all__ = [
    "Authorizer",
    "HttpApi",
    "Integration",
    "Route",
    "WebSocketApi",
    "WebSocketAuthorizer",
    "WebSocketIntegration",
    "WebSocketRoute",
    "WebSocketStage",
]
