"""The order of changes: what each waits for."""

from __future__ import annotations

import graphlib
from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from tests.engine.fakes import Account, Cloud, Thing
from touchdown.engine.change import Action, Change, Reason
from touchdown.engine.observed import Observed
from touchdown.engine.order import Needs, is_gate, needs_of

# The first draw builds Hypothesis's tables, which takes seconds on a busy machine.


def declared(name: str, *needed: Thing, action: Action = Action.CREATE) -> Change:
    """A change of a thing that is declared to need others."""
    thing = Thing(name=name, uses=[one.arn for one in needed])
    thing.account = Account("main", Cloud())
    return Change(thing.address, action, Reason.DIFFERS, resource=thing)


def thing(change: Change) -> Thing:
    assert isinstance(change.resource, Thing)
    return change.resource


def seen(name: str, action: Action, *used: str, type_name: str = "thing") -> Change:
    """A change of something that was observed to use others."""
    found = Observed(type_name, name, name, {}, "shop", None, refers_to=frozenset(used))
    return Change(f"main/{type_name}.{name}", action, Reason.UNDECLARED, observed=found)


def rank(change: Change) -> int:
    return 2 if "stone" in change.address else 1


def order(*changes: Change, managed_by: dict[str, str] | None = None) -> Needs:
    """What each change waits for, through gates too."""
    needs = needs_of(changes, rank, managed_by or {})

    def behind(address: str) -> set[str]:
        direct = needs[address]
        return {one for one in direct if not is_gate(one)}.union(*(behind(one) for one in direct if is_gate(one)))

    return {change.address: behind(change.address) for change in changes}


def test_a_create_follows_what_it_needs() -> None:
    first = declared("a")
    assert order(first, declared("b", thing(first))) == {"main/thing.a": set(), "main/thing.b": {"main/thing.a"}}


def test_what_is_needed_and_does_not_change_is_not_waited_for() -> None:
    first = declared("a")
    assert order(declared("b", thing(first))) == {"main/thing.b": set()}


def test_who_needs_a_thing_that_is_managed_elsewhere_waits_for_its_manager() -> None:
    shared, manager = declared("a"), declared("manager")
    user = declared("b", thing(shared))
    needs = order(manager, user, managed_by={shared.address: manager.address})
    assert needs[user.address] == {manager.address}


def test_a_delete_follows_the_update_that_lets_go_of_it() -> None:
    needs = order(seen("old", Action.DELETE), seen("user", Action.UPDATE, "old"))
    assert needs == {"main/thing.old": {"main/thing.user"}, "main/thing.user": set()}


def test_a_delete_follows_the_delete_of_what_uses_it_whatever_their_ranks() -> None:
    for type_name in ("thing", "stone"):
        user = seen("user", Action.DELETE, "used", type_name=type_name)
        used = seen("used", Action.DELETE)
        assert order(used, user) == {used.address: {user.address}, user.address: set()}


def test_a_delete_of_a_higher_rank_follows_those_of_a_lower_one() -> None:
    stone, one = seen("s", Action.DELETE, type_name="stone"), seen("a", Action.DELETE)
    assert order(stone, one) == {stone.address: {one.address}, one.address: set()}


def test_many_deletes_of_a_rank_wait_for_one_gate_and_not_for_each_of_the_rank_below() -> None:
    stones = [seen(f"s{number}", Action.DELETE, type_name="stone") for number in range(20)]
    things = [seen(f"a{number}", Action.DELETE) for number in range(20)]
    needs = needs_of([*stones, *things], rank, {})
    assert sum(map(len, needs.values())) == 20 + 20
    assert order(*stones, *things)[stones[0].address] == {one.address for one in things}


def test_deletes_of_one_rank_do_not_wait_for_each_other() -> None:
    needs = order(seen("a", Action.DELETE), seen("b", Action.DELETE))
    assert not any(needs.values())


def test_a_thing_that_refers_to_itself_can_be_deleted() -> None:
    assert order(seen("a", Action.DELETE, "a")) == {"main/thing.a": set()}


def test_a_delete_does_not_wait_for_creates_that_have_nothing_to_do_with_it() -> None:
    needs = order(seen("old", Action.DELETE), declared("new"))
    assert not any(needs.values())


NAMES = "abcdef"


@st.composite
def observations(draw: st.DrawFn) -> list[Change]:
    """Deletes and updates, each referring to any of the others, circles included."""

    def drawn(name: str) -> Change:
        action = draw(st.sampled_from([Action.DELETE, Action.DELETE, Action.UPDATE]))
        used: Iterable[str] = draw(st.sets(st.sampled_from(NAMES)))
        return seen(name, action, *used, type_name=draw(st.sampled_from(["thing", "stone"])))

    return [drawn(name) for name in NAMES]


@given(changes=observations())
def test_there_always_is_an_order(changes: list[Change]) -> None:
    in_order = graphlib.TopologicalSorter(needs_of(changes, rank, {})).static_order()
    assert sorted(one for one in in_order if not is_gate(one)) == sorted(change.address for change in changes)


@given(changes=observations())
def test_a_delete_always_follows_the_updates_that_let_go_of_it(changes: list[Change]) -> None:
    needs = order(*changes)
    for change in changes:
        users = {
            one.address
            for one in changes
            if one.action is Action.UPDATE
            and one.observed
            and change.observed
            and change.observed.arn in one.observed.refers_to
        }
        if change.action is Action.DELETE:
            assert users <= needs[change.address]
