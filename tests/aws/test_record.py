"""The tags that record what was applied: they fit, tell no secret, and are left if a newer version has written them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.support.cases import TYPES
from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.matrix import ALL, chosen
from tests.support.wire import Wire
from tests.support.workspaces import applied, planned
from touchdown import Reason, Secret, Workspace
from touchdown.aws.apigateway.usage_plan import UsagePlan
from touchdown.aws.constraints import tag_problems
from touchdown.aws.lambda_.applied import EXPECTED
from touchdown.aws.lambda_.packaging.code import applied_with
from touchdown.aws.resource import TaggedResource
from touchdown.engine.record import MOST_FIELDS, record_of, to_text
from touchdown.model.errors import NotOurs
from touchdown.model.field import IDENTITY, fields_of, sensitive_fields
from touchdown.model.output import reveal, substitute
from touchdown.model.place import Place

PIN = "pin-4711"
"""Longer than a PIN: other tests of the process would have it masked in numbers of ports and accounts."""
PLACE = Place("123456789012", "aws", "eu-west-1")
TAGGED = [pytest.param(cls, id=cls.TYPE) for cls in TYPES if issubclass(cls, TaggedResource)]


def everything(pin: str) -> dict[str, TaggedResource]:
    """A resource of each type with tags, with a PIN wherever it can have one, by the type."""
    aws, secret = Workspace("shop").add_aws(region="eu-west-1"), Secret(pin)
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{secret}/*"}
    role = aws.add_role(
        name="r", description=f"{secret}", policies={"p": {"Statement": [statement]}}, tags={"a": secret}
    )
    bucket = aws.add_bucket(name="orders", tags={"a": secret})
    variables = {"PIN": secret, "URL": f"https://{secret}@db", "DB_PASSWORD": pin, "STAGE": "dev"}
    function = aws.add_lambda_function(
        name="f", role=role, code=hello(), description=secret, environment=variables, tags={"a": secret}
    )
    group = aws.add_log_group(name="g", tags={"a": secret})
    file = bucket.add_file(name="f.txt", contents=f"pin={secret}", tags={"a": secret})
    queue = aws.add_queue(name="q", tags={"a": secret})
    topic = aws.add_topic(name="t", display_name=secret, tags={"a": secret})
    statement = {"Effect": "Allow", "Action": "dynamodb:GetItem", "Principal": f"{secret}", "Resource": "*"}
    table = aws.add_table(
        name="table", partition_key="id", ttl=secret, policy={"Statement": [statement]}, tags={"a": secret}
    )
    stream = aws.add_kinesis_stream(name="s", kms_key=secret, tags={"a": secret})
    mapping = function.add_event_source(source=queue, filters=[{"body": [secret]}], tags={"a": secret})
    of_alias = function.add_alias(name="live").add_event_source(
        source=aws.add_queue(name="q2"), filters=[{"body": [secret]}], tags={"a": secret}
    )
    api = aws.add_http_api(name="a", tags={"a": secret})
    chat = aws.add_websocket_api(name="c", tags={"a": secret})
    rest = aws.add_rest_api(name="r", tags={"a": secret})
    key = rest.add_api_key(name="k", value=secret, quota="1/day", tags={"a": secret})
    (usage,) = [one for one in rest.children if isinstance(one, UsagePlan)]
    bus = aws.add_event_bus(name="b", description=secret, tags={"a": secret})
    rule = bus.add_rule(name="r", pattern={"source": [secret]}, tags={"a": secret})
    schedules = aws.add_schedule(name="s", target=function, expression="rate(1 day)").parent
    passing = {"Comment": f"{secret}", "StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}
    machine = aws.add_state_machine(name="m", definition=passing, tags={"a": secret})
    found = [chat, machine, mapping, of_alias, api, rest, key, usage, bus, rule, schedules, stream, table]
    found += [role, bucket, function, group, file, queue, topic]
    return {one.TYPE: one for one in found}


def declared(one: TaggedResource) -> Mapping[str, Any]:
    return substitute(dict(one.lifecycle.desired(one)), lambda output: output.resource.predict("arn", PLACE))


def with_pin(value: Any, pin: str) -> Any:
    """A value as it is sent with another PIN."""
    if isinstance(value, str):
        return value.replace(PIN, pin)
    if isinstance(value, dict):
        return {key: with_pin(item, pin) for key, item in value.items()}
    return [with_pin(item, pin) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("cls", TAGGED if ALL else [*chosen(TAGGED, 0, 4, "pins")])
def test_the_tags_of_every_type_are_the_same_for_each_of_ten_thousand_pins(cls: type[TaggedResource]) -> None:
    one = everything(PIN)[cls.TYPE]
    values = declared(one)
    sent = {name: value for name, value in reveal(dict(values)).items() if name not in one.lifecycle.recorded_apart}
    told = {to_text(record_of(one.lifecycle, with_pin(sent, f"pin-{pin:04}"), values)) for pin in range(10_000)}
    assert len(told) == 1
    assert PIN not in told.pop()


@pytest.mark.parametrize("cls", TAGGED)
def test_the_fields_of_every_type_fit_into_a_tag(cls: type[TaggedResource]) -> None:
    fields = [name for name, one in fields_of(cls).items() if not one.own and IDENTITY not in one.update]
    assert len({*fields, "attached"}) <= MOST_FIELDS, "the record has no room for more: split the type"
    one = everything(PIN)[cls.TYPE]
    record = record_of(one.lifecycle, declared(one))
    assert tag_problems({"applied": to_text(record)}) == []
    if cls.TYPE == "lambda_function":
        assert tag_problems({"code": applied_with(declared(one), EXPECTED, "+/" * 22).to_tag()}) == []


@pytest.mark.parametrize("cls", TAGGED)
def test_the_lifecycle_of_every_type_knows_its_sensitive_fields(cls: type[TaggedResource]) -> None:
    assert cls.lifecycle.sensitive == sensitive_fields(cls)


def role(**fields: Any) -> Any:
    return lambda aws: aws.add_role(name="reader", **fields)


def function(**fields: Any) -> Any:
    return lambda aws: aws.add_lambda_function(name="hello", code=hello(), **fields)


def newer(emulator: Emulator, key: str) -> None:
    """Makes a function one that a newer Touchdown has applied."""
    arn = f"arn:aws:lambda:eu-west-1:{emulator.account_id}:function:hello"
    emulator.client("lambda").tag_resource(Resource=arn, Tags={key: "3 of-another-form"})


@pytest.mark.parametrize("key", ["touchdown:applied", "touchdown:code"])
def test_a_function_that_a_newer_version_has_applied_is_left_and_cant_be_changed(
    ministack: Emulator, wire: Wire, key: str
) -> None:
    applied(ministack, function())
    newer(ministack, key)
    found = planned(ministack, function())
    assert not found.to_do
    (notes,) = [one.notes for one in found.changes if one.notes]
    assert "applied by a newer Touchdown" in notes[0]
    wire.forget()
    with pytest.raises(NotOurs, match="newer Touchdown"):
        applied(ministack, function(timeout=9))
    assert wire.writes() == []
    applied(ministack, lambda aws: None)  # a delete loses nothing


def test_a_role_that_a_newer_version_has_applied_is_left_and_cant_be_changed(emulator: Emulator) -> None:
    applied(emulator, role())
    tags = [{"Key": "touchdown:applied", "Value": "3 of-another-form"}]
    emulator.client("iam").tag_role(RoleName="reader", Tags=tags)
    assert not planned(emulator, role()).to_do
    with pytest.raises(NotOurs, match="newer Touchdown"):
        planned(emulator, role(description="new"))


def test_a_record_of_an_older_format_is_written_anew_and_no_change_is_told(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, role())
    tags = [{"Key": "touchdown:applied", "Value": "1 description=5d41402a"}]
    emulator.client("iam").tag_role(RoleName="reader", Tags=tags)
    (change,) = planned(emulator, role()).to_do
    assert (change.reason, change.differences) == (Reason.UNRECORDED, ())
    wire.forget()
    applied(emulator, role())
    assert wire.writes() == ["iam:TagRole"]
    assert not planned(emulator, role()).to_do
