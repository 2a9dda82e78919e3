"""Each type has cases for the tests that go over all types; where one has none, they say what is missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support import cases
from tests.support.cases import SERVICES, TYPES, Version, all_cases, called, cases_of, cases_of_type, lasting
from tests.support.services import NOT_YET, SETTLING
from touchdown import Workspace
from touchdown.aws.resource import AwsResource
from touchdown.aws.service import Service
from touchdown.engine.waits import Settling

each_service = pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)

BY_COMMANDS = {"lambda:Invoke"}
"""Operations that say "not yet" and are called by a command, not by a change."""


@pytest.mark.parametrize("cls", [pytest.param(cls, id=cls.TYPE) for cls in TYPES])
def test_each_type_has_cases(cls: type[AwsResource]) -> None:
    assert cases_of_type(cls).cls is cls


@each_service
def test_the_cases_of_a_service_are_of_its_own_types_operations_and_states(service: Service) -> None:
    found = cases_of(service)
    assert {one.cls.__module__.split(".")[2].rstrip("_") for one in found.types} == {service.name}
    operations = [*found.called, *found.not_called, *(row.operation for row in found.lasting)]
    assert [one for one in operations if one.partition(":")[0] != service.name] == []


@each_service
def test_what_a_service_declares_of_everything_differs_in_all_that_can_be_changed(service: Service) -> None:
    versions: list[dict[str, AwsResource]] = []
    for number in (1, 2):
        workspace = Workspace("shop")
        aws = workspace.add_aws(region="eu-west-1", account="123456789012")
        made = Version(aws, number, "/", force_destroy=False)
        for one in cases_of(service).everything:
            made.the(one)
        workspace.complete()
        versions.append({one.address: one for one in aws.resources.values() if isinstance(one, AwsResource)})
    first, second = versions
    # What comes along may be another one, as an integration for another timeout.
    of_itself = [{address for address, one in version.items() if one.implied_by is None} for version in versions]
    assert of_itself[0] == of_itself[1]
    for cls in (of.cls for of in cases_of(service).types if not of.left_out):
        named = [address for address, one in first.items() if type(one) is cls]
        assert any(one not in second or first[one].values() != second[one].values() for one in named), cls.TYPE


def test_each_call_that_is_answered_with_not_yet_can_be_made() -> None:
    of_types = {row.operation for row in NOT_YET if not row.operation.startswith("s3:")} - BY_COMMANDS
    assert all(called(operation) for operation in of_types)


@pytest.mark.parametrize("state", [pytest.param(row, id=row.sentence) for row in SETTLING])
def test_each_state_can_be_made_to_last(state: Settling) -> None:
    assert lasting(state)


def test_no_operation_is_brought_about_in_two_ways() -> None:
    operations = [operation for _, found in all_cases() for operation in found.called]
    assert len(operations) == len(set(operations))


def test_a_service_without_a_file_is_told_with_the_file_to_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cases, "TESTS", tmp_path)
    with pytest.raises(AssertionError, match=r"There is no tests/aws/\w+/cases\.py: write one"):
        cases_of(SERVICES[0])


def test_a_type_without_cases_is_told_with_the_file_to_add_it_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases, "SERVICES", [one for one in SERVICES if one.name != "sqs"])
    (queue,) = [cls for cls in TYPES if cls.TYPE == "sqs_queue"]
    said = "sqs_queue has no cases: add a TypeCases to CASES in tests/aws/sqs/cases.py."
    with pytest.raises(AssertionError, match=re.escape(said)):
        cases_of_type(queue)


def test_a_call_and_a_state_without_a_way_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases, "SERVICES", [])
    with pytest.raises(AssertionError, match="Nothing says how sqs:CreateQueue is called"):
        called("sqs:CreateQueue")
    with pytest.raises(AssertionError, match="Nothing says how the state of"):
        lasting(SETTLING[0])
