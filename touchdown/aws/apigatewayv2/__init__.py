"""API Gateway v2: HTTP APIs.

    api.py        the type: an API together with its stage `$default`
    route.py      routes, attached to an API; each brings along what follows
    services.py   routes to queues, buses and state machines
    integration.py  what requests are passed on to: one for each target, format and timeout
    authorizer.py   authorizers, which look at tokens
    children.py   what these three have in common: one list an API, ids, marks
    route_rules.py  what AWS refuses of routes
    cors.py, unsupported.py  CORS settings; the members that no field has
    stage.py      the calls for that stage
    listing.py    the APIs of an account, and which of them is ours by a name that isn't unique
    operations.py the ARNs that its actions are needed on
    service.py    what is known of the service, as data: waits, error codes, rates

Public is what `__all__` names.
"""

from touchdown.aws.apigatewayv2.api import HttpApi
from touchdown.aws.apigatewayv2.authorizer import Authorizer
from touchdown.aws.apigatewayv2.integration import Integration
from touchdown.aws.apigatewayv2.route import Route

__all__ = ["Authorizer", "HttpApi", "Integration", "Route"]
