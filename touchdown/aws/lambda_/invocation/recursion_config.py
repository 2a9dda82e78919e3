"""What Lambda does about a function that calls itself. It comes with a function that gives `recursion="Allow"`
(`invoked.py`). AWS has no call that takes the setting away: it is set to AWS's own (FUNCTION.md, 2.5).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from touchdown.aws.lambda_.invocation.settings import Setting, lifecycle_of, of_function
from touchdown.aws.lifecycle import Found, Named
from touchdown.aws.operations import Calls, arns_of_parent, calls
from touchdown.model.errors import Missing
from touchdown.model.field import field, resource

_PUT, _READ = "lambda:PutFunctionRecursionConfig", "lambda:GetFunctionRecursionConfig"
_MEMBER = f"{_PUT}.RecursiveLoop"
_DEFAULT = "Terminate"


@resource
class RecursionConfig(Setting):
    """A function's recursion setting (AWS: "Use Lambda recursive loop detection")."""

    TYPE: ClassVar[str] = "lambda_function:recursion_config"
    CALLS: ClassVar[Calls] = calls(read=[_READ], write=[_PUT], delete=[_PUT], arns=arns_of_parent)
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = {_PUT: {"FunctionName": "the function that it belongs to"}}

    recursion: str = field(create=_MEMBER, update=_MEMBER)
    """Whether the function may call itself: `Allow`."""


def read(setting: Named) -> Found:
    found = setting.api.once(_READ, **of_function(RecursionConfig, setting.name)).get("RecursiveLoop", _DEFAULT)
    if found == _DEFAULT:
        raise Missing(f"{setting.name} has AWS's own setting.")
    return Found({"recursion": found})


RecursionConfig.lifecycle = lifecycle_of(RecursionConfig, put=_PUT, read=read, delete=_PUT, RecursiveLoop=_DEFAULT)
