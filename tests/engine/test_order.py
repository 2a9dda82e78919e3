"""The order of changes: what each waits for."""

from __future__ import annotations

import graphlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.fakes import Account, Cloud, Thing, lifecycle_of
from touchdown.engine.change import Action, Change, Difference, Reason
from touchdown.engine.lifecycle import Lifecycle, always
from touchdown.engine.observed import Observed
from touchdown.engine.order import Needs, is_gate, needs_of
from touchdown.model.output import references

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


def lifecycle(change: Change) -> Lifecycle:
    return lifecycle_of("stone" if "stone" in change.address else "thing")


def order(*changes: Change, managed_by: dict[str, str] | None = None) -> Needs:
    """What each change waits for, through gates too."""
    needs = needs_of(changes, lifecycle, managed_by or {})

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


def test_in_a_circle_of_deletes_the_lower_rank_goes_first() -> None:
    stone = seen("s", Action.DELETE, "a", type_name="stone")
    first, second = seen("a", Action.DELETE, "b"), seen("b", Action.DELETE, "s")
    assert order(stone, first, second) == {
        first.address: set(),
        second.address: {first.address},
        stone.address: {first.address, second.address},
    }


def test_many_deletes_of_a_rank_wait_for_one_gate_and_not_for_each_of_the_rank_below() -> None:
    stones = [seen(f"s{number}", Action.DELETE, type_name="stone") for number in range(20)]
    things = [seen(f"a{number}", Action.DELETE) for number in range(20)]
    needs = needs_of([*stones, *things], lifecycle, {})
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


def test_a_delete_follows_the_update_of_what_has_its_url_in_its_values() -> None:
    url = "https://queues.example/old"
    old = Observed("thing", "old", "arn:fake:old", {}, "shop", None, {"url": url})
    user = Observed("thing", "user", "arn:fake:user", {"settings": {"QUEUE": url}}, "shop", None)
    needs = order(
        Change("main/thing.old", Action.DELETE, Reason.UNDECLARED, observed=old),
        Change("main/thing.user", Action.UPDATE, Reason.DIFFERS, observed=user),
    )
    assert needs == {"main/thing.old": {"main/thing.user"}, "main/thing.user": set()}


def test_a_thousand_deletes_that_share_what_they_use_wait_for_no_more_than_that() -> None:
    base = seen("s", Action.DELETE, *(f"d{number}" for number in range(1_000)), type_name="stone")
    users = [seen(f"a{number}", Action.DELETE, "s") for number in range(1_000)]
    deepest = [seen(f"d{number}", Action.DELETE) for number in range(1_000)]
    needs = needs_of([base, *users, *deepest], lifecycle, {})
    assert sum(map(len, needs.values())) == 2_000


# Who needs a thing that exists and stays.

LOOSENS: Mapping[str, Callable[[Any, Any], bool]] = {"size": lambda old, new: new > old, "kind": always}


def loosening(change: Change) -> Lifecycle:
    return attrs.evolve(lifecycle(change), loosens=LOOSENS)


def staying(change: Change, *, uses: Sequence[str] = (), **fields: tuple[object, object]) -> Change:
    """An update of these fields, from the first to the second value, by which the outputs stay as they are."""
    found = Observed("thing", change.address, change.address, {name: old for name, (old, _) in fields.items()}, "s", "")
    differences = tuple(Difference((name,), old, new) for name, (old, new) in fields.items())
    desired = {name: new for name, (_, new) in fields.items()} | {"uses": uses}
    return attrs.evolve(
        change,
        action=Action.UPDATE,
        differences=differences,
        observed=found,
        desired=desired,
        outputs_stay=True,
    )


def writes(*changes: Change, managed_by: dict[str, str] | None = None) -> Needs:
    return needs_of(changes, loosening, managed_by or {})


def test_an_output_that_exists_and_stays_asks_for_no_order() -> None:
    a = staying(declared("a"), text=("old", "new"))
    assert not any(writes(a, declared("b", thing(a))).values())


def test_an_output_that_changes_is_waited_for() -> None:
    a = attrs.evolve(staying(declared("a"), text=("old", "new")), outputs_stay=False)
    assert writes(a, declared("b", thing(a)))["main/thing.b"] == {"main/thing.a"}


def test_an_output_that_is_not_known_yet_is_waited_for_by_what_needs_it() -> None:
    a = staying(declared("a"), text=("old", "new"))
    b = attrs.evolve(declared("b", thing(a)), desired={"text": f"{thing(a).url}/path"})
    c = attrs.evolve(declared("c", thing(a)), desired={"text": "known"})
    needs = writes(a, b, c)
    assert needs["main/thing.b"] == {"main/thing.a"}
    assert needs["main/thing.c"] == set()


def test_an_unknown_output_of_what_is_managed_elsewhere_is_waited_for_there() -> None:
    shared, manager = declared("a"), staying(declared("manager"), text=("old", "new"))
    user = attrs.evolve(declared("b", thing(shared)), desired={"text": thing(shared).url})
    needs = writes(manager, user, managed_by={shared.address: manager.address})
    assert needs[user.address] == {manager.address}


def test_what_loosens_goes_before_its_dependents() -> None:
    a = staying(declared("a"), size=(1, 2))
    b = staying(declared("b", thing(a)), text=("old", "new"))
    assert writes(b, a) == {"main/thing.a": set(), "main/thing.b": {"main/thing.a"}}


def test_what_tightens_goes_after_its_dependents() -> None:
    a = staying(declared("a"), size=(2, 1))
    b = staying(declared("b", thing(a)), text=("old", "new"))
    assert writes(a, b, declared("c")) == {
        "main/thing.a": {"main/thing.b"},
        "main/thing.b": set(),
        "main/thing.c": set(),
    }


def test_what_loosens_and_tightens_goes_before() -> None:
    a = staying(declared("a"), size=(2, 1), kind=("old", "new"))
    assert writes(a, declared("b", thing(a)))["main/thing.b"] == {"main/thing.a"}


def test_what_becomes_a_value_that_is_not_known_yet_goes_before() -> None:
    other = declared("other")
    a = staying(declared("a"), size=(2, thing(other).url))
    assert writes(a, declared("b", thing(a)))["main/thing.b"] == {"main/thing.a"}


def test_what_tightens_goes_before_if_a_dependent_waits_for_a_value_of_it() -> None:
    a = staying(declared("a"), size=(2, 1))
    b = attrs.evolve(declared("b", thing(a)), desired={"text": thing(a).url})
    assert writes(a, b, declared("c", thing(a))) == {
        "main/thing.a": set(),
        "main/thing.b": {"main/thing.a"},
        "main/thing.c": set(),
    }


def test_who_does_not_wait_for_a_thing_waits_for_what_the_thing_waits_for() -> None:
    role = staying(declared("role"), size=(1, 2))
    function = staying(declared("function", thing(role)), text=("old", "new"))
    mapping = declared("mapping", thing(function))
    assert writes(mapping, function, role)["main/thing.mapping"] == {"main/thing.role"}


def test_a_chain_of_what_tightens_begins_with_the_last_dependent() -> None:
    a = staying(declared("a"), size=(2, 1))
    b = staying(declared("b", thing(a)), size=(2, 1))
    c = declared("c", thing(b))
    assert list(graphlib.TopologicalSorter(writes(a, b, c)).static_order()) == [
        "main/thing.c",
        "main/thing.b",
        "main/thing.a",
    ]


@st.composite
def declarations(draw: st.DrawFn) -> list[Change]:
    """Creates and updates of all kinds, each needing any of those before it, and some an output that isn't known."""
    changes: list[Change] = []
    for name in NAMES:
        needed = [thing(one) for one in changes if draw(st.booleans())]
        change = declared(name, *needed)
        unknown = [one.url for one in needed if draw(st.booleans())]
        if draw(st.booleans()):
            size = draw(st.sampled_from([(1, 2), (2, 1), (1, 1)]))
            change = staying(change, uses=unknown, **({} if size == (1, 1) else {"size": size}))
        changes.append(attrs.evolve(change, desired={**(change.desired or {}), "uses": unknown}))
    return draw(st.permutations(changes))


@given(changes=declarations())
def test_there_always_is_an_order_among_what_is_written(changes: list[Change]) -> None:
    in_order = [*graphlib.TopologicalSorter(writes(*changes)).static_order()]
    assert sorted(in_order) == sorted(change.address for change in changes)
    at = {address: number for number, address in enumerate(in_order)}
    for change in changes:
        for used in references(change.desired):
            assert at[used.resource.address] < at[change.address]


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
    in_order = graphlib.TopologicalSorter(needs_of(changes, lifecycle, {})).static_order()
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
