"""Endings of addresses: where they begin, and which address they mean."""

from __future__ import annotations

import pytest

from touchdown.model.addresses import addresses_ending, closest, endings, refuse_several, single_endings
from touchdown.model.errors import CommandLineError

HELLO = {"eu/lambda_function.hello": ("lambda_function", "hello")}
PICS = {
    "eu/s3_bucket.pics": ("s3_bucket", "pics"),
    "eu/s3_bucket.pics:object.in/a.jpg": ("s3_bucket:object", "pics:in/a.jpg"),
}
URL = {"eu/lambda_function.hello:url": ("lambda_function:url", "hello:")}


@pytest.mark.parametrize(
    ("kind", "identity", "expected"),
    [
        ("lambda_function", "hello", ["lambda_function.hello", "hello"]),
        (
            "s3_bucket:object",
            "pics:in/a.jpg",
            ["s3_bucket.pics:object.in/a.jpg", "pics:object.in/a.jpg", "object.in/a.jpg", "in/a.jpg"],
        ),
        ("lambda_function:url", "hello:", ["lambda_function.hello:url", "hello:url", "url"]),
        (
            "events_event_bus:rule:target",
            "shop:paid:lambda_function.worker",
            [
                "events_event_bus.shop:rule.paid:target.lambda_function.worker",
                "shop:rule.paid:target.lambda_function.worker",
                "rule.paid:target.lambda_function.worker",
                "paid:target.lambda_function.worker",
                "target.lambda_function.worker",
                "lambda_function.worker",
            ],
        ),
        (
            "s3_bucket:object",
            "pics:a:b.c",
            ["s3_bucket.pics:object.a:b.c", "pics:object.a:b.c", "object.a:b.c", "a:b.c"],
        ),
    ],
    ids=["a type", "a kind", "a kind without a name", "a kind of a kind", "a name with a colon"],
)
def test_an_ending_begins_at_a_type_a_kind_or_a_whole_name(kind: str, identity: str, expected: list[str]) -> None:
    assert list(endings(kind, identity)) == expected


@pytest.mark.parametrize(
    "typed", ["eu/s3_bucket.pics:object.in/a.jpg", "s3_bucket.pics:object.in/a.jpg", "object.in/a.jpg", "in/a.jpg"]
)
def test_an_address_is_meant_by_itself_and_by_its_endings(typed: str) -> None:
    assert addresses_ending(typed, {**HELLO, **PICS}) == ["eu/s3_bucket.pics:object.in/a.jpg"]


@pytest.mark.parametrize("typed", ["a.jpg", "jpg", "llo", "function.hello", "ics", "u/lambda_function.hello", ""])
def test_an_ending_that_begins_within_a_name_or_a_type_means_nothing(typed: str) -> None:
    assert addresses_ending(typed, {**HELLO, **PICS}) == []


def test_a_kind_without_a_name_is_an_ending() -> None:
    assert addresses_ending("url", {**HELLO, **URL}) == ["eu/lambda_function.hello:url"]


def test_a_name_means_all_that_are_called_so() -> None:
    both = {
        **HELLO,
        "us/lambda_function.hello": ("lambda_function", "hello"),
        "eu/iam_role.hello": ("iam_role", "hello"),
    }
    assert addresses_ending("lambda_function.hello", both) == ["eu/lambda_function.hello", "us/lambda_function.hello"]
    assert addresses_ending("hello", both) == list(both)
    assert addresses_ending("iam_role.hello", both) == ["eu/iam_role.hello"]


def test_a_whole_address_means_itself_even_if_another_ends_in_it() -> None:
    called_so = {"eu/s3_bucket.b:object.eu/lambda_function.hello": ("s3_bucket:object", "b:eu/lambda_function.hello")}
    assert addresses_ending("eu/lambda_function.hello", {**HELLO, **called_so}) == ["eu/lambda_function.hello"]


def test_an_address_from_its_type_on_means_itself_though_a_target_is_called_after_it() -> None:
    worker, target = "eu/lambda_function.worker", "eu/events_event_bus.shop:rule.paid:target.lambda_function.worker"
    known = {
        worker: ("lambda_function", "worker"),
        target: ("events_event_bus:rule:target", "shop:paid:lambda_function.worker"),
    }
    assert addresses_ending("lambda_function.worker", known) == [worker]
    assert single_endings(known)["lambda_function.worker"] == worker
    assert addresses_ending("target.lambda_function.worker", known) == [target]


def test_several_are_refused_with_a_list_of_them() -> None:
    with pytest.raises(CommandLineError) as raised:
        refuse_several("hello", ["eu/iam_role.hello", "eu/lambda_function.hello"], "--target")
    assert raised.value.what == "--target hello: 2 addresses end in that."
    assert raised.value.hint == "Write eu/iam_role.hello or eu/lambda_function.hello."
    refuse_several("hello", ["eu/iam_role.hello"])


def test_endings_of_one_address_are_known_with_it() -> None:
    role = {"eu/iam_role.hello": ("iam_role", "hello")}
    assert single_endings({**HELLO, **role}) == {
        "lambda_function.hello": "eu/lambda_function.hello",
        "iam_role.hello": "eu/iam_role.hello",
    }


@pytest.mark.parametrize(
    ("typed", "meant"), [("eu/lambda_function.helo", "eu/lambda_function.hello"), ("helo", "hello"), ("other", None)]
)
def test_the_closest_is_an_address_or_an_ending(typed: str, meant: str | None) -> None:
    assert closest(typed, HELLO) == meant
