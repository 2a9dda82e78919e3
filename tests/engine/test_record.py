"""The record of what was applied last, and what it tells of changes that somebody else has made."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from tests.engine.fakes import Account, Cloud, lifecycle_of
from touchdown.engine.change import Difference
from touchdown.engine.observed import Observed
from touchdown.engine.record import MOST_FIELDS, changed_outside, from_text, is_newer, record_of, secrets_in, to_text
from touchdown.model.output import Secret

LIFECYCLE = attrs.evolve(lifecycle_of("thing"), meaning={"uses": sorted}, sensitive=frozenset({"settings"}))
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
    assert found({"size": 1.0}, wanted={**APPLIED, "size": 2}) == []
    assert found({"size": 1.5}) == [("size", 1, 1.5)]


def test_of_what_is_no_longer_declared_every_field_is_looked_at() -> None:
    assert found({"text": "two"}, wanted=None) == [("text", "as it was applied", OTHER)]


@pytest.mark.parametrize("record", [None, "2 size=0000", "1 size=0000", "1 7 5d41402a - - - -", "1 ", "3 aabbbb"])
def test_without_a_record_of_this_format_nothing_is_told(record: str | None) -> None:
    assert found({"size": 5}, record=record) is None


def test_the_text_says_what_the_record_holds() -> None:
    record = record_of(LIFECYCLE, {**APPLIED, "settings": {"PIN": Secret("pin-4711")}})
    assert [name for name in ("kind", *APPLIED, "settings") if record.has(name)] == [*APPLIED, "settings"]
    assert from_text(to_text(record)) == record


def test_what_is_not_known_yet_is_left_out_and_nothing_is_told_of_a_secret() -> None:
    thing = Account("main", Cloud()).add_thing(name="other")
    record = record_of(LIFECYCLE, {"size": 1, "text": thing.url, "kind": Secret("p4ss")})
    assert [name for name in ("size", "text", "kind") if record.has(name)] == ["size", "kind"]
    assert secrets_in(from_text(to_text(record)), {"size": 1, "text": "", "kind": ""}) == {"kind"}


def test_what_replaces_a_secret_is_not_told() -> None:
    record = to_text(record_of(LIFECYCLE, {**APPLIED, "text": Secret("p4ss")}))
    assert found({"text": "theirs"}, record=record) == []


def settings(**values: Any) -> Any:
    return record_of(LIFECYCLE, {"settings": values})


def test_of_a_sensitive_mapping_all_but_the_secrets_is_hashed() -> None:
    assert settings(STAGE="dev", PIN=Secret("hush-first")) == settings(STAGE="dev", PIN=Secret("hush-second"))
    assert settings(STAGE="dev", DB_PASSWORD="1") == settings(STAGE="dev", DB_PASSWORD="2")
    assert settings(STAGE="dev", PIN=Secret("hush-first")) != settings(STAGE="prod", PIN=Secret("hush-first"))
    assert settings(PIN=Secret("hush-first")) != settings(PIN=Secret("hush-first"), DB_PASSWORD="1")
    assert settings(PIN=Secret("hush-first")) != settings(PIN="1")
    assert settings(db={"pin": Secret("hush-first")}) == settings(db={"pin": Secret("hush-second")})


def test_a_secret_within_a_sensitive_mapping_is_known_again_by_its_name() -> None:
    record = from_text(to_text(settings(STAGE="dev", PIN=Secret("hush-first"))))
    assert record is not None
    assert [record.may_be_secret(("settings", name)) for name in ("STAGE", "PIN")] == [False, True]


def test_more_secrets_than_a_tag_can_name_are_told_as_the_whole_field() -> None:
    record = settings(**{f"PIN_{number}": Secret("hush-first") for number in range(100)})
    assert record.is_secret("settings")
    assert record.may_be_secret(("settings", "PIN_7"))


def test_of_a_sensitive_mapping_that_somebody_changed_no_secret_is_told_that_the_file_may_have_changed() -> None:
    before, after = {"STAGE": "dev", "TOKEN": "1"}, {"STAGE": "prod", "TOKEN": "2"}
    record = to_text(record_of(LIFECYCLE, {"settings": before}))
    seen = Observed("thing", "a", "arn", {"settings": after}, "shop", None, record=record)
    differing = tuple(Difference(("settings", name), after[name], before[name]) for name in before)
    told = changed_outside(LIFECYCLE, {"settings": before}, seen, differing)
    assert told == (Difference(("settings", "STAGE"), "dev", "prod"),)


def test_forty_fields_fit_into_a_tag() -> None:
    values = {f"field_{number}": number for number in range(MOST_FIELDS)}
    assert MOST_FIELDS == 40
    assert len(to_text(record_of(LIFECYCLE, values))) <= 256
    pins = {name: Secret("hush-first") for name in "abc"}
    assert len(to_text(record_of(LIFECYCLE, {**values, "field_0": 0, "settings": pins}))) <= 256


def test_only_a_higher_number_is_a_newer_format() -> None:
    assert [text for text in (None, "", "1 a=b", "2 aabbbb", "unreadable", "3 aabbbb", "10 ?") if is_newer(text)] == [
        "3 aabbbb",
        "10 ?",
    ]
