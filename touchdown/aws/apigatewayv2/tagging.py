"""The calls for the tags of APIs and domain names."""

from __future__ import annotations

from touchdown.aws.tagging import Tagging

TAGGING = Tagging(
    read="apigatewayv2:GetTags",
    write="apigatewayv2:TagResource",
    remove="apigatewayv2:UntagResource",
    member="ResourceArn",
)
