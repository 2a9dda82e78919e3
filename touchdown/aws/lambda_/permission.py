"""Permissions: statements in a policy, each of which lets a service or an account invoke a function, or an alias of it.

A function has a policy, and each of its aliases has another. So there are two types, which differ in their parent.

What calls a function by itself brings its permission along (`allow`). A statement is ours by its id, `touchdown-` with
hashes of workspace, address and content. AWS can't change a statement, so a new one is added before the old one is
removed; both have the same hash of the address until then. Statements of others are never touched.

Weakness: under a function that isn't ours (`get_lambda_function`), nothing is written, and the statement that it needs
isn't looked for yet.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar, Literal, cast

from touchdown.aws.attached import Attached
from touchdown.aws.lambda_.aliases.alias import Alias
from touchdown.aws.lambda_.function import Function
from touchdown.aws.lambda_.invocable import Invocable, invoked_in, qualified
from touchdown.aws.lambda_.statements import statements_of, values_of
from touchdown.aws.lifecycle import Found, Named, declared_values
from touchdown.aws.marks import hashed, of_workspace, start_of_id
from touchdown.aws.members import carried_by, sent
from touchdown.aws.operations import Calls, arns_of_parent, calls
from touchdown.aws.reading import Reading
from touchdown.aws.resource import AttachedResource, AwsResource, Step
from touchdown.aws.tagging import call
from touchdown.engine.lifecycle import Lifecycle, Outputs
from touchdown.engine.observed import Observed, Values
from touchdown.model.adder import declare
from touchdown.model.errors import Missing
from touchdown.model.field import IDENTITY, field, resource
from touchdown.model.resource import Resource, carried_address, split_identity

_ADD, _READ, _REMOVE = "lambda:AddPermission", "lambda:GetPolicy", "lambda:RemovePermission"
_LONGEST_POLICY = 20_480
"""EVENTS.md, 84."""
_ENVELOPE = 250
"""The characters of a statement besides its values, about: its id, the function's ARN, the names of the elements."""

_member = carried_by(_ADD)


@resource
class Permission(AttachedResource):
    """A permission to invoke a function (AWS: "AddPermission")."""

    TYPE: ClassVar[str] = "lambda_function:permission"
    CALLS: ClassVar[Calls] = calls(read=[_READ], write=[_ADD, _REMOVE], delete=[_REMOVE], arns=arns_of_parent)
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = {
        _ADD: {
            "FunctionName": "the function that it belongs to",
            "EventSourceToken": "for Alexa skills, whose applications give none any more",
            "Qualifier": "the alias that it belongs to",
            "RevisionId": "statements are added and removed one by one, beside those of others",
        }
    }

    name: str = field(create=f"{_ADD}.StatementId", update=IDENTITY)
    """Name of the permission among those of the function; its hash is in the statement's id."""

    action: str = field(default="lambda:InvokeFunction", **_member("Action"))
    """What is allowed."""

    principal: str = field(**_member("Principal"))
    """Who is allowed: a service, as `s3.amazonaws.com`, the number of an account, the ARN of a role, or `*`."""

    source_arn: str | None = field(default=None, **_member("SourceArn"))
    """The ARN of what the service calls for, as a bucket's; `*` and `?` stand for any characters."""

    source_account: str | None = field(default=None, **_member("SourceAccount"))
    """The account that the source has to be in, for sources whose ARN names none, as a bucket's."""

    organization: str | None = field(default=None, **_member("PrincipalOrgID"))
    """The organization whose accounts are allowed, together with `principal="*"`."""

    url_auth: Literal["AWS_IAM", "NONE"] | None = field(default=None, **_member("FunctionUrlAuthType"))
    """The kind of function URL by which the function may be called, with the action `lambda:InvokeFunctionUrl`."""

    by_url: bool = field(default=False, **_member("InvokedViaFunctionUrl"))
    """Whether the function may be called by its URL only."""

    def refused(self, values: Values) -> Iterator[str]:
        # Only a hash of the name is sent, so any name will do.
        yield from super().refused({name: value for name, value in values.items() if name != "name"})

    def problems(self) -> Iterator[str]:
        yield from super().problems()
        if self.principal == "s3.amazonaws.com" and self.source_arn and not self.source_account:
            yield "source_account= is missing: a bucket's ARN names no account, and another one may take its name."
        assert self.parent is not None
        permissions = [one for one in self.parent.children if isinstance(one, Permission)]
        size = sum(_ENVELOPE + len(str(one.principal)) + len(str(one.source_arn)) for one in permissions)
        if self is permissions[0] and size > _LONGEST_POLICY:
            found = f"{len(permissions)} permissions take about {size} characters"
            yield f"{found}, a function's policy has {_LONGEST_POLICY}."


def allow(
    target: Invocable, *, by: AwsResource, principal: str, source_arn: str, source_account: str | None = None
) -> Permission | None:
    """Declares the permission by which a resource invokes a function or an alias: a single one, whoever asks for it
    first.

    None for a function that isn't ours.
    """
    if not target.is_ours:
        return None
    made = _made(target, name=by.label, principal=principal, source_arn=source_arn, source_account=source_account)
    for child in target.children:
        if isinstance(child, Permission) and child.name == made.name:
            return child
    return declare(target, made, implied_by=by)


def _made(target: Invocable, **fields: Any) -> Permission:
    """A permission of the type that the target has."""
    made: Permission = type(target).add_permission.construct(**fields)
    return made


def for_anybody(target: Invocable, url: AwsResource) -> tuple[Permission, ...]:
    """Declares the two permissions by which anybody may call a function's URL (LAMBDA.md; FAULTS.md, 10)."""
    call = _made(target, name="url", action="lambda:InvokeFunctionUrl", principal="*", url_auth="NONE")
    invoke = _made(target, name="url.invoke", principal="*", by_url=True)
    return declare(target, call, implied_by=url), declare(target, invoke, implied_by=url)


def _statement_id(step: Step[Permission]) -> str:
    content = json.dumps(_members(step), sort_keys=True)
    return start_of_id(step.workspace, step.resource.carried_address) + hashed(content, 12)


def _members(step: Step[Permission]) -> dict[str, Any]:
    # False is left out: it would be a condition, too.
    return {name: value for name, value in sent(Permission, _ADD, step.values).items() if value}


def desired(permission: Permission) -> Values:
    return {**declared_values(permission), "replaced": []}


def read(permission: Named) -> Found:
    """Reads the statement that has the address's hash. A run that was killed may have left the one before beside it."""
    address = carried_address(permission.account.name, permission.cls.TYPE, permission.name)
    start = start_of_id(permission.reading.workspace, address)
    parent, name = split_identity(permission.cls.TYPE, permission.name)
    found = [
        one for one in statements_of(permission.reading, parent) if one["Sid"].startswith(start) or one["Sid"] == name
    ]
    if not found:
        raise Missing(f"There is no permission {name}.")
    statement = found[0]["Sid"]
    values = {**values_of(found[0]), "replaced": [one["Sid"] for one in found[1:]]}
    return Found(
        values, {"statement": statement}, marked=statement.startswith(of_workspace(permission.reading.workspace))
    )


def names(reading: Reading, parent: str) -> Iterable[str]:
    """The names of our permissions, as declared; of undeclared ones, the ids of their statements."""
    workspace = reading.workspace
    declared = {
        start_of_id(workspace, one.carried_address): one.name
        for one in reading.declared
        if isinstance(one, Permission) and cast(Resource, one.parent).identity == parent
    }
    ids = [str(one["Sid"]) for one in statements_of(reading, parent)]
    ours = [one for one in ids if one.startswith(of_workspace(workspace))]
    return {declared.get(one.rpartition("-")[0] + "-", one) for one in ours}


def create(step: Step[Permission]) -> Outputs:
    statement = _statement_id(step)
    call(step, _ADD, **qualified(invoked_in(step)), StatementId=statement, **_members(step))
    return {"statement": statement}


def update(step: Step[Permission], present: Observed) -> Outputs:
    """Adds the new statement, and then removes all before it."""
    wanted = _statement_id(step)
    there = [present.outputs["statement"], *present.values["replaced"]]
    if wanted not in there:
        create(step)
    for statement in there:
        if statement != wanted:
            _remove(step, statement)
    return {"statement": wanted}


def _remove(step: Step[Permission], statement: str) -> None:
    call(step, _REMOVE, **qualified(invoked_in(step)), StatementId=statement)


def delete(step: Step[Permission]) -> None:
    for statement in [step.observed.outputs["statement"], *step.observed.values["replaced"]]:
        _remove(step, statement)


@resource
class AliasPermission(Permission):
    """A permission to invoke an alias of a function (AWS: "AddPermission")."""

    TYPE: ClassVar[str] = "lambda_function:alias:permission"


def lifecycle(cls: type[Permission], to: type[Invocable]) -> Lifecycle:
    return Attached(
        cls,
        to=to,
        rank=2,
        read=read,
        listed=names,
        create=create,
        update=update,
        delete=delete,
        desired=desired,
    ).lifecycle()


Permission.lifecycle = lifecycle(Permission, Function)
AliasPermission.lifecycle = lifecycle(AliasPermission, Alias)
