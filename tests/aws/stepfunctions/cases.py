"""State machines, in the tests that go over all types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import strategies as st

from tests.aws.iam import cases as iam
from tests.support.calls import Call
from tests.support.cases import OUR_TAGS, Cases, TypeCases, Version
from tests.support.contents import tags_without_record
from tests.support.emulators import REGION, Emulator
from tests.support.pairs import TAGS, Maker, chosen, plain, policy
from tests.support.wire import FOREVER, Wire
from tests.support.workspaces import Declare, nothing
from touchdown import Account
from touchdown.aws.stepfunctions.service import GONE
from touchdown.aws.stepfunctions.state_machine import StateMachine

_KEYS = tuple(f"arn:aws:kms:eu-west-1:123456789012:key/{number}" for number in (1, 2))
_TRUST = policy("sts:AssumeRole", Principal={"Service": "states.amazonaws.com"})


def passing(comment: str = "hello") -> dict[str, Any]:
    """A definition with a single state."""
    return {"Comment": comment, "StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}


def machine(**fields: Any) -> Declare:
    """A state machine by itself."""
    given: dict[str, Any] = {"name": "hello", "definition": passing(), **fields}
    return lambda aws: aws.add_state_machine(**given)


def machines(version: Version) -> None:
    version.aws.add_state_machine(
        name="fulfil",
        definition=passing(version.text),
        role=version.the(iam.worker),
        log_level="ALL" if version.first else "OFF",
        log_data=version.first,
        kms_key=_KEYS[0] if version.first else None,
        publish=version.first,
        tags=version.tags,
    )


def _declare(aws: Account, given: Mapping[str, Any]) -> StateMachine:
    if {"log_group", "log_data"} & set(given):
        given = {"log_level": "ALL", **given}
    fields: dict[str, Any] = {"name": "hello", "definition": passing(), **given}
    return aws.add_state_machine(**fields)


def _role_named(name: str) -> Maker:
    return lambda aws: aws.add_role(name=name, assume_role_policy=_TRUST)


def _group_named(name: str) -> Maker:
    return lambda aws: aws.add_log_group(name=name)


MACHINE = TypeCases(
    cls=StateMachine,
    declare=_declare,
    fields={
        "definition": plain(st.sampled_from([passing(comment) for comment in ("one", "ü", "three")])),
        "type": plain(st.sampled_from(["STANDARD", "EXPRESS"])),
        "role": chosen(_role_named("one"), lambda aws: _role_named("two")(aws).arn),
        "log_level": plain(st.sampled_from(["ALL", "ERROR", "FATAL"])),
        "log_group": chosen(_group_named("one"), lambda aws: aws.add_log_group(name="two").arn),
        "log_data": plain(st.booleans()),
        "tracing": plain(st.booleans()),
        "kms_key": plain(st.sampled_from(_KEYS)),
        "publish": plain(st.booleans()),
        "tags": TAGS,
    },
    replacing=frozenset({"type"}),
    unchangeable={("moto", "publish"): "stepfunctions:ListStateMachineVersions"},
    gaps={("ministack", "tracing"): "MiniStack doesn't keep tracingConfiguration"},
)


def arns(call: Call, account_id: str) -> list[str]:
    given = call.parameters
    found = given.get("stateMachineArn") or given.get("resourceArn")
    if call.name.endswith(("ListStateMachines", "Definition")):
        return ["*"]
    return [found or f"arn:aws:states:{REGION}:{account_id}:stateMachine:{given['name']}"]


def _all(client: Any) -> list[dict[str, Any]]:
    return list(client.list_state_machines()["stateMachines"])


def strip_tags(emulator: Emulator) -> None:
    client = emulator.client("stepfunctions")
    for one in _all(client):
        client.untag_resource(resourceArn=one["stateMachineArn"], tagKeys=[*OUR_TAGS])


def contents(emulator: Emulator) -> Mapping[str, object]:
    return dict(_contents(emulator.client("stepfunctions")))


def _contents(client: Any) -> Iterator[tuple[str, object]]:
    for one in _all(client):
        arn = one["stateMachineArn"]
        found, tags = client.describe_state_machine(stateMachineArn=arn), client.list_tags_for_resource(resourceArn=arn)
        said = {name: found.get(name) for name in ("definition", "roleArn", "type", "loggingConfiguration")}
        yield one["name"], (said, tags_without_record({tag["key"]: tag["value"] for tag in tags["tags"]}))


def put_stranger(emulator: Emulator) -> None:
    emulator.client("stepfunctions").create_state_machine(
        name="stranger",
        definition='{"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}',
        roleArn=f"arn:aws:iam::{emulator.account_id}:role/theirs",
        tags=[{"key": "owner", "value": "somebody"}],
    )


def stranger(emulator: Emulator) -> Any:
    client = emulator.client("stepfunctions")
    arn = f"arn:aws:states:{REGION}:{emulator.account_id}:stateMachine:stranger"
    found = client.describe_state_machine(stateMachineArn=arn)
    return found["definition"], found["creationDate"], client.list_tags_for_resource(resourceArn=arn)["tags"]


def last_deleting(emulator: Emulator, wire: Wire, looks: int) -> None:
    """A deletion that goes on after its answer, until it has been looked for so often."""
    client = emulator.client("stepfunctions")
    arn = f"arn:aws:states:{REGION}:{emulator.account_id}:stateMachine:hello"
    wire.fail("stepfunctions:DeleteStateMachine", code="", status=200, times=FOREVER)
    if looks < FOREVER:

        def delete(call: Call) -> None:
            client.delete_state_machine(stateMachineArn=arn)

        wire.on("stepfunctions:DescribeStateMachine", delete, nth=1 + looks, when="after")


CASES = Cases(
    types=(MACHINE,),
    everything=(machines,),
    arns=arns,
    strip_tags=strip_tags,
    contents=contents,
    put_stranger=put_stranger,
    stranger=stranger,
    called={
        "stepfunctions:CreateStateMachine": (nothing, machine()),
        "stepfunctions:UpdateStateMachine": (machine(), machine(definition=passing("changed"))),
    },
    lasting={GONE: (machine(), nothing, last_deleting)},
    not_called={
        "stepfunctions:ValidateStateMachineDefinition": "emulators take any definition: test_state_machine.py",
        **{
            f"stepfunctions:{operation}": "by a command of its own"
            for operation in ("StartExecution", "StartSyncExecution", "GetExecutionHistory")
        },
        "stepfunctions:PublishStateMachineVersion": "only where nothing but publish= changes: test_state_machine.py",
    },
)
