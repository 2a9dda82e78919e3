"""Fields: what a type says of each, and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import attrs
import pytest

from touchdown.model.field import FIXED, IDENTITY, Members, defaults_of, field, fields_of, resource
from touchdown.model.place import Place
from touchdown.model.resource import Resource, output, output_of, outputs_of


@resource
class Lamp(Resource):
    """A lamp."""

    TYPE: ClassVar[str] = "lamp"

    watts: int = field(create="shop:Make.Watts", update="shop:Change.Watts")
    socket: str = field(default="E27", create="shop:Make.Socket", update=FIXED)
    labels: Mapping[str, str] = field(
        factory=dict[str, str],
        create=("shop:Make.Labels", "shop:Label.Labels"),
        update="shop:Label.Labels",
        sensitive=True,
    )
    dimmed: bool = field(default=False)
    lit: bool = attrs.field(init=False, default=False)

    @output
    def arn(self, place: Place) -> str:
        """The lamp's ARN."""
        return place.arn("shop", f"lamp/{self.name}")

    @output
    def serial(self, place: Place) -> str | None:
        """Known once it is made."""


def test_the_fields_of_a_type_are_those_that_a_user_gives() -> None:
    assert list(fields_of(Lamp)) == ["name", "watts", "socket", "labels", "dimmed", "protect", "depends_on", "ignore"]


def test_a_field_names_its_members() -> None:
    fields = fields_of(Lamp)
    assert fields["watts"] == Members(("shop:Make.Watts",), ("shop:Change.Watts",), sensitive=False)
    assert fields["labels"] == Members(
        ("shop:Make.Labels", "shop:Label.Labels"), ("shop:Label.Labels",), sensitive=True
    )
    assert fields["socket"].update == (FIXED,)
    assert fields["name"].update == (IDENTITY,)


def test_a_field_without_members_is_our_own() -> None:
    assert {name for name, members in fields_of(Lamp).items() if members.own} == {
        "protect",
        "dimmed",
        "depends_on",
        "ignore",
    }


def test_defaults_are_those_of_fields_that_need_not_be_given() -> None:
    assert defaults_of(Lamp) == {
        "protect": False,
        "depends_on": [],
        "ignore": [],
        "socket": "E27",
        "labels": {},
        "dimmed": False,
    }


def test_a_default_that_is_made_is_made_for_each() -> None:
    assert Lamp(name="a", watts=5).labels is not Lamp(name="b", watts=5).labels
    assert defaults_of(Lamp)["labels"] is not defaults_of(Lamp)["labels"]


def test_a_resource_takes_keywords_only() -> None:
    with pytest.raises(TypeError):
        Lamp("a", 5)  # type: ignore[misc]  what it tests


def test_two_resources_of_equal_values_are_two() -> None:
    assert Lamp(name="a", watts=5) != Lamp(name="a", watts=5)


def test_values_are_by_field() -> None:
    assert Lamp(name="a", watts=5).values() == {
        "name": "a",
        "protect": False,
        "depends_on": [],
        "ignore": [],
        "watts": 5,
        "socket": "E27",
        "labels": {},
        "dimmed": False,
    }


def test_outputs_of_a_type_are_found_by_name() -> None:
    place = Place("123456789012", "aws", "eu-west-1")
    lamp = Lamp(name="a", watts=5)
    assert list(outputs_of(Lamp)) == ["arn", "serial"]
    assert output_of(Lamp, "arn").__doc__ == "The lamp's ARN."
    assert lamp.predict("arn", place) == "arn:aws:shop:eu-west-1:123456789012:lamp/a"
    assert lamp.predict("serial", place) is None


def test_a_service_without_regions_has_arns_without_one() -> None:
    assert Place("1", "aws-cn", "cn-north-1").arn("iam", "role/a", everywhere=True) == "arn:aws-cn:iam::1:role/a"
