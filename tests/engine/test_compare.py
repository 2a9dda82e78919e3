"""Comparing: each value that differs, nothing else, and no secret on either side."""

from __future__ import annotations

import operator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.fakes import Account, Cloud, Thing
from touchdown.engine.change import ABSENT, Difference
from touchdown.engine.compare import creations, differences, is_sensitive_name
from touchdown.engine.observed import Observed
from touchdown.model.output import Secret

# The first draw builds Hypothesis's tables, which takes seconds on a busy machine.

COVERED = "(sensitive)"


def compared(declared: dict[str, Any], seen: dict[str, Any], **same: Any) -> list[Difference]:
    def is_same(field: str, declared: Any, seen: Any) -> bool:
        return bool(same.get(field, operator.eq)(declared, seen))

    return list(differences(Thing(name="a"), declared, Observed("thing", "a", "arn", seen, "shop", None), is_same))


def in_settings(new: Any, old: Any) -> list[tuple[str, Any, Any]]:
    """The differences of a field whose values may be secrets: path, old, new."""
    found = compared({"settings": new}, {"settings": old})
    assert all(one.path[0] == "settings" for one in found)
    return [(".".join(one.path[1:]), one.old, one.new) for one in found]


def in_plain(new: Any, old: Any) -> list[tuple[str, Any, Any]]:
    """The same of a field that holds no secrets."""
    return [(".".join(one.path[1:]), one.old, one.new) for one in compared({"helper": new}, {"helper": old})]


def unknown() -> str:
    thing = Thing(name="other")
    thing.account = Account("main", Cloud())
    return thing.url


NAMES = st.text("abAB_", max_size=3)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=5,
)


@given(value=JSON)
def test_equal_values_do_not_differ(value: Any) -> None:
    assert not compared({"settings": value}, {"settings": value})


@given(new=JSON, old=JSON)
def test_values_that_differ_are_told_somehow_and_equal_ones_are_not(new: Any, old: Any) -> None:
    assert bool(compared({"settings": new}, {"settings": old})) == (new != old)


@given(new=st.dictionaries(NAMES, JSON, max_size=3), old=st.dictionaries(NAMES, JSON, max_size=3))
def test_no_difference_has_two_equal_sides_unless_both_are_covered(new: Any, old: Any) -> None:
    assert all(one.sensitive or one.old != one.new for one in compared({"settings": new}, {"settings": old}))


@pytest.mark.parametrize(
    ("new", "old", "expected"),
    [
        pytest.param({"a": 1}, {"a": 2}, [("a", 2, 1)], id="a value changed"),
        pytest.param({"a": 1}, {}, [("a", ABSENT, 1)], id="a key added"),
        pytest.param({}, {"a": 1}, [("a", 1, ABSENT)], id="a key removed"),
        pytest.param({"b": 1, "c": 1}, {"a": 1, "b": 1}, [("a", 1, ABSENT), ("c", ABSENT, 1)], id="a key renamed"),
        pytest.param({"a": {"b": {"c": 1}}}, {"a": {"b": {"c": 2}}}, [("a.b.c", 2, 1)], id="nested"),
        pytest.param({"a": {"b": 1}}, {}, [("a.b", ABSENT, 1)], id="a dictionary added"),
        pytest.param({}, {"a": {"b": 1}}, [("a.b", 1, ABSENT)], id="a dictionary removed"),
        pytest.param(None, {"a": 1}, [("a", 1, ABSENT)], id="all taken away"),
        pytest.param({"a": 1}, None, [("a", ABSENT, 1)], id="the first of all"),
        pytest.param({"a": {}}, {}, [("a", ABSENT, {})], id="an empty dictionary added"),
        pytest.param({"a": None}, {}, [("a", ABSENT, None)], id="none added"),
        pytest.param({"a": [1, 2]}, {"a": [1, 3]}, [("a", [1, 3], [1, 2])], id="a list of plain values"),
        pytest.param(
            {"a": [{"b": 1}, {"c": 1}]}, {"a": [{"b": 2}]}, [("a.0.b", 2, 1), ("a.1.c", ABSENT, 1)], id="statements"
        ),
        pytest.param({"a": 1}, {"a": {"b": 1}}, [("a", {"b": 1}, 1)], id="a dictionary became a number"),
        pytest.param({"a": {"b": 1}}, {"a": 1}, [("a", 1, {"b": 1})], id="a number became a dictionary"),
        pytest.param({"a": "1"}, {"a": 1}, [("a", 1, "1")], id="another type"),
        pytest.param({1: 2}, {1: 3}, [("1", 3, 2)], id="a key that is a number"),
    ],
)
def test_dictionaries_are_compared_key_by_key(new: Any, old: Any, expected: list[tuple[str, Any, Any]]) -> None:
    assert in_plain(new, old) == expected


def test_what_a_removed_or_changed_value_was_before_is_covered_where_it_may_have_been_a_secret() -> None:
    assert in_settings({}, {"URL": "postgres://u:hush@h"}) == [("URL", COVERED, ABSENT)]
    assert in_settings({"URL": "new"}, {"URL": "postgres://u:hush@h"}) == [("URL", COVERED, "new")]
    assert in_settings(None, {"URL": "postgres://u:hush@h"}) == [("URL", COVERED, ABSENT)]


def test_a_field_that_was_not_read_differs_from_any_value() -> None:
    assert compared({"size": 1}, {}) == [Difference(("size",), None, 1)]


def test_a_field_that_is_not_declared_is_not_compared() -> None:
    assert not compared({}, {"size": 1})


def test_a_field_may_have_an_equality_of_its_own() -> None:
    assert not compared({"text": "A"}, {"text": "a"}, text=lambda new, old: new.lower() == old.lower())
    assert compared({"text": "A"}, {"text": "b"}, text=lambda new, old: new.lower() == old.lower())


def test_an_equality_of_its_own_is_asked_with_the_secret_that_is_sent() -> None:
    assert not compared({"text": Secret("HUSH")}, {"text": "hush"}, text=lambda new, old: new.lower() == old.lower())


def test_a_field_that_cannot_change_says_that_it_replaces() -> None:
    assert [one.replaces for one in compared({"kind": "new", "size": 1}, {"kind": "old", "size": 2})] == [True, False]


def test_what_is_not_known_yet_always_differs_and_is_shown_by_its_name() -> None:
    url = unknown()
    assert compared({"text": f"{url}/x"}, {"text": "old"}) == [Difference(("text",), "old", "(thing.other.url)/x")]
    assert in_plain({"a": {"b": [url]}}, {"a": {"b": ["old"]}}) == [("a.b", ["old"], ["(thing.other.url)"])]


def test_what_is_not_known_yet_is_shown_by_its_name_in_keys_too() -> None:
    assert in_settings({unknown(): 1}, {}) == [("(thing.other.url)", ABSENT, 1)]


@pytest.mark.parametrize(
    "name",
    """
    DB_PASSWORD PGPASSWORD DBPassword password apiKey API_KEY APIKey TOKEN GITHUB_TOKEN accessToken tokens SECRET
    CLIENT_SECRET clientSecret AWS_SECRET_ACCESS_KEY db.password db-password PRIVATE_KEY credentials REDIS_AUTH
    SENTRY_DSN AUTHORIZATION MYSQL_PWD SSH_PASSPHRASE SALT TLS_CERT
    """.split(),
)
def test_a_name_that_says_secret_covers_both_sides(name: str) -> None:
    assert is_sensitive_name(name)
    assert in_settings({name: "new"}, {name: "old"}) == [(name, COVERED, COVERED)]
    assert in_settings({name: "new"}, {}) == [(name, ABSENT, COVERED)]
    assert in_settings({}, {name: "old"}) == [(name, COVERED, ABSENT)]
    assert in_settings(None, {name: "old"}) == [(name, COVERED, ABSENT)]


@pytest.mark.parametrize(
    "name",
    """
    MONKEY AUTHOR KEYBOARD_LAYOUT TOKENIZER COMPASS PASSENGERS BYPASS SECRETARY DONKEYS AUTHORS keyboard tokenizer
    MONKEY_PATCH STAGE TABLE HAYSTACK_NAME
    """.split(),
)
def test_a_name_that_only_looks_like_it_is_shown(name: str) -> None:
    assert not is_sensitive_name(name)
    assert in_settings({name: "new"}, {name: "old"}) == [(name, COVERED, "new")]


def test_names_matter_only_where_values_may_be_secrets() -> None:
    found = compared({"helper": {"TOKEN": "new"}}, {"helper": {"TOKEN": "old"}})
    assert found == [Difference(("helper", "TOKEN"), "old", "new")]


@pytest.mark.parametrize("field", ["text", "settings", "kind"])
def test_a_secret_covers_both_sides_whatever_the_name(field: str) -> None:
    (found,) = compared({field: f"x={Secret('hush')}"}, {field: "x=mine"})
    assert (found.old, found.new, found.sensitive) == (COVERED, COVERED, True)


def test_a_secret_within_a_list_covers_the_list() -> None:
    assert in_settings({"a": ["x", Secret("hush")]}, {"a": ["y"]}) == [("a", COVERED, COVERED)]


def test_a_secret_that_is_as_it_was_does_not_differ() -> None:
    assert not compared({"settings": {"a": Secret("hush")}}, {"settings": {"a": "hush"}})


def test_a_secret_that_is_as_it_was_is_not_told_when_another_value_differs() -> None:
    assert in_settings({"a": Secret("hush"), "b": 1}, {"a": "hush", "b": 2}) == [("b", COVERED, 1)]


@given(secret=st.text("abcxyz0189", min_size=8, max_size=12), old=st.text(max_size=5))
def test_a_secret_never_reaches_a_difference(secret: str, old: str) -> None:
    hidden = Secret(secret)
    for new in (hidden, f"x{hidden}", {"a": hidden}, [hidden], {"a": [{"b": hidden}]}):
        assert secret not in repr(compared({"settings": new}, {"settings": old}))
        assert secret not in repr(compared({"settings": {"z": new}}, {"settings": {"z": secret}}))
        assert secret not in repr(creations(Thing(name="a"), {"settings": new}))


def test_what_is_created_shows_what_was_given_and_no_defaults() -> None:
    given_values = {"size": 1, "kind": "odd", "text": "", "settings": {"a": 1, "TOKEN": "x"}, "helper": None}
    found = creations(Thing(name="a"), given_values)
    assert [(one.path, one.old, one.new) for one in found] == [
        (("kind",), ABSENT, "odd"),
        (("settings", "a"), ABSENT, 1),
        (("settings", "TOKEN"), ABSENT, COVERED),
    ]
