"""Grants: what functions and state machines may do with other resources, as `table.grant("read", to=worker)`.

All grants of a function are one inline policy of its role, named `touchdown-NAME`, with exact actions and exact ARNs.
The policy belongs to grants alone, and is written, compared and removed with the role's other policies
(`iam/role.py`): so a grant is in force before the function's code that needs it, and gone after the last code that
does.

Parts: a type names its verbs in `GRANTS` and has a method `grant`, whose verbs are typed; here the statements are made.
What an event source needs is granted in the same way (`lambda_/event_sources/mapping.py`).

Weakness: a role that isn't ours (`get_role`, an ARN) gets no policy; the plan names the statements that it has to have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol, cast, runtime_checkable

import attrs

from touchdown.model.errors import DeclarationError
from touchdown.model.output import shown
from touchdown.model.resource import arn_of
from touchdown.model.source import Source, caller

if TYPE_CHECKING:
    from touchdown.aws.resource import AwsResource

PREFIX = "touchdown-"
"""The beginning of the names of policies that belong to grants."""

Statement = dict[str, Any]


@attrs.frozen
class Allowance:
    """Actions, and what they are allowed on: the resource itself, or what lies below it, by the endings of the ARNs."""

    actions: tuple[str, ...]
    below: tuple[str, ...] = ("",)
    condition: Mapping[str, Any] | None = None


Verbs = Mapping[str, tuple[Allowance, ...]]
"""By verb, what it allows."""


@attrs.frozen
class Grant:
    """What a function may do with a resource, and where that is declared."""

    on: str
    """The ARN of the resource."""
    allowances: tuple[Allowance, ...]
    where: Source | None
    after: AwsResource | None = None
    """The resource, where its ARN is known only when it is made: the policy comes after it."""

    def statements(self) -> Iterator[Statement]:
        for one in self.allowances:
            on = [f"{self.on}{ending}" for ending in one.below]
            condition = {"Condition": dict(one.condition)} if one.condition else {}
            yield {"Effect": "Allow", "Action": list(one.actions), "Resource": on, **condition}


@runtime_checkable
class Grantee(Protocol):
    """What something can be granted to: a function, or a state machine."""

    grants: list[Grant]


def grant(
    resource: AwsResource,
    verbs: Iterable[str],
    to: object,
    known: Verbs,
    actions_on: tuple[str, ...] = ("",),
    on: str | None = None,
) -> None:
    """Grants a function what the verbs of the resource's type allow. A verb with a colon is an action, which is allowed
    on what `actions_on` says, as the endings of ARNs; `on` is the ARN, where policies have another than the resource's
    own, which AWS makes up."""
    if not verbs:
        raise DeclarationError(
            f"{resource.label}: grant() needs a verb.", where=caller(), hint=f"Its verbs are {', '.join(known)}."
        )
    allowed = [one for verb in verbs for one in _allowed(resource, verb, known, actions_on)]
    allow(on or arn_of(resource), allowed, to, after=resource if on else None)


def allow(on: str, allowances: Iterable[Allowance], to: object, after: AwsResource | None = None) -> None:
    """Adds a grant, on what has this ARN, to the grants of a function or a state machine."""
    if not isinstance(to, Grantee):
        raise DeclarationError(
            f"grant(): to= has to be a function or a state machine, and is of the type {type(to).__name__}.",
            where=caller(),
        )
    to.grants.append(Grant(on, tuple(allowances), caller(), after))


def _allowed(resource: AwsResource, verb: str, known: Verbs, actions_on: tuple[str, ...]) -> tuple[Allowance, ...]:
    if verb in known:
        return known[verb]
    if ":" in verb:
        return (Allowance((verb,), actions_on),)
    raise DeclarationError(
        f'{resource.label} can\'t grant "{verb}".',
        where=caller(),
        hint=f"Its verbs are {', '.join(known)}; an action has its service before a colon.",
    )


def actions_on(arn: str, grants: Iterable[Grant]) -> set[str]:
    """The actions that are granted on what has this ARN."""
    return {action for one in grants if one.on == arn for part in one.allowances for action in part.actions}


_WRITES: Mapping[str, tuple[str, str]] = {
    "dynamodb_table": ("table", "dynamodb:PutItem"),
    "kinesis_stream": ("stream", "kinesis:PutRecord"),
    "s3_bucket": ("bucket", "s3:PutObject"),
    "sns_topic": ("topic", "sns:Publish"),
    "sqs_queue": ("queue", "sqs:SendMessage"),
}
"""By the type of what calls a function, its noun, and the action by which the function would cause the next call."""


def calls_itself(function: Grantee, source: object) -> Iterator[str]:
    """A warning where a function may write to what calls it."""
    noun, writes = _WRITES.get(getattr(source, "TYPE", ""), ("", ""))
    if writes and writes in actions_on(arn_of(cast("AwsResource", source)), function.grants):
        label = cast("AwsResource", function).label
        yield f"{label} may write to the {noun} that calls it: see that it doesn't call itself for ever."


def policy_name(function: AwsResource, role: AwsResource) -> str:
    """The name of the policy that a function's grants make; a role may be used in several regions."""
    elsewhere = "" if function.account is role.account else f"-{function.account.name}"
    return f"{PREFIX}{function.name}{elsewhere}"


def needed(grants: Iterable[Grant]) -> Iterator[str]:
    """What a role has to allow, a phrase for each statement."""
    for statement in policy_document(grants)["Statement"]:
        yield f"{', '.join(statement['Action'])} on {', '.join(str(shown(one)) for one in statement['Resource'])}"


def policy_document(grants: Iterable[Grant]) -> dict[str, Any]:
    """The policy that all grants of a function make. What is allowed on the same resources, under the same condition,
    is a single statement: IAM allows 10,240 characters in sum."""
    merged: dict[str, Statement] = {}
    for statement in (one for grant in grants for one in grant.statements()):
        key = repr((statement["Resource"], statement.get("Condition")))
        known = merged.setdefault(key, {**statement, "Action": []})
        known["Action"] += [action for action in statement["Action"] if action not in known["Action"]]
    return {"Version": "2012-10-17", "Statement": list(merged.values())}
