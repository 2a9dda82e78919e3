"""Function URLs: addresses that invoke functions.

With `auth="AWS_IAM"` callers sign their calls, and need the permission lambda:InvokeFunctionUrl. With `auth="NONE"`
anybody may call. For that AWS asks for two permissions, which the URL brings along.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal

import attrs

from touchdown.aws.attached import Attached, parent_of
from touchdown.aws.lambda_.aliases.alias import Alias
from touchdown.aws.lambda_.function import Function
from touchdown.aws.lambda_.invocable import Invocable, invoked_in, qualified
from touchdown.aws.lambda_.permission import Permission, for_anybody
from touchdown.aws.lifecycle import Found, Named
from touchdown.aws.members import changed, sent, values_in
from touchdown.aws.operations import Calls, arns_of_parent, calls
from touchdown.aws.resource import AttachedResource, Step
from touchdown.aws.tagging import call
from touchdown.engine.lifecycle import Lifecycle, Outputs
from touchdown.engine.observed import Observed
from touchdown.model.field import Form, field, resource
from touchdown.model.place import Place
from touchdown.model.resource import Resource, output

_CREATE, _UPDATE = "lambda:CreateFunctionUrlConfig", "lambda:UpdateFunctionUrlConfig"
_READ, _DELETE = "lambda:GetFunctionUrlConfig", "lambda:DeleteFunctionUrlConfig"
_CORS = Form(send=dict, read=lambda found: found or None)
_LASTING = frozenset({"url"})
_UNSUPPORTED = {"FunctionName": "the function that it belongs to", "Qualifier": "the alias that it belongs to"}


@resource
class FunctionUrl(AttachedResource):
    """A function URL (AWS: "Creating and managing Lambda function URLs")."""

    TYPE: ClassVar[str] = "lambda_function:url"
    CALLS: ClassVar[Calls] = calls(read=[_READ], write=[_CREATE, _UPDATE], delete=[_DELETE], arns=arns_of_parent)
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = {_CREATE: _UNSUPPORTED, _UPDATE: _UNSUPPORTED}

    name: str = attrs.field(init=False, default="", repr=False)
    """A function, or an alias, has one URL, which has no name."""

    auth: Literal["AWS_IAM", "NONE"] = field(
        default="AWS_IAM", create=f"{_CREATE}.AuthType", update=f"{_UPDATE}.AuthType"
    )
    """Who may call it: with `AWS_IAM`, those whom IAM allows to; with `NONE`, anybody."""

    cors: Mapping[str, Any] | None = field(
        default=None, create=f"{_CREATE}.Cors", update=f"{_UPDATE}.Cors", clear={}, form=_CORS
    )
    """Access that browsers give to other sites, as AWS's Cors: `{"AllowOrigins": ["https://example.com"]}`."""

    invoke_mode: Literal["BUFFERED", "RESPONSE_STREAM"] = field(
        default="BUFFERED", create=f"{_CREATE}.InvokeMode", update=f"{_UPDATE}.InvokeMode"
    )
    """Whether an answer is sent when it is complete, or while it is made."""

    permissions: tuple[Permission, ...] = attrs.field(init=False, default=(), repr=False)
    """The statements that let anybody call it."""

    @output
    def url(self, place: Place) -> None:
        """The address, which AWS makes up."""

    def implied(self) -> None:
        if self.auth == "NONE" and isinstance(self.parent, Invocable) and self.parent.is_ours:
            self.permissions = for_anybody(self.parent, self)

    def references(self) -> Iterator[tuple[str, Resource]]:
        yield from super().references()
        yield from (("permissions", one) for one in self.permissions)

    def warnings(self) -> Iterator[str]:
        if self.auth == "NONE":
            yield 'Anybody on the internet may call it, since it is declared with auth="NONE".'

    def problems(self) -> Iterator[str]:
        yield from super().problems()
        for method in (self.cors or {}).get("AllowMethods", ()):
            if len(method) > 6:  # EVENTS.md, 75
                yield f'cors= has the method "{method}": AWS takes up to six letters, and answers OPTIONS by itself.'


def read(url: Named) -> Found:
    config = url.api.once(_READ, **qualified(parent_of(url.cls, url.name)))
    return Found(values_in(FunctionUrl, config), {"url": url.account.reachable(config["FunctionUrl"])})


def create(step: Step[FunctionUrl]) -> Outputs:
    made = call(step, _CREATE, **qualified(invoked_in(step)), **sent(FunctionUrl, _CREATE, step.values))
    return {"url": step.account.reachable(made["FunctionUrl"])}


def update(step: Step[FunctionUrl], present: Observed) -> None:
    members = sent(FunctionUrl, _UPDATE, step.values, only=changed(step.values, present.values))
    call(step, _UPDATE, **qualified(invoked_in(step)), **members)


def delete(step: Step[FunctionUrl]) -> None:
    call(step, _DELETE, **qualified(invoked_in(step)))


@resource
class AliasUrl(FunctionUrl):
    """A function URL of an alias (AWS: "Creating and managing Lambda function URLs")."""

    TYPE: ClassVar[str] = "lambda_function:alias:url"


def lifecycle(cls: type[FunctionUrl], to: type[Invocable]) -> Lifecycle:
    return Attached(
        cls, to=to, rank=1, lasting=_LASTING, read=read, create=create, update=update, delete=delete
    ).lifecycle()


FunctionUrl.lifecycle = lifecycle(FunctionUrl, Function)
AliasUrl.lifecycle = lifecycle(AliasUrl, Alias)
