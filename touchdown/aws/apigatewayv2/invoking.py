"""How API Gateway invokes functions: the permission that an API of any kind brings along; and the URIs for WebSocket
APIs, which refuse the bare ARN (APIS.md, 6, 27).
"""

from __future__ import annotations

from touchdown.aws.lambda_.invocable import Invocable
from touchdown.aws.lambda_.permission import Permission, allow
from touchdown.aws.resource import AwsResource
from touchdown.model.field import Form

_START, _END = ":lambda:path/2015-03-31/functions/", "/invocations"


def uri_of(arn: str) -> str:
    """The URI for a function or an alias, by its ARN."""
    partition, _, region = arn.split(":")[1:4]
    return f"arn:{partition}:apigateway:{region}{_START}{arn}{_END}"


def arn_in(uri: str) -> str:
    return uri.partition(_START)[2].removesuffix(_END) if _START in uri else uri


def allow_api(api: AwsResource, execution_arn: str, target: Invocable) -> Permission | None:
    """Lets an API invoke a function: by one permission for all that it calls it for, never one for each route.

    Source: EVENTS.md, 69; APIS.md, 22; FAULTS.md, 14.
    """
    return allow(target, by=api, principal="apigateway.amazonaws.com", source_arn=f"{execution_arn}/*")


FUNCTION = Form(send=uri_of, read=arn_in)
