"""Reserved concurrency: how many invocations of a function may run at the same time. It comes with a function that
gives `reserved_concurrency=` (`invoked.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from touchdown.aws.lambda_.invocation.settings import Setting, lifecycle_of, of_function
from touchdown.aws.lifecycle import Found, Named
from touchdown.aws.operations import Calls, arns_of_parent, calls
from touchdown.model.errors import Missing
from touchdown.model.field import field, resource

_PUT, _READ, _DELETE = (
    "lambda:PutFunctionConcurrency",
    "lambda:GetFunctionConcurrency",
    "lambda:DeleteFunctionConcurrency",
)
_MEMBER = f"{_PUT}.ReservedConcurrentExecutions"


@resource
class Concurrency(Setting):
    """A function's reserved concurrency (AWS: "Configuring reserved concurrency")."""

    TYPE: ClassVar[str] = "lambda_function:concurrency"
    CALLS: ClassVar[Calls] = calls(read=[_READ], write=[_PUT], delete=[_DELETE], arns=arns_of_parent)
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = {_PUT: {"FunctionName": "the function that it belongs to"}}

    reserved_concurrency: int = field(create=_MEMBER, update=_MEMBER)
    """How many invocations may run at the same time; 0 stops the function."""


def read(setting: Named) -> Found:
    reserved = setting.api.once(_READ, **of_function(Concurrency, setting.name)).get("ReservedConcurrentExecutions")
    if reserved is None:
        raise Missing(f"{setting.name} reserves no concurrency.")
    return Found({"reserved_concurrency": reserved})


Concurrency.lifecycle = lifecycle_of(Concurrency, put=_PUT, read=read, delete=_DELETE)
