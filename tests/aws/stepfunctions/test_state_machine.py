"""State machines: created, left, changed, published and deleted, and the calls that this takes."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from benchmarks.simulator.profile import Profile
from benchmarks.simulator.server import running
from tests.aws.stepfunctions.cases import machine, passing
from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.wire import FOREVER, Wire
from tests.support.workspaces import applied, nothing, planned
from touchdown import Account, destroy
from touchdown.model.errors import DeclarationError, PartlyApplied

KEY = "arn:aws:kms:eu-west-1:123456789012:key/1"


def arn(emulator: Emulator, name: str = "hello") -> str:
    return f"arn:aws:states:eu-west-1:{emulator.account_id}:stateMachine:{name}"


def found(emulator: Emulator) -> dict[str, Any]:
    return dict(emulator.client("stepfunctions").describe_state_machine(stateMachineArn=arn(emulator)))


def of_service(wire: Wire) -> Counter[str]:
    return Counter(name for name in wire.names() if name.startswith("stepfunctions:"))


def test_a_state_machine_is_made_with_a_role_for_its_tasks_and_a_second_plan_changes_nothing(
    emulator: Emulator, wire: Wire
) -> None:
    def declare(aws: Account) -> None:
        function = aws.add_lambda_function(name="charge", code=hello(), publish=False)
        charge = {"Type": "Task", "Resource": "${Charge}", "End": True}
        definition = {"StartAt": "Charge", "States": {"Charge": charge}}
        aws.add_state_machine(name="hello", definition=definition, values={"Charge": function}, log_level="ERROR")

    applied(emulator, declare)
    made = found(emulator)
    function = f"arn:aws:lambda:eu-west-1:{emulator.account_id}:function:charge"
    assert json.loads(made["definition"])["States"]["Charge"]["Resource"] == function
    role = made["roleArn"].rpartition("/")[2]
    policy = emulator.client("iam").get_role_policy(RoleName=role, PolicyName="touchdown-states-hello")
    first, second = policy["PolicyDocument"]["Statement"]
    assert (first["Action"], first["Resource"]) == (["lambda:InvokeFunction"], [function, f"{function}:*"])
    assert "logs:CreateLogDelivery" in second["Action"]
    (to,) = made["loggingConfiguration"]["destinations"]
    assert to["cloudWatchLogsLogGroup"]["logGroupArn"].endswith(":log-group:/aws/vendedlogs/states/hello:*")
    wire.forget()
    assert planned(emulator, declare).to_do == ()
    assert of_service(wire) == {
        "stepfunctions:DescribeStateMachine": 1,
        "stepfunctions:ListTagsForResource": 1,
        "stepfunctions:ListStateMachines": 1,  # emulators don't list them by tags
    }


# APIS.md, 41 and 45.
def test_a_definition_is_compared_by_meaning_and_sent_as_it_was_with_another_key(
    ministack: Emulator, wire: Wire
) -> None:
    applied(ministack, machine())
    as_it_was = json.dumps(passing(), sort_keys=True)
    ministack.client("stepfunctions").update_state_machine(stateMachineArn=arn(ministack), definition=as_it_was)
    assert planned(ministack, machine()).to_do == ()
    wire.forget()
    applied(ministack, machine(kms_key=KEY))
    (sent,) = [call.parameters for call in wire.calls if call.name == "stepfunctions:UpdateStateMachine"]
    assert set(sent) == {"stateMachineArn", "encryptionConfiguration", "definition", "publish"}
    assert sent["definition"] == as_it_was
    wire.forget()
    applied(ministack, machine(kms_key=KEY, log_level="ALL"))
    (sent,) = [call.parameters for call in wire.calls if call.name == "stepfunctions:UpdateStateMachine"]
    assert set(sent) == {"stateMachineArn", "loggingConfiguration", "publish"}


# APIS.md, 46.
def test_a_version_is_published_with_each_change_and_once_where_only_publish_changes(
    ministack: Emulator, wire: Wire
) -> None:
    applied(ministack, machine())
    wire.forget()
    made = applied(ministack, machine(publish=True))
    assert wire.writes() == ["stepfunctions:PublishStateMachineVersion", "stepfunctions:TagResource"]
    assert planned(ministack, machine(publish=True)).to_do == ()
    made = applied(ministack, machine(publish=True, definition=passing("changed")))
    versions = ministack.client("stepfunctions").list_state_machine_versions(stateMachineArn=arn(ministack))
    assert len(versions["stateMachineVersions"]) == 2
    assert planned(ministack, machine(publish=True, definition=passing("changed"))).to_do == ()
    assert destroy(made).complete


# APIS.md, 41: AWS answers with the ARN of a stranger whose definition is equal.
def test_a_state_machine_of_somebody_else_with_an_equal_definition_is_not_taken_for_ours(
    moto: Emulator, wire: Wire
) -> None:
    client = moto.client("stepfunctions")

    def somebody(call: Any) -> None:
        role = f"arn:aws:iam::{moto.account_id}:role/theirs"
        text = json.dumps(passing(), indent=2)
        client.create_state_machine(name="hello", definition=text, roleArn=role, tags=[{"key": "a", "value": "b"}])

    wire.on("stepfunctions:CreateStateMachine", somebody, nth=1, when="before")
    with pytest.raises(PartlyApplied, match="1 made, 1 failed"):
        applied(moto, machine())
    assert found(moto)["roleArn"].endswith("role/theirs")


# APIS.md, 44.
def test_what_aws_refuses_in_a_definition_is_refused_in_the_plan_and_what_it_warns_of_is_noted(
    ministack: Emulator, wire: Wire
) -> None:
    said: dict[str, Any] = {"code": "SCHEMA", "message": "The field is not supported.", "location": "/States/Done"}
    answer: dict[str, Any] = {"result": "FAIL", "truncated": False, "diagnostics": [{**said, "severity": "ERROR"}]}
    operation = "stepfunctions:ValidateStateMachineDefinition"
    wire.answer(operation, lambda call: answer, times=FOREVER)
    with pytest.raises(DeclarationError, match="at /States/Done, SCHEMA: The field is not supported"):
        planned(ministack, machine(), emulator=False)
    answer = {**answer, "result": "OK", "diagnostics": [{**said, "severity": "WARNING"}]}
    wire.heal()
    wire.answer(operation, lambda call: answer, times=FOREVER)
    plan = planned(ministack, machine(), emulator=False)
    assert any("The field is not supported" in note for note in plan.notes)
    wire.heal()
    wire.fail(operation, code="AccessDeniedException", times=FOREVER)
    assert planned(ministack, machine(), emulator=False).to_do


# APIS.md, 47.
def test_all_goes_with_destroy_and_what_is_no_longer_declared_too(emulator: Emulator) -> None:
    assert destroy(applied(emulator, machine())).complete
    applied(emulator, machine())
    applied(emulator, nothing)
    assert emulator.client("stepfunctions").list_state_machines()["stateMachines"] == []


# APIS.md, 41, 45, 47 and 48.
def test_on_a_strict_aws_it_is_made_changed_and_replaced_while_the_old_one_is_still_being_deleted(
    ministack: Emulator,
) -> None:
    with running(ministack.direct_address, Profile(latency=0, machines_deleting=0.4)) as simulator:
        ministack.address = simulator.address
        applied(ministack, machine())
        changes: list[dict[str, Any]] = [{"log_level": "ALL"}, {"kms_key": KEY, "log_level": "ALL"}, {}]
        for fields in changes:
            applied(ministack, machine(**fields))
            assert planned(ministack, machine(**fields)).to_do == ()
        simulator.forget()
        applied(ministack, machine(type="EXPRESS"))
        assert simulator.counted().by_operation["stepfunctions:CreateStateMachine"] > 1
        assert planned(ministack, machine(type="EXPRESS")).to_do == ()


# APIS.md, 41.
def test_a_creation_whose_answer_was_lost_is_done_once(ministack: Emulator, wire: Wire) -> None:
    wire.drop("stepfunctions:CreateStateMachine", when="after")
    applied(ministack, machine())
    assert planned(ministack, machine()).to_do == ()
    assert wire.counts()["stepfunctions:CreateStateMachine"] == 2
