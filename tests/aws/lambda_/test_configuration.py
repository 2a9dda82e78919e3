"""A function's configuration: what travels together, what its role needs, and what AWS would refuse."""

from __future__ import annotations

from typing import Any

import pytest

from tests.aws.test_grants import policies
from tests.support.emulators import REGION, Emulator
from tests.support.functions import hello
from tests.support.wire import Wire
from tests.support.workspaces import Declare, actions, applied, planned
from touchdown.model.errors import DeclarationError

HELLO = hello()
FUNCTION = "eu-west-1/lambda_function.worker"
NETWORK = {"subnets": ["subnet-0b", "subnet-0a"], "security_groups": ["sg-0b", "sg-0a"]}


def worker(**fields: Any) -> Declare:
    given: dict[str, Any] = {"code": HELLO, **fields}
    return lambda aws: aws.add_lambda_function(name="worker", **given)


def configuration(emulator: Emulator) -> dict[str, Any]:
    return emulator.client("lambda").get_function_configuration(FunctionName="worker")


def sent(wire: Wire, operation: str) -> list[dict[str, Any]]:
    return [dict(call.parameters) for call in wire.calls if call.name == operation]


def layer(name: str, version: int = 1) -> str:
    return f"arn:aws:lambda:{REGION}:017000801446:layer:{name}:{version}"


# FUNCTION.md, 7, 12 and 15.
def test_what_the_configuration_needs_is_granted_before_the_function_is_made(ministack: Emulator, wire: Wire) -> None:
    def declare(aws: Any) -> None:
        failed = aws.add_queue(name="failed", dead_letter_queue=False)
        worker(**NETWORK, tracing="Active", dead_letter=failed)(aws)

    applied(ministack, declare)
    writes = wire.writes()
    assert max(at for at, name in enumerate(writes) if name == "iam:PutRolePolicy") < writes.index(
        "lambda:CreateFunction"
    )
    network, queue = policies(ministack)["touchdown-worker"]["Statement"]
    assert {"ec2:CreateNetworkInterface", "ec2:AssignPrivateIpAddresses", "xray:PutTraceSegments"} < set(
        network["Action"]
    )
    assert network["Resource"] == ["*"]
    assert queue["Action"] == ["sqs:SendMessage"]
    assert queue["Resource"] == [f"arn:aws:sqs:{REGION}:{ministack.account_id}:failed"]
    assert actions(planned(ministack, declare)) == {}


def test_what_a_role_that_is_not_ours_lacks_is_named(ministack: Emulator) -> None:
    role = f"arn:aws:iam::{ministack.account_id}:role/theirs"
    plan = planned(ministack, worker(role=role, tracing="Active", timeout=901))
    (notes,) = [change.notes for change in plan.to_do if change.address == FUNCTION]
    needs = "Its role isn't ours to change, and has to allow xray:PutTraceSegments, xray:PutTelemetryRecords on *."
    assert needs in notes
    assert any(note.startswith("timeout= is 901") for note in notes)


# AWS replaces LoggingConfig whole (LAMBDA.md, section 1).
def test_another_log_group_keeps_format_and_levels(ministack: Emulator, wire: Wire) -> None:
    def declare(name: str) -> Declare:
        fields: dict[str, Any] = {"log_format": "JSON", "application_log_level": "DEBUG"}
        return lambda aws: worker(**fields, log_group=aws.add_log_group(name=name))(aws)

    applied(ministack, declare("one"))
    wire.forget()
    applied(ministack, declare("two"))
    (update,) = sent(wire, "lambda:UpdateFunctionConfiguration")
    whole = {"LogFormat": "JSON", "LogGroup": "two", "ApplicationLogLevel": "DEBUG", "SystemLogLevel": "INFO"}
    assert update["LoggingConfig"] == whole
    # FUNCTION.md, 29: levels that nobody declared read back.
    assert configuration(ministack)["LoggingConfig"] == whole
    assert actions(planned(ministack, declare("two"))) == {}


def test_subnets_are_a_set_and_leave_the_network_together(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, worker(**NETWORK))
    assert actions(planned(ministack, worker(**{name: one[::-1] for name, one in NETWORK.items()}))) == {}
    wire.forget()
    applied(ministack, worker())
    (update,) = sent(wire, "lambda:UpdateFunctionConfiguration")
    assert update["VpcConfig"] == {"SubnetIds": [], "SecurityGroupIds": [], "Ipv6AllowedForDualStack": False}  # 10
    assert actions(planned(ministack, worker())) == {}


def test_a_plain_function_is_created_without_what_it_does_not_use(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, worker())
    (made,) = sent(wire, "lambda:CreateFunction")
    assert not made.keys() & {"VpcConfig", "Layers", "EphemeralStorage", "TracingConfig", "SnapStart", "KMSKeyArn"}


# FAULTS.md, 21.
def test_layers_that_others_attach_stay_and_ours_go(ministack: Emulator) -> None:
    client = ministack.client("lambda")
    applied(ministack, worker(layers=[layer("b"), layer("a", 2)]))
    assert [one["Arn"] for one in configuration(ministack)["Layers"]] == [layer("b"), layer("a", 2)]
    applied(ministack, worker())
    assert not configuration(ministack).get("Layers")
    client.update_function_configuration(FunctionName="worker", Layers=[layer("theirs")])
    assert actions(planned(ministack, worker())) == {}
    applied(ministack, worker(description="changed"))
    assert [one["Arn"] for one in configuration(ministack)["Layers"]] == [layer("theirs")]
    applied(ministack, worker(layers=[]))
    assert not configuration(ministack).get("Layers")
    assert actions(planned(ministack, worker(layers=[]))) == {}


# FUNCTION.md, 13: with another key, the variables are sent again.
def test_another_key_sends_the_environment_again(ministack: Emulator, wire: Wire) -> None:
    key = f"arn:aws:kms:{REGION}:123456789012:key/"
    applied(ministack, worker(environment={"NAME": "value"}, kms_key=f"{key}a"))
    wire.forget()
    applied(ministack, worker(environment={"NAME": "value"}, kms_key=f"{key}b"))
    (update,) = sent(wire, "lambda:UpdateFunctionConfiguration")
    assert (update["KMSKeyArn"], update["Environment"]) == (f"{key}b", {"Variables": {"NAME": "value"}})


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "too much time": ({"timeout": 1801}, "timeout= is 1801, the most is 1800 seconds"),
    "too much storage": ({"ephemeral_storage": 10241}, "ephemeral_storage= is 10241, the most is 10240 MB"),
    "no groups": ({"subnets": ["subnet-0a"]}, "subnets= and security_groups= belong together"),
    "no subnets": ({"security_groups": ["sg-0a"]}, "subnets= and security_groups= belong together"),
    "IPv6 without a network": ({"ipv6": True}, "ipv6=True needs subnets="),
    "too many groups": (
        {**NETWORK, "security_groups": [f"sg-{number}" for number in range(6)]},
        "security_groups= has 6 elements, AWS allows 5",
    ),
    "a subnet's name": ({**NETWORK, "subnets": ["private"]}, 'subnets= has "private", which is no id'),
    "a FIFO queue for dead letters": (
        {"dead_letter": f"arn:aws:sqs:{REGION}:123456789012:dead.fifo"},
        "dead_letter= is FIFO, and Lambda delivers nothing",
    ),
    "a bus for dead letters": (
        {"dead_letter": f"arn:aws:events:{REGION}:123456789012:event-bus/default"},
        "dead_letter= takes a queue, a topic, or the ARN of one",
    ),
    "a level of text": ({"application_log_level": "DEBUG"}, 'application_log_level= needs log_format="JSON"'),
    "a level of Lambda's text": ({"system_log_level": "WARN"}, 'system_log_level= needs log_format="JSON"'),
    "a key for nothing": (
        {"kms_key": f"arn:aws:kms:{REGION}:123456789012:key/a"},
        "kms_key= needs environment= or snap_start=",
    ),
    "a key that is no ARN": ({"kms_key": "alias/mine", "environment": {"NAME": "a"}}, "kms_key= "),
    "SnapStart for Node": (
        {"snap_start": True, "runtime": "nodejs22.x", "code_from_bytes": b"", "code": None},
        "snap_start=True isn't for nodejs22.x",
    ),
    "SnapStart for an old Python": (
        {"snap_start": True, "runtime": "python3.11"},
        "snap_start=True isn't for python3.11",
    ),
    "SnapStart without versions": ({"snap_start": True, "publish": False}, "snap_start=True needs publish=True"),
    "SnapStart with much storage": (
        {"snap_start": True, "ephemeral_storage": 513},
        "snap_start=True and ephemeral_storage= above 512 exclude each other",
    ),
    "six layers": ({"layers": [layer(one) for one in "abcdef"]}, "layers= has 6 layers, AWS allows 5"),
    "a layer without a version": ({"layers": [layer("a")[:-2]]}, "which is no version, as arn:aws:lambda"),
    "a layer of another region": (
        {"layers": ["arn:aws:lambda:us-east-1:017000801446:layer:a:1"]},
        "of us-east-1, and the function is in eu-west-1",
    ),
    "two versions of a layer": ({"layers": [layer("a", 1), layer("a", 2)]}, "AWS takes a single version of a layer"),
}


@pytest.mark.parametrize(("fields", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_configuration_is_refused_in_a_sentence_before_any_call(
    fields: dict[str, Any], said: str, moto: Emulator, wire: Wire
) -> None:
    with pytest.raises(DeclarationError) as raised:
        planned(moto, worker(**fields))
    assert said in str(raised.value)
    assert wire.names() == []
