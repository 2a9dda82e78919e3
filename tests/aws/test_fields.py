"""Every field of every type is held against the service models (DESIGN.md, idea 4)."""

from __future__ import annotations

from collections import defaultdict

import pytest

from tests.support.cases import TYPES
from touchdown.aws.resource import AwsResource
from touchdown.aws.service_model import members, shape
from touchdown.engine.record import mark_of
from touchdown.model.field import FIXED, IDENTITY, fields_of

EACH = [pytest.param(cls, id=cls.TYPE) for cls in TYPES]
FIELDS = [
    pytest.param(cls, name, id=f"{cls.TYPE}.{name}")
    for cls in TYPES
    for name, carried in fields_of(cls).items()
    if not carried.own
]


@pytest.mark.parametrize(("cls", "name"), FIELDS)
def test_a_field_names_members_that_the_service_model_has(cls: type[AwsResource], name: str) -> None:
    carried = fields_of(cls)[name]
    for member in (*carried.create, *carried.update):
        if member not in (FIXED, IDENTITY):
            operation, _, path = member.partition(".")
            assert shape(operation, path) is not None


@pytest.mark.parametrize(("cls", "name"), FIELDS)
def test_a_field_can_be_updated_or_says_that_it_replaces(cls: type[AwsResource], name: str) -> None:
    carried = fields_of(cls)[name]
    assert carried.create
    assert carried.update


@pytest.mark.parametrize("cls", EACH)
def test_a_member_that_no_field_has_is_listed_with_the_reason(cls: type[AwsResource]) -> None:
    mapped: dict[str, set[str]] = defaultdict(set)
    for carried in fields_of(cls).values():
        for member in (*carried.create, *carried.update):
            if member not in (FIXED, IDENTITY):
                operation, _, path = member.partition(".")
                mapped[operation].add(path.partition(".")[0])
    for operation, names in mapped.items():
        left_out = cls.UNSUPPORTED.get(operation, {})
        assert names | set(left_out) == set(members(operation)), operation
        assert not names & set(left_out), operation
        assert all(left_out.values()), operation


@pytest.mark.parametrize("cls", EACH)
def test_what_is_left_out_belongs_to_an_operation_that_is_used(cls: type[AwsResource]) -> None:
    used = {
        member.partition(".")[0] for carried in fields_of(cls).values() for member in (*carried.create, *carried.update)
    }
    assert set(cls.UNSUPPORTED) <= used


@pytest.mark.parametrize("cls", EACH)
def test_fields_are_told_apart_in_the_record_of_what_was_applied(cls: type[AwsResource]) -> None:
    marks = [mark_of(name) for name in fields_of(cls)]
    assert len(marks) == len(set(marks))
