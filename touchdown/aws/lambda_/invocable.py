"""`Invocable`: a function, or an alias of one. Whatever invokes a target takes either, and asks no more of it than its
ARN, its permissions and its function.

In calls, an alias is its function's name and a qualifier (`qualified`); policies, URLs and event sources are per
qualifier (FUNCTION.md, 2.10).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from touchdown.aws.resource import AwsResource
from touchdown.model.field import resource

if TYPE_CHECKING:
    from touchdown.aws.lambda_.function import Function


@resource
class Invocable(AwsResource):
    """What can be invoked."""

    @property
    def function(self) -> Function:
        """The function that runs."""
        raise NotImplementedError

    @property
    def is_ours(self) -> bool:
        """Whether its policy is ours to change."""
        return not self.function.external


def qualified(identity: str) -> dict[str, str]:
    """The parameters that name a function, or an alias of it, by its identity: `worker`, `worker:live`."""
    name, _, qualifier = identity.partition(":")
    return {"FunctionName": name, **({"Qualifier": qualifier} if qualifier else {})}
