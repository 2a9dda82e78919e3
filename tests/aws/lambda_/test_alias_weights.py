"""A new version gets a share of the calls first; through the simulator, which answers by weights as AWS does."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from benchmarks.simulator.profile import Profile
from benchmarks.simulator.server import Simulator, running
from tests.support.emulators import Emulator
from tests.support.functions import function as function_of
from tests.support.workspaces import Declare, actions, applied, planned, workspace
from touchdown import apply
from touchdown.aws.lambda_.aliases.alias import Alias
from touchdown.aws.lambda_.aliases.turning import Way, back, look, on, turn
from touchdown.model.errors import ChangedMeanwhile, DeclarationError, PartlyApplied

ALIAS = "eu-west-1/lambda_function.hello:alias.live"


@pytest.fixture
def simulator(ministack: Emulator) -> Iterator[Simulator]:
    with running(ministack.direct_address, Profile(latency=0, pending=0.3, updating=0.3)) as simulator:
        ministack.address = simulator.address
        yield simulator


def numbered(number: int, weight: int | None = None, **fields: Any) -> Declare:
    code = function_of(f"def hello(event, context):\n    return {number}\n")
    return lambda aws: aws.add_lambda_function(name="hello", code=code, **fields).add_alias(name="live", weight=weight)


def answers(emulator: Emulator, simulator: Simulator, calls: int = 10) -> dict[str, int]:
    """How often each version answers a call of the alias."""
    client = emulator.client("lambda", address=simulator.address)
    found = [client.invoke(FunctionName="hello", Qualifier="live")["Payload"].read() for _ in range(calls)]
    return dict(Counter(str(json.loads(one)) for one in found))


def moved(emulator: Emulator, way: Way) -> None:
    made = workspace(emulator, numbered(0))
    alias = made.accounts["eu-west-1"].resources[ALIAS]
    assert isinstance(alias, Alias)
    alias.account.place()
    turn(look(alias, made.name, way))


def test_a_new_version_gets_a_share_and_then_all_calls(ministack: Emulator, simulator: Simulator) -> None:
    applied(ministack, numbered(1, weight=10))
    assert answers(ministack, simulator) == {"1": 10}
    applied(ministack, numbered(2, weight=10))
    assert answers(ministack, simulator) == {"1": 9, "2": 1}
    for unchanged in (numbered(2, weight=10), numbered(2)):
        plan = planned(ministack, unchanged)
        assert actions(plan) == {}
        assert any("gives version 2 10 % of the calls, and 1 the others" in note for note in plan.notes)
    assert actions(planned(ministack, numbered(2, weight=50))) == {ALIAS: "update"}
    applied(ministack, numbered(2, weight=50))
    assert answers(ministack, simulator) == {"1": 5, "2": 5}
    moved(ministack, on)
    assert answers(ministack, simulator) == {"2": 10}
    assert planned(ministack, numbered(2, weight=10)).notes == ()
    assert actions(planned(ministack, numbered(2, weight=10))) == {}


def test_a_new_version_with_a_share_is_turned_back_and_stays_back(ministack: Emulator, simulator: Simulator) -> None:
    applied(ministack, numbered(1))
    applied(ministack, numbered(2, weight=20))
    moved(ministack, back())
    assert answers(ministack, simulator) == {"1": 10}
    applied(ministack, numbered(2, weight=20))
    assert answers(ministack, simulator) == {"1": 10}
    applied(ministack, numbered(3, weight=20))
    assert answers(ministack, simulator) == {"1": 8, "3": 2}
    applied(ministack, numbered(4))
    assert answers(ministack, simulator) == {"4": 10}


@pytest.mark.parametrize("fault", ["reset-before", "reset-after"])
def test_an_apply_whose_last_call_is_lost_gives_the_share(
    ministack: Emulator, simulator: Simulator, fault: str
) -> None:
    applied(ministack, numbered(1))
    simulator.faults.add(f"lambda:UpdateAlias={fault}")
    applied(ministack, numbered(2, weight=10))
    assert answers(ministack, simulator) == {"1": 9, "2": 1}


def test_an_apply_that_ends_before_its_share_is_given_goes_on(ministack: Emulator, simulator: Simulator) -> None:
    applied(ministack, numbered(1))
    simulator.faults.add("lambda:UpdateAlias=denied")
    with pytest.raises(PartlyApplied):
        applied(ministack, numbered(2, weight=10))
    assert answers(ministack, simulator) == {"1": 10}
    assert actions(planned(ministack, numbered(2, weight=10))) == {ALIAS: "update"}
    applied(ministack, numbered(2, weight=10))
    assert answers(ministack, simulator) == {"1": 9, "2": 1}


def test_a_version_is_named_once_it_is_active(ministack: Emulator, simulator: Simulator) -> None:
    applied(ministack, numbered(1))
    applied(ministack, numbered(2, memory=256))
    refused = [call.name for call in simulator.calls if call.writes and call.status and call.status >= 400]
    assert refused == []  # neither a version that is Pending, nor a RevisionId that is stale by now
    assert answers(ministack, simulator) == {"2": 10}


def test_a_share_for_a_version_with_another_role_is_told_in_the_plan(ministack: Emulator, simulator: Simulator) -> None:
    def other(aws: Any) -> None:
        numbered(2, weight=10, role=aws.add_role(name="other"))(aws)

    applied(ministack, numbered(1))
    (change,) = [one for one in planned(ministack, other).changes if one.address == ALIAS]
    assert any("another role than 1" in note for note in change.notes)
    with pytest.raises(PartlyApplied, match="same execution role"):
        apply(workspace(ministack, other))


def test_a_move_by_somebody_else_meanwhile_is_not_written_over(ministack: Emulator, simulator: Simulator) -> None:
    applied(ministack, numbered(1))
    applied(ministack, numbered(2, weight=10))
    made = workspace(ministack, numbered(2))
    alias = made.accounts["eu-west-1"].resources[ALIAS]
    assert isinstance(alias, Alias)
    alias.account.place()
    seen = look(alias, made.name, on)
    client = ministack.client("lambda")
    client.update_alias(FunctionName="hello", Name="live", RoutingConfig={"AdditionalVersionWeights": {"2": 0.3}})
    with pytest.raises(ChangedMeanwhile, match="moved by somebody else"):
        turn(seen)
    assert client.get_alias(FunctionName="hello", Name="live")["FunctionVersion"] == "1"


@pytest.mark.parametrize("weight", [0, 100])
def test_a_share_is_between_one_and_99_percent(ministack: Emulator, weight: int) -> None:
    with pytest.raises(DeclarationError, match="1 to 99 percent"):
        planned(ministack, numbered(1, weight=weight))
