"""The record of what was applied last, and what it tells of changes that somebody else has made."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from tests.engine.fakes import Account, Cloud, lifecycle_of
from touchdown.engine.change import Difference
from touchdown.engine.observed import Observed
from touchdown.engine.record import changed_outside, from_text, record_of, secrets_in, to_text
from touchdown.model.output import Secret

LIFECYCLE = attrs.evolve(lifecycle_of("thing"), meaning={"uses": sorted})
APPLIED: dict[str, Any] = {"size": 1, "text": "one", "uses": ["a", "b"]}
OTHER = "another"


def found(there: dict[str, Any], wanted: dict[str, Any] | None = APPLIED, record: str | None = "") -> Any:
    """What was changed outside, as (field, old, new), of a thing that was applied and is there otherwise by now."""
    values = {**APPLIED, **there}
    written = to_text(record_of(LIFECYCLE, APPLIED)) if record == "" else record
    seen = Observed("thing", "a", "arn", values, "shop", None, record=written)
    declared = wanted or {}
    differing = [
        Difference((name,), values[name], value)
        for name, value in declared.items()
        if not LIFECYCLE.is_same(name, value, values[name])
    ]
    told = changed_outside(LIFECYCLE, wanted, seen, tuple(differing))
    return None if told is None else [(".".join(one.path), one.old, one.new) for one in told]


def test_what_somebody_changed_is_told_with_what_was_applied() -> None:
    assert found({"size": 5}) == [("size", 1, 5)]


def test_what_the_file_changes_is_not_told() -> None:
    assert found({}, wanted={**APPLIED, "size": 2}) == []


def test_of_a_field_that_the_file_changes_too_only_the_field_is_known() -> None:
    assert found({"size": 5}, wanted={**APPLIED, "size": 2}) == [("size", "as it was applied", OTHER)]


def test_what_an_apply_that_was_cut_short_has_changed_is_not_told() -> None:
    assert found({"size": 2}, wanted={**APPLIED, "size": 2, "text": "two"}) == []


def test_what_is_only_written_otherwise_is_not_told() -> None:
    assert found({"uses": ["b", "a"]}) == []
    assert found({"uses": ["b", "a"]}, wanted=None) == []


def test_of_what_is_no_longer_declared_every_field_is_looked_at() -> None:
    assert found({"text": "two"}, wanted=None) == [("text", "as it was applied", OTHER)]


@pytest.mark.parametrize("record", [None, "3 size=0000", "2 size=0000", "2 ", "1 7 5d41402a - - - -", "1 "])
def test_without_a_record_of_this_format_nothing_is_told(record: str | None) -> None:
    assert found({"size": 5}, record=record) is None


def test_the_text_says_what_the_record_holds() -> None:
    record = record_of(LIFECYCLE, APPLIED)
    assert sorted(record) == ["size", "text", "uses"]
    assert from_text(to_text(record), APPLIED) == record


def test_a_field_takes_six_characters() -> None:
    names = [f"a_name_that_is_rather_long_{number}" for number in range(40)]
    assert len(to_text(record_of(LIFECYCLE, dict.fromkeys(names, 1)))) == 2 + 40 * 6


def test_what_the_record_holds_of_a_field_that_is_not_known_is_left_out() -> None:
    record = record_of(LIFECYCLE, APPLIED)
    assert from_text(to_text(record), ["size", "new"]) == {"size": record["size"]}


def test_a_record_that_spells_names_out_is_read() -> None:
    said = {name: f"{hashed}00" for name, hashed in record_of(LIFECYCLE, APPLIED).items()}
    former = " ".join(("1", *(f"{name}={hashed}" for name, hashed in said.items()), "kind=+"))
    assert found({"size": 5}, record=former) == [("size", 1, 5)]
    assert found({"size": 5}, wanted=None, record=former) == [("size", "as it was applied", OTHER)]
    assert secrets_in(former, ["kind", *APPLIED]) == {"kind"}


def test_what_is_not_known_yet_is_left_out_and_nothing_is_told_of_a_secret() -> None:
    thing = Account("main", Cloud()).add_thing(name="other")
    record = record_of(LIFECYCLE, {"size": 1, "text": thing.url, "kind": Secret("p4ss")})
    assert sorted(record) == ["kind", "size"]
    assert secrets_in(to_text(record), ["size", "text", "kind"]) == {"kind"}


def test_what_replaces_a_secret_is_not_told() -> None:
    record = to_text(record_of(LIFECYCLE, {**APPLIED, "text": Secret("p4ss")}))
    assert found({"text": "theirs"}, record=record) == []
