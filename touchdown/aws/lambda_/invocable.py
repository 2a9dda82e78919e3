"""`Invocable`: a function, or an alias of one. Whatever invokes a target takes either, and asks no more of it than its
ARN, its permissions and its function.

In calls, an alias is its function's name and a qualifier (`qualified`); policies, URLs and event sources are per
qualifier (FUNCTION.md, 2.10).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from touchdown.aws.resource import AwsResource, Step
from touchdown.model.field import resource
from touchdown.model.resource import split_identity

if TYPE_CHECKING:
    from touchdown.aws.lambda_.function import Function


@resource
class Invocable(AwsResource):
    """What can be invoked."""

    add_permission: ClassVar[Any]
    """Declares a permission in its policy, of the type that it has."""

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


def invoked_in(step: Step[AwsResource]) -> str:
    """The identity of the function, or the alias, that the resource of a step is attached to."""
    kind = step.declared.TYPE if step.declared is not None else step.observed.type
    return split_identity(kind, step.identity)[0]
