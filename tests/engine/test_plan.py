"""Plans: for each thing what is done and why, and everything that speaks against it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import pytest

from tests.engine.fakes import HERE, Account, Cloud, Stone, Thing, only, planned, shop, told
from touchdown.engine.change import Action, Difference, Reason
from touchdown.engine.events import Event, Reading, Waiting
from touchdown.engine.lifecycle import Verdict
from touchdown.engine.objections import shared_with
from touchdown.engine.observed import Observed
from touchdown.engine.plan import make_plan
from touchdown.model.errors import AccountError, CommandLineError, DeclarationError, Missing, NotOurs
from touchdown.model.output import Secret
from touchdown.model.resource import carried_address

ELSEWHERE = attrs.evolve(HERE, region="south")


@pytest.fixture
def account() -> Account:
    return Account("main", Cloud())


def test_what_does_not_exist_is_created_with_what_was_given(account: Account) -> None:
    account.add_thing(name="a", size=2)
    change = only(planned(account))
    assert (change.action, change.reason) == (Action.CREATE, Reason.ABSENT)
    assert [(one.path, one.new) for one in change.differences] == [(("size",), 2)]


def test_what_is_as_declared_is_not_touched(account: Account) -> None:
    account.has("a", size=2)
    account.add_thing(name="a", size=2)
    plan = planned(account)
    assert told(plan) == {"main/thing.a": (Action.NONE, Reason.AS_DECLARED)}
    assert not plan.to_do


def test_what_differs_is_updated(account: Account) -> None:
    account.has("a", size=1)
    account.add_thing(name="a", size=2)
    change = only(planned(account))
    assert (change.action, change.reason) == (Action.UPDATE, Reason.DIFFERS)
    assert change.differences == (Difference(("size",), 1, 2),)
    assert change.fields == {"size"}
    assert change.identity == HERE.arn("thing", "a")


def test_a_field_that_cannot_change_replaces(account: Account) -> None:
    account.has("a", kind="old")
    account.add_thing(name="a", kind="new")
    change = only(planned(account))
    assert (change.action, change.reason) == (Action.REPLACE, Reason.FIXED_FIELD)
    assert change.differences == (Difference(("kind",), "old", "new", replaces=True),)


def test_what_is_no_longer_declared_is_deleted(account: Account) -> None:
    account.has("a")
    plan = planned(account)
    assert told(plan) == {"main/thing.a": (Action.DELETE, Reason.UNDECLARED)}


def test_what_belongs_to_an_account_that_is_not_declared_now_is_left(account: Account) -> None:
    account.has("a", address="other/thing.a")
    plan = planned(account)
    assert told(plan) == {"other/thing.a": (Action.LEAVE, Reason.OTHER_ACCOUNT)}
    assert not plan.to_do


@pytest.mark.parametrize("address", [None, "", "by hand", "main/thing.copied", "main/stone.a"])
def test_what_carries_no_address_or_that_of_another_thing_is_left(account: Account, address: str | None) -> None:
    account.has("a", address=address)
    plan = planned(account)
    assert told(plan) == {"main/thing.a": (Action.LEAVE, Reason.NO_ADDRESS)}
    assert not plan.to_do


def test_a_name_that_a_tag_cannot_carry_is_its_own_address_by_its_hash(account: Account) -> None:
    long = "a" * 300
    account.has(long, address=carried_address("main", "thing", long))
    assert [change.action for change in planned(account).changes] == [Action.DELETE]


def test_what_is_refused_once_an_output_is_put_in_is_told_by_the_plan(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(thing: Thing, values: Mapping[str, Any]) -> list[str]:
        return [f"text= is {len(values['text'])} characters long"] if len(values["text"]) > 40 else []

    monkeypatch.setattr(Thing, "refused", refused)
    a = account.add_thing(name="a")
    account.add_thing(name="b", text=f"{a.arn} {a.arn}")
    with pytest.raises(DeclarationError, match=r"thing\.b: text= is \d+ characters long\."):
        planned(account)


def test_what_is_not_ours_and_not_declared_is_not_mentioned(account: Account) -> None:
    account.has("a", workspace="theirs")
    account.has("b", workspace=None)
    assert not planned(account).changes


def test_what_is_undeclared_and_seen_from_two_accounts_is_deleted_once_where_it_belongs() -> None:
    cloud = Cloud()
    first, second = Account("first", cloud), Account("second", cloud)
    second.has("a")
    assert told(planned(first, second)) == {"second/thing.a": (Action.DELETE, Reason.UNDECLARED)}


def test_a_thing_that_carries_the_address_of_another_is_deleted_where_it_is() -> None:
    first, second = Account("first", Cloud()), Account("second", Cloud(), ELSEWHERE)
    first.has("a")
    first.add_thing(name="a")
    second.has("a", address="first/thing.a")
    assert told(planned(first, second)) == {
        "first/thing.a": (Action.NONE, Reason.AS_DECLARED),
        "second/thing.a": (Action.DELETE, Reason.UNDECLARED),
    }


def test_a_thing_that_is_declared_under_another_address_moves() -> None:
    account = Account("new", Cloud())
    account.has("a", address="old/thing.a")
    account.add_thing(name="a")
    change = only(planned(account))
    assert (change.action, change.reason) == (Action.UPDATE, Reason.MOVED)
    assert not change.differences
    assert change.notes == ("It was old/thing.a.",)


def test_an_account_of_which_all_moves_is_not_said_to_be_left() -> None:
    account = Account("new", Cloud())
    account.has("a", address="old/thing.a")
    account.add_thing(name="a")
    assert planned(account).notes == ()
    account.has("b", address="old/thing.b")
    assert planned(account).notes == ("old isn't declared in this run: what the workspace has there is left as it is.",)


def test_what_a_name_says_that_a_tag_cannot_carry_does_not_move(account: Account) -> None:
    thing = account.add_thing(name="ä" * 300)
    account.has(thing.name, address=thing.carried_address)
    assert only(planned(account)).action is Action.NONE


def test_what_get_names_is_read_and_never_compared(account: Account) -> None:
    account.has("a", workspace=None, size=7)
    account.get_thing("a")
    assert told(planned(account)) == {"main/thing.a": (Action.READ, Reason.NAMED)}


def test_what_get_names_must_exist(account: Account) -> None:
    thing = account.get_thing("a")
    with pytest.raises(Missing, match=r"main/thing\.a doesn't exist") as caught:
        planned(account)
    assert caught.value.where == thing.where
    assert caught.value.hint


@pytest.mark.parametrize("adopt", [[], ["main/thing.a"], ["all"]])
def test_what_belongs_to_another_workspace_is_refused_whatever_is_adopted(account: Account, adopt: list[str]) -> None:
    account.has("a", workspace="theirs")
    account.add_thing(name="a")
    with pytest.raises(NotOurs, match='belongs to the workspace "theirs"'):
        planned(account, adopt=adopt)


def test_what_carries_no_tags_is_refused_with_the_option_that_adopts_it(account: Account) -> None:
    account.has("a", workspace=None)
    account.add_thing(name="a")
    with pytest.raises(NotOurs) as caught:
        planned(account)
    assert "--adopt main/thing.a" in caught.value.hint


@pytest.mark.parametrize("adopt", ["main/thing.a", "all"])
def test_what_carries_no_tags_is_adopted_when_asked_to_and_the_plan_shows_what_changes(
    account: Account, adopt: str
) -> None:
    account.has("a", workspace=None, size=5)
    account.add_thing(name="a")
    change = only(planned(account, adopt=[adopt]))
    assert (change.action, change.reason) == (Action.ADOPT, Reason.ADOPTED)
    assert change.differences == (Difference(("size",), 5, 1),)


def test_adopting_one_thing_adopts_no_other(account: Account) -> None:
    account.has("a", workspace=None)
    account.has("b", workspace=None)
    account.add_thing(name="a")
    account.add_thing(name="b")
    with pytest.raises(NotOurs, match=r"main/thing\.b"):
        planned(account, adopt=["main/thing.a"])


def test_a_type_may_adopt_without_being_asked(account: Account) -> None:
    account.teach(adopts=lambda resource, observed: resource.name == "a")
    account.has("a", workspace=None)
    account.add_thing(name="a")
    change = only(planned(account))
    assert (change.action, change.reason) == (Action.ADOPT, Reason.MADE_BY_AWS)


def test_an_address_to_adopt_that_is_not_declared_is_refused(account: Account) -> None:
    account.add_thing(name="a")
    with pytest.raises(CommandLineError, match=r"--adopt main/thing\.b: nothing is declared") as caught:
        planned(account, adopt=["main/thing.b"])
    assert caught.value.hint


def test_a_thing_declared_alike_in_two_accounts_is_managed_by_the_first() -> None:
    cloud = Cloud()
    first, second = Account("first", cloud), Account("second", cloud)
    for account in (first, second):
        account.add_thing(name="a", size=2)
    assert told(planned(first, second)) == {
        "first/thing.a": (Action.CREATE, Reason.ABSENT),
        "second/thing.a": (Action.NONE, Reason.SHARED),
    }


def test_a_shared_thing_that_the_second_account_applied_last_does_not_move() -> None:
    cloud = Cloud()
    first, second = Account("first", cloud), Account("second", cloud)
    for account in (first, second):
        account.add_thing(name="a")
    first.has("a", address="second/thing.a")
    assert not planned(first, second).to_do


def test_a_thing_declared_differently_in_two_accounts_is_refused() -> None:
    cloud = Cloud()
    first, second = Account("first", cloud), Account("second", cloud)
    first.add_thing(name="a", size=2)
    second.add_thing(name="a", size=3)
    with pytest.raises(DeclarationError, match="are one resource in AWS, and are declared differently"):
        planned(first, second)


def test_equal_secrets_in_two_accounts_are_alike() -> None:
    cloud = Cloud()
    first, second = Account("first", cloud), Account("second", cloud)
    for account in (first, second):
        account.add_thing(name="a", text=Secret("hush"))
    assert told(planned(first, second))["second/thing.a"] == (Action.NONE, Reason.SHARED)


def test_things_of_one_name_in_two_regions_are_two(account: Account) -> None:
    other = Account("other", account.cloud, ELSEWHERE)
    for one in (account, other):
        one.add_thing(name="a")
    assert planned(account, other).count(Action.CREATE) == 2


def test_an_output_that_can_be_worked_out_is_no_difference(account: Account) -> None:
    account.has("a")
    account.has("b", text=f"to {HERE.arn('thing', 'a')}")
    a = account.add_thing(name="a")
    account.add_thing(name="b", text=f"to {a.arn}")
    assert not planned(account).to_do


def test_an_output_that_was_read_is_no_difference(account: Account) -> None:
    kept = account.has("a")
    account.has("b", text=kept.url)
    a = account.add_thing(name="a")
    account.add_thing(name="b", text=a.url)
    assert not planned(account).to_do


def test_an_output_of_what_will_be_created_is_unknown_and_shown_by_its_name(account: Account) -> None:
    a = account.add_thing(name="a")
    account.has("b", text="https://old.example")
    account.add_thing(name="b", text=a.url)
    change = planned(account).by_address["main/thing.b"]
    assert change.action is Action.UPDATE
    assert change.differences == (Difference(("text",), "https://old.example", "(thing.a.url)"),)


def test_each_change_comes_after_those_that_it_needs(account: Account) -> None:
    last = Thing(name="c")
    middle = account.add_thing(name="b", helper=account.add_thing(name="a"))
    last.text = middle.arn
    account.register(last)
    assert [change.address[-1] for change in planned(account).changes] == ["a", "b", "c"]


def test_a_judge_may_find_a_reason_of_its_own(account: Account) -> None:
    seen = Difference(("published",), "no", "yes")
    verdict = Verdict(Reason.UNPUBLISHED, (seen,), ("a version is published",))
    account.teach(judge=lambda *_: verdict)
    account.has("a")
    account.add_thing(name="a")
    change = only(planned(account))
    assert (change.action, change.reason, change.differences) == (Action.UPDATE, Reason.UNPUBLISHED, (seen,))
    assert change.notes == ("a version is published",)


def test_a_judge_may_find_a_reason_without_any_difference(account: Account) -> None:
    account.teach(judge=lambda *_: Verdict(Reason.UNRECORDED))
    account.has("a")
    account.add_thing(name="a")
    change = only(planned(account))
    assert (change.action, change.reason, change.differences) == (Action.UPDATE, Reason.UNRECORDED, ())


def test_problems_of_several_things_are_told_in_one_go(account: Account) -> None:
    account.teach(problems=lambda values: ["size= is too large."] if values["size"] > 9 else [])
    account.add_thing(name="a", size=10)
    account.add_thing(name="b", size=11)
    account.get_thing("c")
    with pytest.raises(DeclarationError) as caught:
        planned(account)
    b, c = caught.value.others
    assert caught.value.what == "main/thing.a: size= is too large."
    assert b.what == "main/thing.b: size= is too large."
    assert isinstance(c, Missing)


def test_a_protected_thing_is_not_replaced(account: Account) -> None:
    account.has("a", kind="old")
    account.add_thing(name="a", kind="new", protect=True)
    with pytest.raises(DeclarationError, match="is protected, and the plan would replace it") as caught:
        planned(account)
    assert "protect=True" in caught.value.hint


def test_a_protected_thing_is_not_destroyed(account: Account) -> None:
    account.has("a")
    account.add_thing(name="a", protect=True)
    with pytest.raises(DeclarationError, match="is protected, and the plan would delete it"):
        planned(account, destroy=True)


def test_a_protected_thing_is_updated(account: Account) -> None:
    account.has("a")
    account.add_thing(name="a", size=2, protect=True)
    assert only(planned(account)).action is Action.UPDATE


def test_what_a_type_does_not_let_go_is_not_deleted(account: Account) -> None:
    account.teach(blocked=lambda account, resource, observed: "It holds objects that aren't ours.")
    account.has("a")
    with pytest.raises(NotOurs, match="can't be deleted") as caught:
        planned(account)
    assert caught.value.why == "It holds objects that aren't ours."


def test_the_look_at_what_is_in_the_way_of_a_delete_is_told(account: Account) -> None:
    events: list[Event] = []
    account.teach(blocked=lambda *asked: events.append(Waiting("looking", 1)))
    account.has("a")
    planned(account, report=events.append)
    looking = Reading("main/thing.a", "whether it can be deleted")
    assert events == [looking, Waiting("looking", 1), attrs.evolve(looking, done=True)]


def test_destroy_deletes_what_is_ours_in_the_reverse_order(account: Account) -> None:
    needed = account.add_thing(name="a")
    account.add_thing(name="b", helper=needed)
    account.has("a")
    account.has("b")
    plan = planned(account, destroy=True)
    assert [(change.address, change.reason) for change in plan.changes] == [
        ("main/thing.b", Reason.DESTROYED),
        ("main/thing.a", Reason.DESTROYED),
    ]
    assert plan.count(Action.DELETE) == 2


def test_destroy_deletes_what_is_no_longer_declared_too(account: Account) -> None:
    account.has("a")
    assert told(planned(account, destroy=True)) == {"main/thing.a": (Action.DELETE, Reason.UNDECLARED)}


def test_destroy_leaves_what_is_not_ours(account: Account) -> None:
    account.has("named", workspace=None)
    account.has("theirs", workspace="theirs")
    account.has("untagged", workspace=None)
    account.get_thing("named")
    for name in ("theirs", "untagged", "absent"):
        account.add_thing(name=name)
    assert not planned(account, destroy=True).changes


def test_destroy_deletes_a_shared_thing_once() -> None:
    cloud = Cloud()
    first, second = Account("first", cloud), Account("second", cloud)
    for account in (first, second):
        account.add_thing(name="a")
    first.has("a")
    assert planned(first, second, destroy=True).count(Action.DELETE) == 1


@pytest.mark.parametrize("text", ["{url}", "{url}/path", "arn:fake:thing:north:123456789012:queue:*"])
def test_what_a_declared_thing_goes_on_naming_is_left_with_a_note(account: Account, text: str) -> None:
    text = text.format(url=account.has("queue").url)
    account.has("user", text=text)
    account.add_thing(name="user", text=text, size=2)
    change = planned(account).by_address["main/thing.queue"]
    assert (change.action, change.reason) == (Action.LEAVE, Reason.STILL_USED)
    assert change.notes == ("main/thing.user goes on using it: declare it, or let go of it there.",)


def test_what_a_declared_thing_names_in_another_way_from_now_on_is_left(account: Account) -> None:
    queue = account.has("queue")
    account.has("user", text=queue.url)
    account.add_thing(name="user", text=f"{queue.url}/elsewhere")
    assert planned(account).by_address["main/thing.queue"].action is Action.LEAVE


def test_what_a_declared_thing_lets_go_of_in_a_secret_is_deleted(account: Account) -> None:
    account.has("user", settings={"PASSWORD": account.has("queue").url})
    account.add_thing(name="user", settings={"PASSWORD": Secret("another")})
    assert planned(account).by_address["main/thing.queue"].action is Action.DELETE


def test_what_a_declared_thing_goes_on_naming_in_a_secret_is_left(account: Account) -> None:
    url = account.has("queue").url
    account.has("user", settings={"PASSWORD": url})
    account.add_thing(name="user", settings={"PASSWORD": Secret(url)}, size=2)
    assert planned(account).by_address["main/thing.queue"].action is Action.LEAVE


def test_what_a_name_stands_for_that_only_looks_like_a_thing_is_deleted(account: Account) -> None:
    account.has("queue")
    account.has("user", text="queue", settings={"SERVICE": "queue"})
    account.add_thing(name="user", text="queue", settings={"SERVICE": "queue"})
    assert planned(account).by_address["main/thing.queue"].action is Action.DELETE


def test_a_shared_thing_lets_go_where_it_is_managed() -> None:
    cloud = Cloud()
    first, second = Account("first", cloud), Account("second", cloud)
    first.has("user", uses=[HERE.arn("thing", "old")])
    first.has("old")
    for account in (first, second):
        account.add_thing(name="user")
    assert planned(first, second).by_address["first/thing.old"].action is Action.DELETE


def test_a_shared_thing_says_which_address_manages_it() -> None:
    cloud = Cloud()
    first, second = Account("first", cloud), Account("second", cloud)
    for account in (first, second):
        account.add_thing(name="a")
    assert [one.managed_by for one in planned(first, second).changes] == ["", "first/thing.a"]


@pytest.mark.parametrize(("target", "with_all"), [([], True), (["main/thing.a"], False)])
def test_a_delete_says_whether_all_of_the_workspace_goes(account: Account, target: list[str], with_all: bool) -> None:
    account.has("a")
    account.add_thing(name="a")
    assert only(planned(account, destroy=True, target=target)).with_workspace is with_all


def test_only_an_update_leaves_outputs_as_they_are(account: Account) -> None:
    account.has("updated")
    account.has("replaced", kind="old")
    account.has("adopted", workspace=None)
    for name in ("updated", "replaced", "adopted", "created"):
        account.add_thing(name=name, size=2)
    assert [one.address for one in planned(account, adopt=["all"]).changes if one.outputs_stay] == [
        "main/thing.updated"
    ]


def test_an_output_that_lasts_is_no_difference_though_its_resource_is_updated(account: Account) -> None:
    account.teach(lasting=frozenset({"url"}))
    account.has("b", text=account.has("a").url)
    account.add_thing(name="b", text=account.add_thing(name="a", size=2).url)
    assert [one.address for one in planned(account).to_do] == ["main/thing.a"]


def test_types_of_one_name_are_told_apart(account: Account) -> None:
    account.has("a", type_name=Stone.TYPE)
    account.add_thing(name="a")
    assert told(planned(account)) == {
        "main/thing.a": (Action.CREATE, Reason.ABSENT),
        "main/stone.a": (Action.DELETE, Reason.UNDECLARED),
    }


def test_notes_of_all_accounts_are_in_the_plan(account: Account) -> None:
    other = Account("other", Cloud())
    account.notes, other.notes = ("first",), ("second",)
    assert planned(account, other).notes == ("first", "second")


def test_an_account_that_is_refused_ends_the_plan_before_anything_is_read(account: Account) -> None:
    class Wrong(Account):
        def place(self) -> None:
            raise AccountError("These credentials are of another account.")

        def observe(self, *_: object) -> None:
            raise AssertionError("was read")

    with pytest.raises(AccountError, match="of another account"):
        planned(account, Wrong("wrong", Cloud()))


def test_accounts_are_read_at_the_same_time() -> None:
    import threading

    together = threading.Barrier(3, timeout=10)

    class Meeting(Account):
        def observe(self, *arguments: object) -> object:
            together.wait()
            return super().observe(*arguments)

    plan = make_plan(shop(*(Meeting(name, Cloud()) for name in ("a", "b", "c"))))
    assert not plan.changes


def test_who_else_makes_what_is_adopted_is_noted() -> None:
    stack = Observed("thing", "a", "arn", {}, None, None, made_by="CloudFormation's stack shop")
    assert "CloudFormation's stack shop has it too" in shared_with(stack)[0]
