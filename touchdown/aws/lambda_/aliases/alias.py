"""Aliases: a name for the version of a function that is live.

An alias follows the version that an apply publishes, in the same apply, as soon as that version is active. Its
description is ours (`history.py`): whose it is, the last versions that were live, what was rejected. While the
declaration is that of a rejected version, an apply leaves the alias where it is.

An alias belongs to its function, and is itself the parent of the permissions, the URL and the event sources that are
declared in it. Its index of these is in its description, since an alias carries no tags.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from typing import TYPE_CHECKING, Any, ClassVar, cast

import attrs

from touchdown.aws.attached import Attached
from touchdown.aws.grants import Grant
from touchdown.aws.lambda_.aliases.checking import invoked_by_check, refused
from touchdown.aws.lambda_.aliases.history import LONGEST_TEXT, history_of
from touchdown.aws.lambda_.aliases.listing import LIST, aliases_of, names_of_ours
from touchdown.aws.lambda_.aliases.moving import CREATE, DELETE, UPDATE, create, delete, update
from touchdown.aws.lambda_.aliases.routing import Settled, is_same_weight, is_settled, routing_of, unsettled
from touchdown.aws.lambda_.aliases.sharing import judge, role_of
from touchdown.aws.lambda_.function import Function
from touchdown.aws.lambda_.invocable import Invocable
from touchdown.aws.lambda_.invocation.invoked import Asynchronous, declare_settings, given_of_async
from touchdown.aws.lifecycle import Found, Named, extends
from touchdown.aws.operations import Calls, Operations, calls
from touchdown.aws.resource import AttachedResource
from touchdown.engine.observed import Values
from touchdown.model.adder import adder
from touchdown.model.errors import Missing
from touchdown.model.field import IDENTITY, field, resource
from touchdown.model.later import later
from touchdown.model.place import Place
from touchdown.model.resource import label_of, output, split_identity

if TYPE_CHECKING:
    from touchdown.aws.lambda_.event_sources.mapping import AliasEventSourceMapping
    from touchdown.aws.lambda_.permission import AliasPermission
    from touchdown.aws.lambda_.url import AliasUrl
else:
    AliasEventSourceMapping = later("touchdown.aws.lambda_.event_sources.mapping:AliasEventSourceMapping")
    AliasPermission = later("touchdown.aws.lambda_.permission:AliasPermission")
    AliasUrl = later("touchdown.aws.lambda_.url:AliasUrl")

_MOVES: Operations = {"lambda:GetAlias": "", UPDATE: ""}
_FOLLOWS = {
    "FunctionName": "the function that it belongs to",
    "FunctionVersion": "the version that the apply publishes",
}


def _arns(alias: Any, place: Place, action: str) -> Iterable[str]:
    function = alias.parent.predict("arn", place)
    if action == "lambda:InvokeFunction":
        return invoked_by_check(alias, place)
    return [f"{function}:*" if action == "lambda:GetFunction" else function]


@resource
class Alias(AttachedResource, Asynchronous, Invocable):
    """An alias of a function (AWS: "Lambda function aliases")."""

    TYPE: ClassVar[str] = "lambda_function:alias"
    CALLS: ClassVar[Calls] = calls(
        read=[LIST, "lambda:GetFunction"],
        write=[CREATE, UPDATE, "lambda:GetFunction", "lambda:Invoke"],
        delete=[DELETE],
        arns=_arns,
        use=dict.fromkeys(("rollback", "promote"), _MOVES),
    )
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = {
        CREATE: _FOLLOWS,
        UPDATE: {**_FOLLOWS, "Name": "the alias itself", "RevisionId": "our guard against somebody else's change"},
    }
    ATTACHED: ClassVar[frozenset[str]] = frozenset(
        {"event_invoke_config", "event_source_mapping", "permission", "provisioned_concurrency", "url"}
    )
    UNSHOWN: ClassVar[frozenset[str]] = frozenset({"attached"})

    name: str = field(create=f"{CREATE}.Name", update=IDENTITY)
    """Name of the alias among those of the function: letters, digits, hyphens and underscores, and not digits only."""

    description: str = field(default="", create=f"{CREATE}.Description", update=f"{UPDATE}.Description")
    """Description, up to 120 characters: the rest of AWS's 256 is ours."""

    weight: int | None = field(
        default=None, create=f"{CREATE}.RoutingConfig", update=f"{UPDATE}.RoutingConfig", opaque=True
    )
    """The share of the calls, in percent, that a new version gets first: 1 to 99. Then `touchdown promote` gives it all
    of them, or `touchdown rollback` takes it back. Left out, a new version gets all calls at once."""

    provisioned_concurrency: int | None = field(default=None)
    """How many instances of the live version are kept ready; they are paid for, called or not. Left out, none."""

    check: Mapping[str, Any] | Function | None = field(default=None)
    """How a new version is checked before it gets any call: a payload with which it is invoked, or a function that is
    invoked with `{"function": ARN, "version": NUMBER}`. If that raises, the alias stays, and `apply` ends with 4."""

    add_event_source = adder(AliasEventSourceMapping)
    add_permission = adder(AliasPermission)
    add_url = adder(AliasUrl)

    @property
    def function(self) -> Function:
        return cast(Function, self.parent)

    @property
    def grants(self) -> list[Grant]:
        """Those of its function, whose role all versions have."""
        return self.function.grants

    @output
    def arn(self, place: Place) -> str:  # pyright: ignore[reportIncompatibleVariableOverride]  AWS has one for it
        """The alias's ARN, by which its version is invoked."""
        return f"{self.function.predict('arn', place)}:{self.name}"

    def implied(self) -> None:
        # A function whose version is asked for is read with the true one.
        self.function.version  # noqa: B018

    def complete(self, named_in: Set[str]) -> None:
        declare_settings(self, self._settings())

    def _settings(self) -> Iterator[AttachedResource]:
        from touchdown.aws.lambda_.aliases.provisioned_concurrency import ProvisionedConcurrency
        from touchdown.aws.lambda_.invocation.event_invoke_config import AliasEventInvokeConfig

        if self.provisioned_concurrency is not None:
            yield ProvisionedConcurrency(provisioned_concurrency=self.provisioned_concurrency)
        if (given := given_of_async(self)) is not None:
            yield AliasEventInvokeConfig(**given)

    def problems(self) -> Iterator[str]:
        yield from super().problems()
        if not self.function.external and not self.function.publish:
            yield f"{self.function.label} has publish=False, and an alias needs versions: leave that out."
        if self.weight is not None and self.provisioned_concurrency is not None:
            yield "weight= and provisioned_concurrency= exclude each other: AWS gives no share beside it."
        if wrong := refused(self.check):
            yield wrong
        if self.weight is not None and not 1 <= self.weight <= 99:
            yield f"weight= is {self.weight}: a new version gets 1 to 99 percent first. Leave it out for all at once."
        if len(self.description) > LONGEST_TEXT:
            yield f"description= has {len(self.description)} characters, and an alias's has {LONGEST_TEXT}."


def desired(alias: Alias) -> Values:
    values = {"description": alias.description, "version": alias.function.version, "weight": alias.weight}
    return {**values, "attached": alias.attached}


def read(alias: Named) -> Found:
    function, name = split_identity(Alias.TYPE, alias.name)
    found = aliases_of(alias.reading, function).get(name)
    if found is None:
        raise Missing(f"There is no alias {name}.")
    history, routing = history_of(found), routing_of(found)
    marked = history.is_of(alias.reading.workspace)
    for note in unsettled(routing, history) if marked else ():
        alias.reading.note(f"{alias.account.name}/{label_of(Alias.TYPE, alias.name)} {note}")
    values = {"version": Settled(routing.newest, history.rejected), "weight": routing.weight}
    values |= {"description": history.text, "attached": list(history.has)}
    outputs = {one: str(found.get(one, "")) for one in ("Description", "RevisionId", "FunctionVersion")}
    outputs |= role_of(alias, routing.version)
    return Found(values, outputs, arn=found["AliasArn"], marked=marked)


Alias.lifecycle = attrs.evolve(
    Attached(
        Alias,
        to=Function,
        rank=1,
        read=read,
        listed=names_of_ours,
        create=create,
        update=update,
        delete=delete,
        desired=desired,
    ).lifecycle(),
    same={"version": is_settled, "weight": is_same_weight},
    judge=judge,
    loosens={"attached": extends},
)
