"""Folding: what is shown in one line below the resource that brought it along, and what never is."""

from __future__ import annotations

import attrs
import pytest

from tests.engine.fakes import Account, Cloud, planned
from touchdown.engine.change import Action, Difference, Plan, Reason
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


def both(account: Account, **parts: object) -> Plan:
    """A plan that does the same with a resource and with what it brought along."""
    bringing(account, "helper", bringing(account, "user"))
    plan = planned(account)
    return with_change(with_change(plan, "main/thing.user", **parts), "main/thing.helper", **parts)


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


def test_an_update_without_fields_is_folded_where_its_bringer_is_updated_for_the_same_reason(account: Account) -> None:
    plan = both(account, action=Action.UPDATE, reason=Reason.UNRECORDED, differences=())
    assert folded(plan) == {"main/thing.user": ["main/thing.helper"]}
    assert not folded(with_change(plan, "main/thing.user", reason=Reason.DIFFERS))


def test_an_update_of_a_field_is_not_folded(account: Account) -> None:
    plan = both(account, action=Action.UPDATE, reason=Reason.DIFFERS, differences=(Difference(("size",), 1, 2),))
    assert not folded(plan)


@pytest.mark.parametrize("action", [Action.ADOPT, Action.REPLACE, Action.DELETE, Action.LEAVE])
def test_what_is_done_to_something_that_exists_is_not_folded(account: Account, action: Action) -> None:
    assert not folded(both(account, action=action, reason=Reason.DIFFERS, differences=()))


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
