"""`--target`: what is in sight with a target, and that nothing else is."""

from __future__ import annotations

import attrs
import pytest

from tests.engine.fakes import HERE, Account, Cloud, applied, planned, shop, told
from touchdown.engine.change import Action, Reason
from touchdown.engine.scope import scope_of
from touchdown.model.errors import CommandLineError, DeclarationError
from touchdown.model.workspace import BaseWorkspace


@pytest.fixture
def account() -> Account:
    return Account("main", Cloud())


def declare_chain(account: Account) -> BaseWorkspace:
    """`user` needs `middle`, which needs `base`; `other` needs `base` too."""
    base = account.add_stone(name="base")
    middle = account.add_thing(name="middle", helper=base)
    account.add_thing(name="user", text=middle.url)
    account.add_thing(name="other", helper=base)
    return shop(account)


def names(addresses: frozenset[str] | None) -> set[str]:
    return {address.rpartition(".")[2] for address in addresses or ()}


def test_a_target_comes_with_all_that_it_needs(account: Account) -> None:
    scope = scope_of(declare_chain(account), ["main/thing.middle"])
    assert names(scope.addresses) == {"middle", "base"}


def test_several_targets_come_each_with_what_it_needs(account: Account) -> None:
    scope = scope_of(declare_chain(account), ["main/thing.user", "main/thing.other"])
    assert names(scope.addresses) == {"user", "middle", "base", "other"}


def test_a_destroyed_target_takes_with_it_what_depends_on_it_and_not_what_it_needs(account: Account) -> None:
    scope = scope_of(declare_chain(account), ["main/thing.middle"], destroy=True)
    assert names(scope.addresses) == {"middle", "user"}


def test_a_destroyed_target_takes_with_it_what_it_brought_along(account: Account) -> None:
    brought = account.add_stone(name="brought")
    brought.implied_by = account.add_thing(name="target", helper=brought)
    scope = scope_of(shop(account), ["main/thing.target"], destroy=True)
    assert names(scope.addresses) == {"target", "brought"}


def test_what_a_destroyed_target_brought_along_stays_if_something_else_uses_it(account: Account) -> None:
    brought = account.add_stone(name="brought")
    brought.implied_by = account.add_thing(name="target", helper=brought)
    account.add_thing(name="another", helper=brought)
    scope = scope_of(shop(account), ["main/thing.target"], destroy=True)
    assert names(scope.addresses) == {"target"}


def test_without_a_target_everything_is_in_sight(account: Account) -> None:
    assert scope_of(declare_chain(account)).whole


def test_an_address_that_is_not_declared_is_refused_with_the_one_that_was_meant(account: Account) -> None:
    with pytest.raises(CommandLineError) as raised:
        scope_of(declare_chain(account), ["main/thing.midle"])
    assert raised.value.what == "--target main/thing.midle: nothing is declared under that address."
    assert raised.value.hint == "Did you mean main/thing.middle? `touchdown show` lists the addresses."


@pytest.mark.parametrize("typed", ["thing.middle", "middle"])
def test_a_target_is_named_by_an_ending_that_no_other_address_has(account: Account, typed: str) -> None:
    scope = scope_of(declare_chain(account), [typed])
    assert scope.targets == ("main/thing.middle",)
    assert names(scope.addresses) == {"middle", "base"}


def test_an_ending_of_several_addresses_is_refused_with_all_of_them(account: Account) -> None:
    account.add_thing(name="base")
    with pytest.raises(CommandLineError) as raised:
        scope_of(declare_chain(account), ["base"])
    assert raised.value.what == "--target base: 2 addresses end in that."
    assert raised.value.hint == "Write main/thing.base or main/stone.base."


def test_what_is_only_named_and_typed_by_its_ending_is_no_target_to_destroy_either(account: Account) -> None:
    account.add_thing(name="user", helper=account.get_thing("named"))
    with pytest.raises(CommandLineError, match=r"main/thing\.named: it is only named"):
        planned(account, target=["named"], destroy=True)


@pytest.mark.parametrize("typed", ["thing.found", "found"])
def test_what_is_to_be_adopted_is_named_by_an_ending_too(account: Account, typed: str) -> None:
    account.has("found", workspace=None)
    account.add_thing(name="found")
    assert told(planned(account, adopt=[typed])) == {"main/thing.found": (Action.ADOPT, Reason.ADOPTED)}


@pytest.mark.parametrize("parallel", [0, -1, 65])
def test_a_number_that_cannot_be_done_at_the_same_time_is_refused(account: Account, parallel: int) -> None:
    with pytest.raises(CommandLineError, match="it takes 1 to 64"):
        scope_of(shop(account), parallel=parallel)


def test_what_is_out_of_sight_is_not_read_compared_or_pruned(account: Account) -> None:
    account.has("no longer declared")
    declare_chain(account)
    plan = planned(account, target=["main/thing.middle"])
    assert told(plan) == {
        "main/stone.base": (Action.CREATE, Reason.ABSENT),
        "main/thing.middle": (Action.CREATE, Reason.ABSENT),
    }
    assert sorted(account.read) == ["base", "middle"]


def test_the_plan_says_what_is_out_of_sight(account: Account) -> None:
    declare_chain(account)
    assert planned(account, target=["main/thing.middle"]).notes == (
        "Only what --target names is in sight: 2 other resources are neither read nor changed, "
        "and nothing is deleted for being no longer declared.",
    )


def test_an_account_without_a_target_is_not_asked_who_we_are(account: Account) -> None:
    class Deaf(Account):
        def place(self) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
            raise AssertionError("It was asked.")

    other = Deaf("other", Cloud())
    other.add_thing(name="far")
    account.add_thing(name="near")
    assert list(told(planned(account, other, target=["main/thing.near"]))) == ["main/thing.near"]


@pytest.mark.parametrize("region", ["", HERE.region], ids=["of a type without regions", "of one region"])
def test_what_is_also_declared_in_an_account_out_of_sight_has_not_moved(region: str) -> None:
    first, second = (Account(name, Cloud(), attrs.evolve(HERE, region=region)) for name in ("first", "second"))
    first.add_thing(name="shared")
    second.add_thing(name="shared")
    second.has("shared", address="first/thing.shared")
    plan = planned(first, second, target=["second/thing.shared"])
    assert told(plan) == {"second/thing.shared": (Action.NONE, Reason.AS_DECLARED)}


def test_what_an_account_of_another_region_out_of_sight_declares_is_another_thing() -> None:
    first, second = Account("first", Cloud(), attrs.evolve(HERE, region="south")), Account("second", Cloud())
    first.add_thing(name="named alike")
    second.add_thing(name="named alike")
    second.has("named alike", address="first/thing.named alike")
    plan = planned(first, second, target=["second/thing.named alike"])
    assert told(plan) == {"second/thing.named alike": (Action.UPDATE, Reason.MOVED)}


def test_a_target_is_not_destroyed_where_another_declaration_of_it_is_used() -> None:
    cloud, everywhere = Cloud(), attrs.evolve(HERE, region="")
    first, second = (Account(name, cloud, everywhere) for name in ("first", "second"))
    first.add_thing(name="user", helper=first.add_thing(name="shared"))
    second.add_thing(name="shared")
    applied(first, second)
    with pytest.raises(DeclarationError) as caught:
        applied(first, second, target=["second/thing.shared"], destroy=True)
    assert "is also declared as first/thing.shared, which first/thing.user can't go on without" in str(caught.value)
    assert applied(first, second, target=["first/thing.shared"], destroy=True).complete
    assert not cloud.kept


def test_what_uses_a_target_that_is_made_anew_is_named(account: Account) -> None:
    account.has("base", kind="old")
    account.add_thing(name="user", helper=account.add_thing(name="base"))
    (change,) = planned(account, target=["main/thing.base"]).changes
    assert change.action is Action.REPLACE
    assert change.notes == (
        "It is used by main/thing.user, out of sight: what of it is new reaches them when they are applied, too.",
    )


def test_what_is_only_named_is_no_target_to_destroy(account: Account) -> None:
    account.add_thing(name="user", helper=account.get_thing("named"))
    with pytest.raises(CommandLineError, match="named: it is only named"):
        planned(account, target=["main/thing.named"], destroy=True)


def test_of_another_account_a_target_of_the_same_name_is_destroyed() -> None:
    cloud, elsewhere = Cloud(), attrs.evolve(HERE, account_id="210987654321")
    first, second = Account("first", cloud), Account("second", cloud, elsewhere)
    first.add_thing(name="user", helper=first.add_thing(name="shared"))
    second.add_thing(name="shared")
    applied(first, second)
    assert applied(first, second, target=["second/thing.shared"], destroy=True).complete


def test_a_target_is_destroyed_with_what_depends_on_it(account: Account) -> None:
    declare_chain(account)
    applied(account)
    applied(account, target=["main/thing.middle"], destroy=True)
    assert account.cloud.names() == {"base", "other"}
    assert account.cloud.writes[-2:] == ["delete user", "delete middle"]
