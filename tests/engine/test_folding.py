"""Folding: what is shown in one line below the resource that brought it along, and what never is."""

from __future__ import annotations

import attrs
import pytest

from tests.engine.fakes import Account, Cloud, planned
from touchdown.engine.change import Action, Plan
from touchdown.engine.folding import brought_along
from touchdown.model.resource import Resource


@pytest.fixture
def account() -> Account:
    return Account("main", Cloud())


def bringing(account: Account, name: str, by: Resource | None = None) -> Resource:
    made = account.add_thing(name=name)
    made.implied_by = by
    return made


def folded(plan: Plan) -> dict[str, list[str]]:
    return {address: [one.address for one in changes] for address, changes in brought_along(plan).items()}


def with_change(plan: Plan, address: str, **parts: object) -> Plan:
    """The plan with another change of one resource."""
    changes = [attrs.evolve(one, **parts) if one.address == address else one for one in plan.changes]
    return attrs.evolve(plan, changes=tuple(changes))


def test_what_is_created_with_its_bringer_is_folded_though_it_has_fields(account: Account) -> None:
    user = bringing(account, "user")
    account.add_thing(name="helper", size=2).implied_by = user
    account.add_thing(name="declared")
    assert folded(planned(account)) == {"main/thing.user": ["main/thing.helper"]}


def test_what_is_brought_along_by_what_is_brought_along_is_folded_below_the_outermost(account: Account) -> None:
    bringing(account, "c", bringing(account, "b", bringing(account, "a")))
    assert folded(planned(account)) == {"main/thing.a": ["main/thing.b", "main/thing.c"]}


def test_below_a_resource_that_has_notes_is_folded_what_it_brought_along(account: Account) -> None:
    bringing(account, "c", bringing(account, "b", bringing(account, "a")))
    plan = with_change(planned(account), "main/thing.b", notes=("Look at this.",))
    assert folded(plan) == {"main/thing.b": ["main/thing.c"]}


def test_what_is_created_for_a_resource_that_exists_is_not_folded(account: Account) -> None:
    account.has("user")
    bringing(account, "helper", bringing(account, "user"))
    assert not folded(planned(account))


def test_what_is_created_for_a_resource_out_of_sight_is_not_folded(account: Account) -> None:
    bringing(account, "helper", bringing(account, "user"))
    plan = planned(account, target=["main/thing.helper"])
    assert [one.address for one in plan.changes] == ["main/thing.helper"]
    assert not folded(plan)


@pytest.mark.parametrize("action", [one for one in Action if one is not Action.CREATE])
def test_what_exists_is_not_folded_whatever_is_done_to_it(account: Account, action: Action) -> None:
    bringing(account, "helper", bringing(account, "user"))
    plan = planned(account)
    assert folded(plan)
    for one in plan.changes:
        plan = with_change(plan, one.address, action=action)
    assert not folded(plan)


def test_what_is_as_declared_is_not_folded(account: Account) -> None:
    account.has("user")
    account.has("helper")
    bringing(account, "helper", bringing(account, "user"))
    assert not folded(planned(account))


def test_what_is_no_longer_declared_is_not_folded(account: Account) -> None:
    account.has("user")
    account.has("helper")
    plan = planned(account)
    assert {one.action for one in plan.changes} == {Action.DELETE}
    assert not folded(plan)
