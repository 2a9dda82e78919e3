"""Every field of every type is set, changed, cleared and read back, on both emulators (DESIGN.md, idea 4).

Two different values are drawn, from the service model where it knows them. They stand with each service's tests
(`cases.py`), and so does what an emulator can't do, which is tested to be so. A field without values fails.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, Phase, given, settings

from tests.support.cases import TYPES, Maker, Pairs, TypeCases, all_cases, cases_of_type
from tests.support.emulators import Emulator, Name, account_in
from tests.support.matrix import ALL, chosen
from tests.support.workspaces import applied, planned
from touchdown import Account
from touchdown.aws.iam.role import Role
from touchdown.aws.lambda_.function import Function
from touchdown.aws.resource import AwsResource
from touchdown.model.field import FIXED, IDENTITY, fields_of

EMULATORS: tuple[Name, ...] = ("ministack", "moto")


def declare(of: TypeCases, field: str, maker: Maker | None) -> Callable[[Account], None]:
    """One resource of a type, with a field set, or left out."""

    def declaring(aws: Account) -> None:
        of.declare(aws, {field: maker(aws)} if maker else {})

    return declaring


EVERY = [
    pytest.param(name, of, field, strategy, id=f"{name}-{of.cls.TYPE}.{field}")
    for name in EMULATORS
    for _, cases in all_cases()
    for of in cases.types
    for field, strategy in of.fields.items()
    if (name, field) not in of.unchangeable
]
_SAMPLE = 16
CHANGING = EVERY if ALL else [*chosen(EVERY, 0, _SAMPLE, "fields")]
"""A sample, another one with each commit; `make field-matrix` takes all."""


@pytest.mark.parametrize(("name", "of", "field", "strategy"), CHANGING)
def test_a_field_is_set_changed_cleared_and_read_back(
    request: pytest.FixtureRequest, name: Name, of: TypeCases, field: str, strategy: Pairs
) -> None:
    address = request.getfixturevalue(f"{name}_address")
    differing: list[Any] = []

    @settings(
        max_examples=1, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(strategy)
    def check(makers: tuple[Maker, Maker]) -> None:
        emulator = account_in(name, address)
        for maker in (*makers, None):
            wanted = declare(of, field, maker)
            applied(emulator, wanted, account=emulator.account_id)
            differing.extend(planned(emulator, wanted, account=emulator.account_id).to_do)

    check()
    if (name, field) in of.gaps:
        # Others may be worked out from it.
        assert field in {one.path[0] for change in differing for one in change.differences}
    else:
        assert not differing


def test_a_field_set_when_the_resource_is_created_is_not_changed_by_the_next_apply(emulator: Emulator) -> None:
    wanted = declare(cases_of_type(Function), "environment", lambda aws: {"NAME": "value"})
    applied(emulator, wanted)
    assert not planned(emulator, wanted).to_do


each_type = pytest.mark.parametrize("cls", [pytest.param(cls, id=cls.TYPE) for cls in TYPES])


@each_type
def test_every_field_that_can_change_has_a_case(cls: type[AwsResource]) -> None:
    changeable = {
        name for name, carried in fields_of(cls).items() if not carried.own and IDENTITY not in carried.update
    }
    of = cases_of_type(cls)
    assert of.fields.keys() | of.tested_elsewhere.keys() == changeable


@each_type
def test_a_gap_of_an_emulator_is_one_of_a_field_that_is_tested(cls: type[AwsResource]) -> None:
    of = cases_of_type(cls)
    assert {field for _, field in (*of.gaps, *of.unchangeable)} <= of.fields.keys()
    assert {name for name, _ in (*of.gaps, *of.unchangeable)} <= set(EMULATORS)


@each_type
def test_what_an_emulator_cannot_change_is_an_operation_that_it_lacks(
    request: pytest.FixtureRequest, cls: type[AwsResource]
) -> None:
    for name, operation in {(name, operation) for (name, _), operation in cases_of_type(cls).unchangeable.items()}:
        service, _, method = operation.partition(":")
        client = request.getfixturevalue(name).client(service)
        shape = client.meta.service_model.operation_model(method).input_shape
        required = {one: 1 if shape.members[one].type_name == "integer" else "any" for one in shape.required_members}
        with pytest.raises(ClientError) as raised:
            client._make_api_call(method, required or {"Name": "any"})  # pyright: ignore[reportPrivateUsage]  any operation
        assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] >= 404  # pyright: ignore[reportTypedDictNotRequiredAccess]


def test_a_field_that_replaces_says_so_in_the_plan(emulator: Emulator) -> None:
    role = cases_of_type(Role)
    applied(emulator, declare(role, "path", None))
    (change,) = planned(emulator, declare(role, "path", lambda aws: "/service/")).to_do
    assert change.action == "replace"
    assert [one.path for one in change.differences if one.replaces] == [("path",)]


@each_type
def test_only_what_aws_cannot_change_replaces(cls: type[AwsResource]) -> None:
    replacing = {name for name, carried in fields_of(cls).items() if FIXED in carried.update}
    assert replacing == cases_of_type(cls).replacing
