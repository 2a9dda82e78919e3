"""Provisioned concurrency: instances of the live version that are kept ready. It comes with an alias that gives
`provisioned_concurrency=`.

AWS starts them while it answers 202, and moves them by itself when the alias moves: meanwhile it shows weights that
nobody has set, and refuses another move (FUNCTION.md, 2.2 and 2.3; the waits in `service.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from touchdown.aws.lambda_.aliases.alias import Alias
from touchdown.aws.lambda_.invocation.settings import Setting, lifecycle_of, of_function
from touchdown.aws.lambda_.service import PROVISIONED
from touchdown.aws.lifecycle import Found, Named
from touchdown.aws.operations import Calls, arns_of_parent, calls
from touchdown.aws.resource import Step
from touchdown.engine.waits import until_settled
from touchdown.model.field import field, resource

_PUT, _READ, _DELETE = (
    "lambda:PutProvisionedConcurrencyConfig",
    "lambda:GetProvisionedConcurrencyConfig",
    "lambda:DeleteProvisionedConcurrencyConfig",
)
_MEMBER = f"{_PUT}.ProvisionedConcurrentExecutions"


@resource
class ProvisionedConcurrency(Setting):
    """An alias's provisioned concurrency (AWS: "Configuring provisioned concurrency")."""

    TYPE: ClassVar[str] = "lambda_function:alias:provisioned_concurrency"
    CALLS: ClassVar[Calls] = calls(read=[_READ], write=[_PUT], delete=[_DELETE], arns=arns_of_parent)
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = {
        _PUT: {"FunctionName": "the function of the alias", "Qualifier": "the alias that it belongs to"}
    }

    provisioned_concurrency: int = field(create=_MEMBER, update=_MEMBER)
    """How many instances are kept ready."""


def read(setting: Named) -> Found:
    found = setting.api.once(_READ, **of_function(ProvisionedConcurrency, setting.name))
    return Found({"provisioned_concurrency": found["RequestedProvisionedConcurrentExecutions"]})


def settled(step: Step[ProvisionedConcurrency]) -> None:
    """Waits until the instances are ready."""
    api, members = step.account.api, dict[str, Any](of_function(ProvisionedConcurrency, step.identity))

    def look() -> Any:
        return api.call(_READ, **members)

    until_settled(look, PROVISIONED, api.clock, step.report, address=step.change.address)


ProvisionedConcurrency.lifecycle = lifecycle_of(
    ProvisionedConcurrency, to=Alias, put=_PUT, read=read, delete=_DELETE, settled=settled
)
