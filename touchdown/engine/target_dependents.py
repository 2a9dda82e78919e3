"""Dependents of targets: resources out of sight that use what a plan for a part of a workspace changes."""

from __future__ import annotations

from collections.abc import Iterator

from touchdown.engine.account_context import asked
from touchdown.engine.observed import Observed
from touchdown.engine.scope import Scope
from touchdown.model.resource import Resource
from touchdown.model.workspace import BaseWorkspace


def users_of(workspace: BaseWorkspace, scope: Scope, resource: Resource) -> list[str]:
    """The addresses of the resources out of sight that use a resource."""
    others = (one for one in workspace.resources() if not scope.holds(one))
    return [one.address for one in others if any(other is resource for _, other in one.references())]


def used_twins(
    workspace: BaseWorkspace, scope: Scope, resource: Resource, observed: Observed
) -> Iterator[tuple[Resource, list[str]]]:
    """The same thing as it is declared in an account that is out of sight, with what uses it there.

    Only AWS can say whether an account of another name is the same account.
    """
    for twin in workspace.resources():
        if scope.holds(twin) or (twin.TYPE, twin.identity) != (resource.TYPE, resource.identity):
            continue
        users = users_of(workspace, scope, twin)
        if users and twin.predict("arn", asked(workspace, twin.account.name, lambda one: one.place())) == observed.arn:
            yield twin, users
