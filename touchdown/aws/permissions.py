"""The smallest policy that a workspace needs, worked out from the calls of its types (`operations.py`, `actions.py`).

Nothing is called for it, so an account's number is known only where it is declared; elsewhere `*` stands for it.

Weakness: what is no longer declared isn't in it. A policy that was made before a resource was taken out of the
Touchdownfile allows what takes it away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import groupby
from typing import Any, Final

import attrs

from touchdown.aws.account import Account
from touchdown.aws.actions import EVERYWHERE, actions_of
from touchdown.aws.lambda_.function import Function
from touchdown.aws.lambda_.layers.layer import Layer
from touchdown.aws.lambda_.packaging.sending import is_large
from touchdown.aws.operations import ACCOUNT, Operations
from touchdown.aws.resource import AwsResource
from touchdown.aws.resource_types import all_types
from touchdown.model.purposes import USES

MOST_CHARACTERS: Final = 6144
"""AWS, "IAM and AWS STS quotas": the size of a managed policy, white space not counted."""

_ANY_ACCOUNT = "*"
_PASS: Final = "iam:PassRole"


@attrs.frozen
class Grant:
    """An action, and an ARN that it is needed on."""

    action: str
    arn: str
    to: str = ""
    """The service that a role is passed to."""


@attrs.frozen
class Permissions:
    """The actions that have to be allowed, and notes for whoever allows them."""

    grants: frozenset[Grant]
    notes: tuple[str, ...]

    @property
    def everywhere(self) -> Mapping[str, str]:
        """The actions that are allowed on everything, with the reason."""
        return {one.action: EVERYWHERE[one.action] for one in sorted(self.grants, key=_action) if one.arn == "*"}

    @property
    def document(self) -> dict[str, Any]:
        """The policy, as IAM takes it."""
        on: dict[tuple[str, str], set[str]] = {}
        for one in self.grants:
            on.setdefault((one.action, one.to), set()).add(one.arn)
        together = sorted((_service(action, arns), sorted(arns), to, action) for (action, to), arns in on.items())
        grouped = groupby(together, key=lambda one: one[:3])
        statements = [_statement(name, [action for *_, action in some], arns, to) for (name, arns, to), some in grouped]
        return {"Version": "2012-10-17", "Statement": _numbered(statements)}


def _action(grant: Grant) -> str:
    return grant.action


def _service(action: str, arns: set[str]) -> str:
    """What statements are put together and called by."""
    if action == _PASS:
        return "PassRole"
    return "Everything" if arns == {"*"} else action.partition(":")[0].capitalize()


def _statement(name: str, actions: list[str], arns: list[str], to: str) -> dict[str, Any]:
    condition = {"Condition": {"StringEquals": {"iam:PassedToService": to}}} if to else {}
    return {"Sid": name, "Effect": "Allow", "Action": _one(actions), "Resource": _one(arns), **condition}


def _one(some: list[str]) -> str | list[str]:
    return some[0] if len(some) == 1 else some


def _numbered(statements: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """With names of their own, as IAM wants them."""
    names = [one["Sid"] for one in statements]
    numbers = [names[:at].count(name) + 1 if names.count(name) > 1 else "" for at, name in enumerate(names)]
    return [{**one, "Sid": f"Touchdown{one['Sid']}{number}"} for one, number in zip(statements, numbers, strict=True)]


def permissions(accounts: Iterable[Account], purpose: str, workspace: str | None) -> Permissions:
    """The permissions for one of `PURPOSES` in a workspace's accounts; `apply` includes `plan` and `destroy`."""
    some = list(accounts)
    grants = frozenset(grant for one in some for grant in _granted(one, purpose, workspace))
    notes = tuple(note for one in some for note in _notes(one))
    return Permissions(grants, notes)


def _granted(account: Account, purpose: str, workspace: str | None) -> Iterator[Grant]:
    if purpose not in USES:
        always = (operations for kind in all_types() for operations in kind.CALLS.always)
        for operation in (*ACCOUNT, *always):
            yield from (Grant(action, "*") for action in actions_of(operation))
    place = account.expected_place(_ANY_ACCOUNT)
    for one in account.resources.values():
        assert isinstance(one, AwsResource)
        calls = one.CALLS
        yield from _on(_operations(one, purpose), partial(calls.arns, one, place), one.PASSES_TO)
        if purpose == "destroy" and isinstance(one, Function) and one.subnets:
            # It leaves its network first; its role, key and layers aren't passed on then.
            yield Grant("lambda:UpdateFunctionConfiguration", one.predict("arn", place) or "*")
        if purpose == "apply" and isinstance(one, Function | Layer) and is_large(one):
            yield from _on(calls.large, lambda action, calls=calls: calls.large_arns(place, action, workspace))


def _on(operations: Iterable[str], arns: Callable[[str], Iterable[str]], passes_to: str = "") -> Iterator[Grant]:
    for action in {action for operation in operations for action in actions_of(operation)}:
        found = list(arns(action))
        if action in EVERYWHERE:
            found = ["*"] if found else []
        yield from (Grant(action, arn, passes_to if action == _PASS else "") for arn in found)


def _operations(resource: AwsResource, purpose: str) -> Iterator[str]:
    """The operations that are called on a resource for a purpose."""
    calls = resource.CALLS
    if purpose in USES:
        yield from calls.use.get(purpose, {})
        return
    alike = sum(one.TYPE == resource.TYPE for one in resource.account.resources.values())
    yield from calls.many if alike > calls.few else ()
    if resource.external:
        yield from calls.named
        return
    phases: dict[str, tuple[Operations, ...]] = {
        "plan": (calls.read,),
        "apply": (calls.read, calls.write, calls.delete),
        "destroy": (calls.read, calls.delete),
    }
    for some in phases[purpose]:
        yield from some


def _notes(account: Account) -> Iterator[str]:
    if account.account is None:
        yield (
            f"{account.name}: its number isn't declared, so * stands for it in the ARNs. "
            'Pin it with add_aws(account="123456789012") for a policy of that account alone.'
        )
    if account.assumes:
        yield (
            f"{account.name}: the policy is for the role {account.assumes}; the credentials that assume it need "
            "sts:AssumeRole on it."
        )
