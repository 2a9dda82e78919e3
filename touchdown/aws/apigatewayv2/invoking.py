"""The URIs by which API Gateway invokes functions for WebSocket APIs, which refuse the bare ARN (APIS.md, 6, 27)."""

from __future__ import annotations

from touchdown.model.field import Form

_START, _END = ":lambda:path/2015-03-31/functions/", "/invocations"


def uri_of(arn: str) -> str:
    """The URI for a function or an alias, by its ARN."""
    partition, _, region = arn.split(":")[1:4]
    return f"arn:{partition}:apigateway:{region}{_START}{arn}{_END}"


def arn_in(uri: str) -> str:
    return uri.partition(_START)[2].removesuffix(_END) if _START in uri else uri


FUNCTION = Form(send=uri_of, read=arn_in)
