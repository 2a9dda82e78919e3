"""Finds what a browser can open, by the name or address that a user types: APIs, and the URLs of functions."""

from __future__ import annotations

from touchdown.aws.resource import AwsResource
from touchdown.aws.workspace import Workspace
from touchdown.cli.declared import find
from touchdown.model.addresses import addresses_ending, known

_APIS = ("apigatewayv2_api",)
_OF_FUNCTION = "lambda_function:url"


def page_of(workspace: Workspace, typed: str) -> AwsResource:
    """The API with this name or address; or the URL of the function with it."""
    some = [one for one in workspace.resources() if isinstance(one, AwsResource)]
    urls = {one.parent.address: one for one in some if one.TYPE == _OF_FUNCTION and one.parent is not None}
    of_functions = addresses_ending(typed, known(one.parent for one in urls.values() if one.parent is not None))
    if len(of_functions) == 1 and not addresses_ending(typed, known(one for one in some if one.TYPE in _APIS)):
        return urls[of_functions[0]]
    return find(workspace, typed, (*_APIS, _OF_FUNCTION), "API or URL of a function")
