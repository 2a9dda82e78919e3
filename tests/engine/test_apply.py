"""Applying plans to a real, if small, cloud: what is made, in which order, and what comes of failures."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engine.fakes import HERE, Account, Cloud, applied, planned
from touchdown.engine.apply import Applied
from touchdown.engine.change import Action, Change
from touchdown.engine.events import Event, Failed, Finished, Started, Waiting, Written
from touchdown.engine.lifecycle import Outputs, Step
from touchdown.model.errors import AccountError, DeclarationError
from touchdown.model.output import Secret

ROOT = Path(__file__).parents[2]


@pytest.fixture
def cloud() -> Cloud:
    return Cloud()


@pytest.fixture
def account(cloud: Cloud) -> Account:
    return Account("main", cloud)


def names(changes: tuple[Change, ...]) -> set[str]:
    return {change.address.rpartition(".")[2] for change in changes}


def failing(*writes: str) -> Callable[[str], None]:
    """A wire on which these writes are refused."""

    def wire(write: str) -> None:
        if write in writes:
            raise AccountError(f"AWS refused to {write}.")

    return wire


def test_a_plan_that_was_applied_leaves_nothing_to_do(account: Account) -> None:
    account.has("updated", size=1)
    account.has("replaced", kind="old")
    account.has("deleted")
    account.has("adopted", workspace=None)
    account.has("moved", address="gone/thing.moved")
    for name in ("created", "adopted", "moved"):
        account.add_thing(name=name)
    account.add_thing(name="updated", size=2)
    account.add_thing(name="replaced", kind="new")
    result = applied(account, adopt=["all"])
    assert result.complete
    assert len(result.done) == 6
    assert not planned(account).to_do


def test_each_action_is_one_write_and_replacing_two(account: Account, cloud: Cloud) -> None:
    account.has("b", size=1)
    account.has("c", kind="old")
    account.has("d")
    account.add_thing(name="a")
    account.add_thing(name="b", size=2)
    account.add_thing(name="c", kind="new")
    applied(account, parallel=1)
    assert sorted(cloud.writes) == ["create a", "create c", "delete c", "delete d", "update b"]
    assert cloud.writes.index("delete c") < cloud.writes.index("create c")


def test_what_became_ready_last_is_made_first(account: Account, cloud: Cloud) -> None:
    for name in ("a", "b", "c"):
        account.add_thing(name=f"{name}-user", text=account.add_thing(name=name).url)
    applied(account, parallel=1)
    assert {tuple(cloud.writes[index : index + 2]) for index in (0, 2, 4)} == {
        (f"create {name}", f"create {name}-user") for name in ("a", "b", "c")
    }


def test_what_is_not_to_be_changed_is_not_written(account: Account, cloud: Cloud) -> None:
    account.has("declared")
    account.has("named", workspace=None)
    account.has("elsewhere", address="other/thing.elsewhere")
    account.add_thing(name="declared")
    account.get_thing("named")
    assert applied(account) == Applied()
    assert not cloud.writes


def test_the_order_of_what_needs_each_other_is_kept(account: Account, cloud: Cloud) -> None:
    a = account.add_thing(name="a")
    b = account.add_thing(name="b", helper=a)
    account.add_thing(name="c", text=f"{b.url}/path")
    assert applied(account).complete
    assert cloud.writes == ["create a", "create b", "create c"]


def test_outputs_of_what_was_created_reach_those_that_need_them(account: Account, cloud: Cloud) -> None:
    a = account.add_thing(name="a")
    account.add_thing(name="b", text=f"{a.url}/path", settings={a.name: {"of": [a.url, a.arn]}})
    applied(account)
    url = cloud.named("a").url
    assert cloud.named("b").values["text"] == f"{url}/path"
    assert cloud.named("b").values["settings"] == {"a": {"of": [url, HERE.arn("thing", "a")]}}


def test_outputs_of_what_was_there_already_reach_those_that_need_them(account: Account, cloud: Cloud) -> None:
    url = account.has("named", workspace=None).url
    account.add_thing(name="b", text=account.get_thing("named").url)
    applied(account)
    assert cloud.named("b").values["text"] == url


def test_an_output_of_another_account_reaches_it(account: Account, cloud: Cloud) -> None:
    other = Account("other", Cloud())
    account.add_thing(name="b", text=other.add_thing(name="a").url)
    assert applied(account, other).complete
    assert cloud.named("b").values["text"] == other.cloud.named("a").url


def test_an_output_of_a_shared_thing_comes_from_the_account_that_manages_it(cloud: Cloud) -> None:
    first, second = Account("first", cloud), Account("second", cloud)
    first.add_thing(name="a")
    second.add_thing(name="b", text=second.add_thing(name="a").url)
    assert applied(first, second).complete
    assert cloud.writes == ["create a", "create b"]
    assert cloud.named("b").values["text"] == cloud.named("a").url


def test_secrets_are_sent_as_they_are(account: Account, cloud: Cloud) -> None:
    account.add_thing(name="a", text=f"pw={Secret('hush')}")
    applied(account)
    assert cloud.named("a").values["text"] == "pw=hush"


def test_an_output_within_a_secret_is_sent_with_its_value(account: Account, cloud: Cloud) -> None:
    a = account.add_thing(name="a")
    account.add_thing(name="b", text=Secret(f"{a.url}?password={Secret('hush')}"))
    applied(account)
    assert cloud.writes == ["create a", "create b"]
    assert cloud.named("b").values["text"] == f"{cloud.named('a').url}?password=hush"


def test_values_that_aws_would_refuse_are_not_sent_once_they_are_known(account: Account, cloud: Cloud) -> None:
    account.teach(problems=lambda values: ["text= is too long."] if "https" in values["text"] else [])
    a = account.add_thing(name="a")
    b = account.add_thing(name="b", text=a.url)
    result = applied(account)
    assert isinstance(result.failures[0].error, DeclarationError)
    assert str(result.failures[0].error) == f"{b.where}: main/thing.b: text= is too long."
    assert cloud.writes == ["create a"]


def test_nothing_is_deleted_for_a_replacement_that_would_be_refused(account: Account, cloud: Cloud) -> None:
    account.teach(problems=lambda values: ["text= is too long."] if "https" in values["text"] else [])
    account.has("b", kind="old")
    a = account.add_thing(name="a")
    account.add_thing(name="b", kind="new", text=a.url)
    assert not applied(account).complete
    assert cloud.writes == ["create a"]


def test_what_does_not_need_each_other_is_made_at_the_same_time(account: Account, cloud: Cloud) -> None:
    together = threading.Barrier(8, timeout=10)
    cloud.wire = lambda write: together.wait()  # breaks if not all eight come
    for number in range(8):
        account.add_thing(name=f"thing{number}")
    assert applied(account).complete


def test_a_chain_does_not_hold_up_another(account: Account, cloud: Cloud) -> None:
    finished = threading.Event()

    def wire(write: str) -> None:
        if write == "create slow":
            assert finished.wait(10)

    cloud.wire = wire
    account.add_thing(name="slow")
    one = account.add_thing(name="one")
    account.add_thing(name="two", helper=one)
    report = lambda event: finished.set() if isinstance(event, Finished) and "two" in event.address else None  # noqa: E731
    assert applied(account, report=report).complete
    assert cloud.writes == ["create one", "create two", "create slow"]


def test_never_more_are_made_at_once_than_the_bound(account: Account, cloud: Cloud) -> None:
    pairs = threading.Barrier(2, timeout=10)
    lock, running, most = threading.Lock(), [0], [0]

    def wire(write: str) -> None:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        pairs.wait()
        with lock:
            running[0] -= 1
        pairs.wait()

    cloud.wire = wire
    for number in range(6):
        account.add_thing(name=f"thing{number}")
    assert applied(account, parallel=2).complete
    assert most == [2]


def test_a_failure_silences_what_needs_it_and_nothing_else(account: Account, cloud: Cloud) -> None:
    cloud.wire = failing("create a")
    a = account.add_thing(name="a")
    b = account.add_thing(name="b", helper=a)
    account.add_thing(name="c", helper=b)
    account.add_thing(name="e", helper=account.add_thing(name="d"))
    result = applied(account)
    assert names(result.done) == {"d", "e"}
    assert [(failure.change.address, str(failure.error)) for failure in result.failures] == [
        ("main/thing.a", f"{a.where}: AWS refused to create a.")
    ]
    assert names(result.not_tried) == {"b", "c"}
    assert not result.complete
    assert not result.interrupted


def test_applying_again_goes_on_from_there(account: Account, cloud: Cloud) -> None:
    cloud.wire = failing("create a")
    account.add_thing(name="b", helper=account.add_thing(name="a"))
    applied(account)
    cloud.wire = failing()
    assert names(applied(account).done) == {"a", "b"}


def test_a_bug_in_one_change_does_not_stop_the_others(account: Account, cloud: Cloud) -> None:
    def wire(write: str) -> None:
        if write == "create a":
            raise ZeroDivisionError

    cloud.wire = wire
    account.add_thing(name="a")
    account.add_thing(name="b")
    result = applied(account)
    assert names(result.done) == {"b"}
    assert isinstance(result.failures[0].error, ZeroDivisionError)


def test_a_failure_tells_whether_a_part_of_the_change_was_written(account: Account, cloud: Cloud) -> None:
    def half(step: Step) -> Outputs:
        if step.resource.name == "begun":
            step.report(Written())
        raise AccountError("AWS refused the rest.")

    account.teach(create=half)
    account.add_thing(name="begun")
    account.add_thing(name="refused")
    failures = {failure.change.address: failure.begun for failure in applied(account).failures}
    assert failures == {"main/thing.begun": True, "main/thing.refused": False}


def test_nothing_is_deleted_before_what_used_it_has_let_go(account: Account, cloud: Cloud) -> None:
    account.has("old")
    account.has("user", uses=[HERE.arn("thing", "old")])
    new = account.add_thing(name="new")
    account.add_thing(name="user", uses=[new.arn])
    assert applied(account).complete
    assert cloud.writes == ["create new", "update user", "delete old"]


def test_a_queue_is_not_deleted_before_the_function_whose_environment_has_its_url_is_updated(
    account: Account, cloud: Cloud
) -> None:
    queue = account.has("queue")
    account.has("function", type_name="stone", settings={"QUEUE_URL": queue.url})
    account.add_stone(name="function")
    assert applied(account).complete
    assert cloud.writes == ["update function", "delete queue"]


def test_what_a_surviving_thing_names_is_deleted_once_that_has_let_go(account: Account, cloud: Cloud) -> None:
    queue = account.has("queue")
    account.has("function", settings={"QUEUE_URL": queue.url})
    function = account.add_thing(name="function", settings={"QUEUE_URL": queue.url})
    assert applied(account) == Applied()
    function.settings = {}
    assert applied(account).complete
    assert cloud.writes == ["update function", "delete queue"]


def test_what_loosens_is_made_before_what_depends_on_it_and_what_tightens_after(account: Account, cloud: Cloud) -> None:
    account.teach("stone", loosens={"size": lambda old, new: new > old})
    for name, size in (("raised", 1), ("lowered", 3), ("unconcerned", 2)):
        account.has(name, type_name="stone", size=size)
        account.has(f"{name}'s user")
        stone = account.add_stone(name=name, size=2, text="new" if name == "unconcerned" else "")
        account.add_thing(name=f"{name}'s user", text="new", uses=[stone.arn])
    assert applied(account, parallel=1).complete
    written = cloud.writes.index
    assert written("update raised") < written("update raised's user")
    assert written("update lowered's user") < written("update lowered")


def test_what_is_created_loosens_nothing(account: Account, cloud: Cloud) -> None:
    account.teach(loosens={"size": lambda old, new: new > old})
    account.add_thing(name="b", text=account.add_thing(name="a", size=2).arn)
    assert applied(account).complete
    assert cloud.writes == ["create a", "create b"]


def test_what_tightens_is_not_made_while_what_depends_on_it_could_not_be(account: Account, cloud: Cloud) -> None:
    account.teach("stone", loosens={"size": lambda old, new: new > old})
    cloud.wire = failing("update user")
    account.has("queue", type_name="stone", size=3)
    account.has("user")
    account.add_thing(name="user", text=account.add_stone(name="queue").arn)
    assert names(applied(account).not_tried) == {"queue"}


def test_a_failed_update_does_not_keep_back_what_needs_only_outputs_that_stay(account: Account, cloud: Cloud) -> None:
    cloud.wire = failing("update a")
    account.has("a")
    account.add_thing(name="b", text=account.add_thing(name="a", size=2).arn)
    result = applied(account)
    assert names(result.done) == {"b"}
    assert names(tuple(one.change for one in result.failures)) == {"a"}


def test_an_output_that_lasts_is_known_though_its_resource_is_updated(account: Account, cloud: Cloud) -> None:
    account.teach(lasting=frozenset({"url"}))
    cloud.wire = failing("update a")
    url = account.has("a").url
    account.add_thing(name="b", text=account.add_thing(name="a", size=2).url)
    assert names(applied(account).done) == {"b"}
    assert cloud.named("b").values["text"] == url


def test_nothing_is_deleted_while_what_used_it_could_not_let_go(account: Account, cloud: Cloud) -> None:
    cloud.wire = failing("update user")
    account.has("old")
    account.has("user", uses=[HERE.arn("thing", "old")])
    account.add_thing(name="user")
    result = applied(account)
    assert names(result.not_tried) == {"old"}
    assert "old" in cloud.names()


def test_a_delete_that_fails_keeps_what_it_uses_and_nothing_else(account: Account, cloud: Cloud) -> None:
    cloud.wire = failing("delete user")
    for name in ("stone", "needed"):
        account.has(name, type_name="stone")
    account.has("user", uses=[HERE.arn("stone", "needed")])
    account.add_thing(name="new")
    result = applied(account)
    assert names(result.done) == {"new", "stone"}
    assert names(result.not_tried) == {"needed"}


def test_destroying_takes_users_first_and_then_what_things_stand_on(account: Account, cloud: Cloud) -> None:
    account.has("base", type_name="stone")
    account.has("used")
    account.has("user", uses=[HERE.arn("thing", "used")])
    account.add_thing(name="used")
    assert applied(account, destroy=True).complete
    assert cloud.writes == ["delete user", "delete used", "delete base"]
    assert not cloud.kept


def test_events_tell_what_is_going_on(account: Account, cloud: Cloud) -> None:
    events: list[Event] = []
    cloud.wire = failing("create a")
    account.add_thing(name="a")
    account.add_thing(name="b")
    applied(account, report=events.append, parallel=1)
    by_address = {
        name: [type(one) for one in events if getattr(one, "address", "") == f"main/thing.{name}"] for name in "ab"
    }
    assert by_address == {"a": [Started, Failed], "b": [Started, Finished]}
    assert all(one.action is Action.CREATE for one in events if isinstance(one, Started))


def test_waits_are_reported_with_the_change_that_waits(account: Account) -> None:
    events: list[Event] = []
    create = account.lifecycle("thing").create

    def patient(step: object) -> object:
        step.report(Waiting("waiting for nothing", 1))
        return create(step)

    account.teach(create=patient)
    account.add_thing(name="a")
    applied(account, report=events.append)
    assert Waiting("waiting for nothing", 1, "main/thing.a") in events


def run(script: str) -> subprocess.CompletedProcess[str]:
    """A script in a process of its own, in whose main thread an interruption arrives as a user's does."""
    return subprocess.run(
        [sys.executable, "-c", INTERRUPTIBLE + script], cwd=ROOT, capture_output=True, text=True, timeout=60
    )


# The interruption comes when all threads have been started: from then on it may come at any moment.
INTERRUPTIBLE = """
import os, signal, threading
from tests.engine.fakes import Account, Cloud, applied
from touchdown.engine.events import Stopping

account = Account("main", Cloud())
stopping = threading.Event()
all_there = threading.Barrier(2, timeout=30)

def interrupt():
    signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

def report(event):
    if isinstance(event, Stopping):
        print("in flight:", *sorted(event.in_flight))
        stopping.set()

def wire(write):
    all_there.wait()
    if write == "create c":
        interrupt()
    if write in ("create c", "create d"):
        assert stopping.wait(30)

account.cloud.wire = wire
first = [account.add_thing(name=name).arn for name in "ab"]

def result():
    made = applied(account, report=report, parallel=2)
    names = lambda changes: "".join(sorted(change.address[-1] for change in changes))
    print("done:", names(made.done), "not tried:", names(made.not_tried), "interrupted:", made.interrupted)
"""


def test_an_interruption_lets_what_is_in_flight_finish_and_starts_nothing_new() -> None:
    ended = run(
        """
c = account.add_thing(name="c", uses=first)
d = account.add_thing(name="d", uses=first)
account.add_thing(name="e", uses=[c.arn])
result()
"""
    )
    assert ended.stderr == ""
    assert ended.stdout.splitlines() == [
        "in flight: main/thing.c main/thing.d",
        "done: abcd not tried: e interrupted: True",
    ]


def test_an_interruption_when_all_is_in_flight_leaves_nothing_out() -> None:
    ended = run(
        """
for name in "cd":
    account.add_thing(name=name, uses=first)
print(applied(account, report=report, parallel=2).complete)
"""
    )
    assert ended.stdout.splitlines()[-1] == "True"


def test_an_interruption_starts_nothing_that_waits_for_a_free_thread() -> None:
    ended = run(
        """
for name in "cdefgh":
    account.add_thing(name=name, uses=first)
result()
"""
    )
    assert ended.stderr == ""
    assert ended.stdout.splitlines() == [
        "in flight: main/thing.c main/thing.d",
        "done: abcd not tried: efgh interrupted: True",
    ]


def test_a_second_interruption_waits_for_nothing() -> None:
    ended = run(
        """
def wire(write):
    all_there.wait()
    if write == "create c":
        interrupt()
        stopping.wait(30)
        interrupt()
    if write in ("create c", "create d"):
        threading.Event().wait(300)

account.cloud.wire = wire
for name in "cd":
    account.add_thing(name=name, uses=first)
try:
    result()
except KeyboardInterrupt:
    print("interrupted", flush=True)
    os._exit(130)
"""
    )
    assert ended.stderr == ""
    assert ended.returncode == 130
    assert ended.stdout.splitlines() == ["in flight: main/thing.c main/thing.d", "interrupted"]
