"""What is wrong with a declaration is told before anything is asked, and all of it in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal

import pytest

from tests.engine.fakes import Account, Cloud, Thing, shop
from touchdown.model.check import check
from touchdown.model.errors import DeclarationError
from touchdown.model.field import field, resource
from touchdown.model.output import Secret
from touchdown.model.resource import Resource


@resource
class Typed(Resource):
    """One field for each way of writing a type."""

    TYPE: ClassVar[str] = "typed"

    text: str = field(default="")
    number: int = field(default=0)
    flag: bool = field(default=False)
    maybe: int | None = field(default=None)
    one_of: Literal["a", "b"] = field(default="a")
    texts: Sequence[str] = field(factory=list[str])
    by_name: Mapping[str, str] = field(factory=dict[str, str])
    thing: Thing | str | None = field(default=None)
    plain: str = field(default="", known=True)


@pytest.fixture
def account() -> Account:
    return Account("main", Cloud())


def problems(account: Account) -> list[str]:
    """All that is said to be wrong."""
    with pytest.raises(DeclarationError) as caught:
        check(shop(account))
    return [error.what for error in (caught.value, *caught.value.others)]


def with_value(account: Account, **values: Any) -> Account:
    account.register(Typed(name="a", **values))
    return account


@pytest.mark.parametrize(
    "values",
    [
        {"text": "x"},
        {"text": Secret("hush")},
        {"number": 5},
        {"flag": True},
        {"maybe": None},
        {"maybe": 5},
        {"one_of": "b"},
        {"texts": ["x"]},
        {"texts": ("x",)},
        {"by_name": {"x": "y"}},
        {"thing": "x"},
        {"thing": Thing(name="b")},
    ],
    ids=str,
)
def test_a_value_of_the_right_type_is_accepted(account: Account, values: dict[str, Any]) -> None:
    if isinstance(values.get("thing"), Thing):
        account.register(values["thing"])
    check(shop(with_value(account, **values)))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"text": 5}, "text= takes a text, and is a number."),
        ({"text": None}, "text= takes a text, and is None."),
        ({"number": "5"}, "number= takes a whole number, and is a text."),
        ({"number": 2.5}, "number= takes a whole number, and is a decimal number."),
        ({"number": True}, "number= takes a whole number, and is True."),
        ({"maybe": True}, "maybe= takes a whole number, and is True."),
        ({"flag": 1}, "flag= takes True or False, and is a number."),
        ({"one_of": "c"}, "one_of= takes 'a' or 'b', and is 'c'."),
        ({"one_of": Secret("hush")}, "one_of= takes 'a' or 'b', and is a secret."),
        ({"texts": "x"}, "texts= takes a list of texts, and is a text."),
        ({"texts": ["x", 5]}, "texts= takes a list of texts, and has a number at position 2."),
        ({"by_name": ["x"]}, "by_name= takes a mapping of texts to texts, and is a list."),
        ({"by_name": {"x": 5}}, "by_name= takes a mapping of texts to texts, and has a number under 'x'."),
        ({"by_name": {5: "x"}}, "by_name= takes a mapping of texts to texts, and has the key 5, which is a number."),
        ({"thing": 5}, "thing= takes a Thing or a text, and is a number."),
        ({"thing": Thing}, "thing= takes a Thing or a text, and is the class Thing."),
    ],
    ids=str,
)
def test_a_value_of_the_wrong_type_is_refused_in_plain_words(
    account: Account, values: dict[str, Any], expected: str
) -> None:
    assert problems(with_value(account, **values)) == [f"main/typed.a: {expected}"]


def test_a_value_that_has_to_be_known_takes_no_output(account: Account) -> None:
    a = account.add_thing(name="a")
    account.register(Typed(name="b", plain=f"x{a.url}"))
    (problem,) = problems(account)
    assert problem == "main/typed.b: plain= can't be an output: it has to be known before anything is made."


def test_what_a_resource_brings_along_is_not_held_against_it_twice(account: Account) -> None:
    function = Typed(name="a", number="x")  # type: ignore[arg-type]  what it tests
    companion = Typed(name="b", number="x")  # type: ignore[arg-type]  what it tests
    companion.implied_by = function
    account.register(function)
    account.register(companion)
    assert problems(account) == ["main/typed.a: number= takes a whole number, and is a text."]


def test_all_that_is_wrong_is_told_at_once(account: Account) -> None:
    account.register(Typed(name="a", text=5, number="x"))  # type: ignore[arg-type]  what it tests
    account.register(Typed(name="b", flag="x"))  # type: ignore[arg-type]  what it tests
    assert [problem.partition("=")[0] for problem in problems(account)] == [
        "main/typed.a: text",
        "main/typed.a: number",
        "main/typed.b: flag",
    ]


def test_an_error_names_the_line(account: Account) -> None:
    thing = account.add_thing(name="a", size="x")  # type: ignore[arg-type]  what it tests
    with pytest.raises(DeclarationError) as caught:
        check(shop(account))
    assert thing.where
    assert caught.value.where == thing.where


def test_a_cut_output_is_refused_with_its_field(account: Account) -> None:
    url = account.add_thing(name="a").url
    account.add_thing(name="b", settings={"x": [f"{url}"[:12]]})
    (problem,) = problems(account)
    assert problem.startswith("main/thing.b: settings= holds a piece of an output")
    assert "as a whole" in problem


def test_a_whole_output_is_accepted_everywhere(account: Account) -> None:
    url = account.add_thing(name="a").url
    account.add_thing(name="b", text=url, settings={f"x{url}": [url]}, uses=[f"{url}/x"])
    check(shop(account))


def test_a_type_has_rules_of_its_own(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Thing, "problems", lambda thing: iter([f"{thing.name} is no good name."]))
    account.add_thing(name="a")
    assert problems(account) == ["main/thing.a: a is no good name."]


def test_rules_of_a_type_are_not_asked_about_wrong_types(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Thing, "problems", lambda thing: iter([f"{thing.size + 1}"]))
    account.add_thing(name="a", size="x")  # type: ignore[arg-type]  what it tests
    assert len(problems(account)) == 1


def test_things_that_need_each_other_are_refused(account: Account) -> None:
    a, b = account.add_thing(name="a"), account.add_thing(name="b")
    a.text, b.text = b.arn, a.arn
    with pytest.raises(DeclarationError, match="need each other"):
        check(shop(account))
