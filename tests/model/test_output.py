"""Outputs and secrets: their markers survive being put into texts, and nothing else can be done with them unnoticed."""

from __future__ import annotations

import base64
import copy
import gc
import json
import string
import urllib.parse
import weakref
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.engine.fakes import Account, Cloud, Thing
from touchdown.model.errors import DeclarationError
from touchdown.model.output import (
    Output,
    Secret,
    fragment,
    has_secret,
    has_unknown,
    mask,
    references,
    reveal,
    shown,
    substitute,
)

# The first draw builds Hypothesis's tables, which takes seconds on a busy machine.

MARKER_LENGTH = 28
SHORTEST_PIECE = 9
"""Of any nine characters of a marker, eight are four whole pairs."""


def thing(name: str = "a") -> Thing:
    made = Thing(name=name)
    made.account = Account("main", Cloud())
    return made


URL = thing().url


def has_no_head(text: str) -> bool:
    """Hypothesis reads the head of all markers in our source and tries it, but it is one of their pieces."""
    return "T0U1C2H3" not in text.upper()


TEXTS = st.text().filter(has_no_head)
VALUES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60)

WRITTEN: dict[str, Callable[[str, str], Any]] = {
    "f-string": lambda text, marker: f"{text}{marker}{text}",
    "format": lambda text, marker: "{}{m}".format(text, m=marker),  # noqa: UP032  what it tests
    "percent": lambda text, marker: "%s%s" % (text, marker),  # noqa: UP031  what it tests
    "sum": lambda text, marker: text + marker + text,
    "join": lambda text, marker: ",".join([text, marker]),
    "join of one": lambda text, marker: "".join([marker]),
    "separator": lambda text, marker: marker.join(["x", text, "y"]),
    "str": lambda text, marker: str(marker),
    "value": lambda text, marker: {text: marker},
    "key": lambda text, marker: {f"{text}{marker}": 1},
    "nested": lambda text, marker: {"a": [{text: ({"b": [text, marker]},)}]},
    "JSON": lambda text, marker: json.dumps({text: [marker]}),
    "indented JSON": lambda text, marker: json.dumps({marker: text}, indent=2),
    "JSON in JSON": lambda text, marker: json.dumps({"a": json.dumps([text, marker])}),
    "quoted": lambda text, marker: urllib.parse.quote(f"https://{text}/{marker}?{text}"),
    "query": lambda text, marker: urllib.parse.urlencode({"a": f"{text}={marker}"}),
}


@pytest.mark.parametrize("write", WRITTEN.values(), ids=WRITTEN.keys())
@given(text=TEXTS)
def test_a_marker_survives(write: Callable[[str, str], Any], text: str) -> None:
    written = write(text, URL)
    assert URL in list(references(written))
    assert fragment(written) is None


@pytest.mark.parametrize("write", WRITTEN.values(), ids=WRITTEN.keys())
@given(text=TEXTS, value=st.text(string.ascii_letters + string.digits))
def test_what_is_put_in_is_what_would_have_been_written(
    write: Callable[[str, str], Any], text: str, value: str
) -> None:
    assert substitute(write(text, URL), lambda _: value) == write(text, value)


@given(before=TEXTS, after=TEXTS, value=VALUES)
def test_exactly_the_value_is_put_in(before: str, after: str, value: str) -> None:
    assert substitute(f"{before}{URL}{after}", lambda _: value) == f"{before}{value}{after}"


@given(names=st.lists(st.sampled_from("abc"), min_size=1, max_size=8), text=TEXTS)
def test_each_marker_gets_its_own_value(names: list[str], text: str) -> None:
    things = {name: thing(name) for name in set(names)}
    written = text.join(things[name].url for name in names)
    assert substitute(written, lambda output: output.resource.name) == text.join(names)
    assert [output.resource.name for output in references(written)] == names


def test_a_value_that_looks_like_a_marker_is_not_replaced_again() -> None:
    assert substitute(f"{URL}", lambda _: str(thing("b").url)) != "b"


def test_what_is_not_known_stays() -> None:
    written = {"a": f"x{URL}"}
    assert substitute(written, lambda _: None) == written
    assert has_unknown(written)
    assert not has_unknown(substitute(written, lambda _: "known"))


def test_an_output_is_the_same_each_time_and_tells_where_it_comes_from() -> None:
    one = thing()
    assert one.url is one.url
    (found,) = references(one.url)
    assert (found.resource, found.attribute) == (one, "url")


def test_what_was_declared_is_not_kept_for_its_outputs() -> None:
    """A process may make many workspaces, each with its connections."""
    made = thing()
    text, kept = f"{made.url}", weakref.ref(made)
    assert has_unknown(text)
    del made
    gc.collect()
    assert kept() is None
    assert not has_unknown(text)


def test_a_secret_is_kept_though_only_a_text_has_its_marker() -> None:
    text = f"{Secret('kept in a text')}"
    gc.collect()
    assert reveal(text) == "kept in a text"


def test_outputs_of_different_things_are_different_texts() -> None:
    assert len({str(output) for one in (thing(), thing()) for output in (one.url, one.arn)}) == 4


@given(
    value=st.recursive(
        st.just(URL),
        lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(TEXTS, inner, min_size=1, max_size=3),
        max_leaves=5,
    )
)
def test_references_finds_what_is_nested(value: Any) -> None:
    assert URL in list(references(value))


def test_references_finds_what_is_in_keys_and_tuples_and_sets() -> None:
    for value in ({f"a{URL}": 1}, (1, URL), {URL}, frozenset([URL]), [{"a": ({URL: None},)}]):
        assert list(references(value)) == [URL]


def test_values_that_are_no_text_stay_as_they_are() -> None:
    value = {"a": [1, None, 2.5, True, b"bytes", ("b",)]}
    assert substitute(value, lambda _: "x") == value
    assert not has_unknown(value)
    assert fragment(value) is None


LOOKS: dict[str, Callable[[str], Any]] = {
    "in": lambda text: "x" in text,
    "index": lambda text: text[0],
    "slice": lambda text: text[:5],
    "iteration": lambda text: list(text),
    "unpacking": lambda text: [*text],
    "len": len,
    "percent": lambda text: text % "x",
    "times": lambda text: text * 2,
    "times from the left": lambda text: 2 * text,
    "width": lambda text: f"{text:>40}",
    "precision": lambda text: f"{text:.5}",
    "reversed": lambda text: list(reversed(text)),
    "quote": urllib.parse.quote,
    "maketrans and translate": lambda text: text.translate(str.maketrans("a", "b")),
}
HARMLESS = {"join", "maketrans"}
"""The first keeps the text whole, the second doesn't look at it."""
ARGUMENTS: dict[str, tuple[Any, ...]] = {"replace": ("a", "b"), "translate": ({},), "format_map": ({},)}
NO_ARGUMENTS = """
    capitalize casefold encode expandtabs format isalnum isalpha isascii isdecimal isdigit isidentifier islower
    isnumeric isprintable isspace istitle isupper lower lstrip rsplit rstrip split splitlines strip swapcase title upper
""".split()
NUMBER = "center ljust rjust zfill".split()
METHODS = sorted(name for name in dir(str) if not name.startswith("_") and name not in HARMLESS)


def called(name: str) -> Callable[[str], Any]:
    arguments = ARGUMENTS.get(name, () if name in NO_ARGUMENTS else (3,) if name in NUMBER else ("a",))
    getattr("text", name)(*arguments) if name not in ("index", "rindex") else None
    return lambda text: getattr(text, name)(*arguments)


@pytest.mark.parametrize("marker", [URL, Secret("hush")], ids=["output", "secret"])
@pytest.mark.parametrize("look", [*LOOKS.values(), *map(called, METHODS)], ids=[*LOOKS.keys(), *METHODS])
def test_looking_into_the_text_raises_with_what_to_do_instead(marker: str, look: Callable[[str], Any]) -> None:
    with pytest.raises(DeclarationError, match="nothing can look into its text") as caught:
        look(marker)
    assert "as a whole" in caught.value.hint


def test_the_error_of_a_look_names_the_output() -> None:
    with pytest.raises(DeclarationError, match=r"^thing\.a\.url isn't known"):
        URL.split(":")


def test_an_output_can_be_compared_hashed_sorted_copied_and_tested() -> None:
    other = thing("b").url
    assert other != URL
    assert URL == str(URL)  # noqa: SIM300  both orders are tried
    assert len({URL, other, URL}) == 2
    assert sorted([URL, other])
    assert bool(URL)
    assert copy.copy(URL) is URL
    assert copy.deepcopy({"a": [URL]})["a"][0] is URL


def test_deep_copies_keep_secrets_secret() -> None:
    secret = Secret("hush")
    assert copy.deepcopy([secret])[0] is secret


@st.composite
def cuts(draw: st.DrawFn) -> tuple[str, str]:
    """A text with a marker, cut so that some of the marker is lost and enough of it is left; and what is left."""
    start = draw(st.integers(0, MARKER_LENGTH - SHORTEST_PIECE))
    end = draw(st.integers(start + SHORTEST_PIECE, MARKER_LENGTH - (start == 0)))
    piece = str(URL)[start:end]
    before = draw(TEXTS) if start == 0 else ""
    after = draw(TEXTS) if end == MARKER_LENGTH else ""
    return f"{before}{piece}{after}", piece


@given(cut=cuts())
def test_a_piece_of_a_marker_is_found(cut: tuple[str, str]) -> None:
    text, _ = cut
    assert fragment(text)
    assert fragment({"a": [text]})
    assert fragment({text: 1})


@given(cut=cuts(), before=TEXTS, after=TEXTS)
def test_a_piece_is_found_beside_other_text(cut: tuple[str, str], before: str, after: str) -> None:
    assert fragment(f"{before}{cut[1]}{after}")


@given(cut=cuts())
def test_a_piece_is_found_beside_whole_markers(cut: tuple[str, str]) -> None:
    other = thing("b").arn
    assert fragment(f"{other}{cut[1]}")
    assert fragment(f"{cut[1]}{other}")
    assert fragment(f"{URL}{cut[1]}{URL}")


def test_nine_characters_of_a_marker_are_always_enough_and_seven_never_are() -> None:
    marker = str(URL)
    pieces = {length: [marker[at : at + length] for at in range(MARKER_LENGTH - length + 1)] for length in (7, 8, 9)}
    assert len(marker) == MARKER_LENGTH
    assert all(fragment(piece) for piece in pieces[9])
    assert [bool(fragment(piece)) for piece in pieces[8]] == [at % 2 == 0 for at in range(21)]
    assert not any(fragment(piece) for piece in pieces[7])


CHANGES: dict[str, Callable[[str], str]] = {
    "lower": str.lower,
    "capitalize": str.capitalize,
    "swapcase": str.swapcase,
    "one character": lambda text: text.replace(text[20], "!", 1),
    "an end": lambda text: text.rstrip(text[-1]),
    "a width": lambda text: "%.20s" % text,  # noqa: UP031  what it tests
    "lines": lambda text: f"{text[:14]}\n{text[14:]}",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_changed_marker_is_found(change: Callable[[str], str]) -> None:
    assert fragment(change(f"{URL}"))


def test_a_piece_within_a_secret_is_found() -> None:
    assert fragment(Secret(f"{URL}"[:20]))
    assert fragment(Secret(f"x{URL}")) is None


AWS_IDS = st.builds(
    lambda prefix, rest: prefix + rest,
    st.sampled_from(["AKIA", "AROA", "AIDA", "ASIA", "AGPA"]),
    st.text(string.ascii_uppercase + "234567", min_size=16, max_size=17),
)
TEXTS_OF_USERS = st.one_of(
    TEXTS,
    st.text(string.ascii_letters + string.digits),
    st.text("0123456789abcdefABCDEF", min_size=32, max_size=128),
    st.binary().map(lambda data: base64.b64encode(data).decode()),
    st.binary().map(lambda data: base64.b32encode(data).decode()),
    st.uuids().map(str),
    st.uuids().map(lambda uuid: uuid.hex.upper()),
    AWS_IDS,
    st.builds("i-{}".format, st.text("0123456789abcdef", min_size=17, max_size=17)),
)


@given(text=TEXTS_OF_USERS.filter(has_no_head))
@example("G0H1J2K3L4M5N6P7")
@example("A1B2C3D4E5F6")
def test_the_text_of_a_user_is_never_mistaken_for_a_piece(text: str) -> None:
    assert fragment({text: [text]}) is None
    assert not has_unknown(text)


# Secrets are masked in all texts of this process from then on, those of other tests included: none may be short.
SECRETS = VALUES.map("sesame: {}".format)


@given(value=SECRETS, before=TEXTS)
def test_a_secret_stays_secret_until_it_is_sent(value: str, before: str) -> None:
    written = {"a": [f"{before}{Secret(value)}"]}
    assert shown(written) == {"a": [f"{before}(secret)"]}
    assert substitute(written, lambda _: "x") == written
    assert reveal(written) == {"a": [f"{before}{value}"]}
    assert has_secret(written)
    assert not has_secret(reveal(written))
    assert not has_unknown(written)


def test_a_secret_does_not_show_itself() -> None:
    secret = Secret("hush-hush")
    for text in (
        repr(secret),
        str(secret),
        f"{secret!r}",
        f"{[secret]}",
        json.dumps([secret]),
        repr(Thing(name="a", text=secret)),
    ):
        assert "hush" not in text


def test_a_secret_must_be_a_text() -> None:
    with pytest.raises(DeclarationError, match=r"takes a text, and was given a value of the type int"):
        Secret(5)  # type: ignore[arg-type]  what it tests


def test_shown_names_outputs() -> None:
    assert shown({"a": f"x{URL}", URL: [URL]}) == {"a": "x(thing.a.url)", "(thing.a.url)": ["(thing.a.url)"]}


@given(value=st.text("abcxyz", min_size=12, max_size=20), before=TEXTS, after=TEXTS)
def test_a_secret_is_masked_in_texts_from_elsewhere(value: str, before: str, after: str) -> None:
    secret = Secret(value)
    assert value not in mask(f"{before}{value}{after}")
    assert secret  # it is known for as long as it is there


def test_masking_leaves_other_texts_alone() -> None:
    Secret("")
    assert mask("AWS said no.") == "AWS said no."


def test_a_secret_that_begins_with_another_is_masked_whole() -> None:
    shorter, longer = Secret("opensesame"), Secret("opensesame-and-more")
    assert mask("It is opensesame-and-more.") == "It is (secret)."
    assert shorter != longer


def test_a_secret_may_hold_outputs_and_secrets() -> None:
    secret = Secret(f"https://me:{Secret('nested-hush')}@{URL}")
    assert list(references([secret])) == [URL]
    assert has_unknown(secret)
    known = substitute({"a": f"{secret}!"}, lambda _: "host")
    assert not has_unknown(known)
    assert shown(known) == {"a": "(secret)!"}
    assert reveal(known) == {"a": "https://me:nested-hush@host!"}
    assert mask("at https://me:nested-hush@host") == "at (secret)"


def test_an_output_is_a_text_for_libraries_that_ask() -> None:
    assert isinstance(URL, str)
    assert isinstance(URL, Output)
