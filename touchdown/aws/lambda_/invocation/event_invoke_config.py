"""How Lambda handles asynchronous events of a function: retries, their age, and where it sends what came of them. It
comes with a function that gives one of these fields (`invoked.py`), and its role is allowed to send there.

The call that makes it also replaces it whole, so that a field that is taken out goes by itself (FUNCTION.md, 2.4).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Final

from touchdown.aws.iam.role import Role
from touchdown.aws.lambda_.aliases.alias import Alias
from touchdown.aws.lambda_.invocation.destinations import destination_problems, sending_to
from touchdown.aws.lambda_.invocation.settings import Setting, lifecycle_of, of_function
from touchdown.aws.lifecycle import Found, Named
from touchdown.aws.members import carried_by, values_in
from touchdown.aws.operations import Calls, arns_of_parent, calls
from touchdown.model.field import field, resource
from touchdown.model.resource import Resource

_PUT, _READ, _DELETE = (
    "lambda:PutFunctionEventInvokeConfig",
    "lambda:GetFunctionEventInvokeConfig",
    "lambda:DeleteFunctionEventInvokeConfig",
)
_DESTINATIONS: Final = ("sqs", "sns", "events", "lambda")

DEFAULTS: Final[Mapping[str, Any]] = {
    "async_retries": 2,
    "async_maximum_age": 21_600,
    "on_success": None,
    "on_failure": None,
}
"""AWS's own values."""


_member = carried_by(_PUT)


@resource
class EventInvokeConfig(Setting):
    """A function's settings for asynchronous events (AWS: "Configuring error handling settings for Lambda asynchronous
    invocations")."""

    TYPE: ClassVar[str] = "lambda_function:event_invoke_config"
    CALLS: ClassVar[Calls] = calls(read=[_READ], write=[_PUT], delete=[_DELETE], arns=arns_of_parent)
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = {
        _PUT: {"FunctionName": "the function that it belongs to", "Qualifier": "the alias that it belongs to"}
    }

    async_retries: int = field(**_member("MaximumRetryAttempts"))
    """How often an event that failed is tried again."""

    async_maximum_age: int = field(**_member("MaximumEventAgeInSeconds"))
    """For how long an event is tried, in seconds."""

    on_success: Resource | str | None = field(default=None, **_member("DestinationConfig.OnSuccess.Destination"))
    """Where Lambda sends what came of an event."""

    on_failure: Resource | str | None = field(default=None, **_member("DestinationConfig.OnFailure.Destination"))
    """Where Lambda sends an event that it gives up."""

    def implied(self) -> None:
        for target in (self.on_success, self.on_failure):
            self.function.grants.extend(sending_to(target, self.function.where))

    def references(self) -> Iterator[tuple[str, Resource]]:
        yield from super().references()
        # Lambda asks whether the role may send there.
        if isinstance(self.function.role, Role):
            yield "role", self.function.role

    def problems(self) -> Iterator[str]:
        yield from super().problems()
        yield from destination_problems("on_success", self.on_success, _DESTINATIONS)
        yield from destination_problems("on_failure", self.on_failure, (*_DESTINATIONS, "s3"))


def read(setting: Named) -> Found:
    return Found(values_in(EventInvokeConfig, setting.api.once(_READ, **of_function(setting.cls, setting.name))))


@resource
class AliasEventInvokeConfig(EventInvokeConfig):
    """An alias's settings for asynchronous events; those of its function don't hold for it (FUNCTION.md, 2.10)."""

    TYPE: ClassVar[str] = "lambda_function:alias:event_invoke_config"


EventInvokeConfig.lifecycle = lifecycle_of(EventInvokeConfig, put=_PUT, read=read, delete=_DELETE)
AliasEventInvokeConfig.lifecycle = lifecycle_of(AliasEventInvokeConfig, to=Alias, put=_PUT, read=read, delete=_DELETE)
