"""What refers to what, as the values tell it that were read."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from touchdown.engine.observed import Observed
from touchdown.engine.references import References
from touchdown.model.output import Secret, reveal

URL = "https://sqs.north.example/123/orders"


def arn(kind: str, name: str, region: str = "north") -> str:
    return f"arn:fake:{kind}:{region}:123:{name}"


def seen(kind: str, name: str, region: str = "north", url: str = "", **values: Any) -> Observed:
    outputs = {"arn": arn(kind, name, region), **({"url": url} if url else {})}
    return Observed(f"fake_{kind}", name, outputs["arn"], values, "shop", None, outputs)


QUEUE = seen("queue", "orders", url=URL)


def refers(value: object, thing: Observed = QUEUE, key: str = "environment") -> bool:
    """Whether a function with this value refers to the thing."""
    return thing.arn in References([thing]).of(seen("function", "worker", **{key: value}))


@pytest.mark.parametrize(
    "value",
    [
        QUEUE.arn,
        URL,
        {"QUEUE": URL},
        {"QUEUE": f"{URL}/"},
        {"QUEUES": f"{URL}?wait=1"},
        {"QUEUES": f"https://other.example,{URL},x"},
        {"ARNS": f"{arn('queue', 'other')},{QUEUE.arn}"},
        {"CONFIG": json.dumps({"queue": QUEUE.arn})},
        {"TEXT": f"It reads {QUEUE.arn}."},
        {"TEXT": f"url={URL};"},
        [{"Statement": [{"Effect": "Allow", "Resource": [QUEUE.arn]}]}],
        {QUEUE.arn: "read"},
        f"{QUEUE.arn}:*",
        f"{QUEUE.arn}/*",
        f"{QUEUE.arn}*",
        f"{QUEUE.arn}:live",
        f"{QUEUE.arn}/index/by_date",
        (QUEUE.arn,),
    ],
    ids=str,
)
def test_an_arn_or_a_url_refers_wherever_it_stands(value: object) -> None:
    assert refers(value)


@pytest.mark.parametrize(
    "value",
    [
        f"{QUEUE.arn}s",
        f"{QUEUE.arn}-dead",
        f"{QUEUE.arn}.fifo",
        f"{QUEUE.arn}_2",
        f"{URL}2",
        f"x{QUEUE.arn}",
        arn("queue", "*"),
        arn("queue", "order"),
        arn("queue", "orders", "south"),
        "https://sqs.north.example/123",
        7,
        None,
        b"orders",
        "",
    ],
    ids=str,
)
def test_what_only_looks_like_it_does_not(value: object) -> None:
    assert not refers(value)


@pytest.mark.parametrize("key", ["queue", "QUEUE", "QUEUE_NAME", "ordersQueue", "orders-queue", "queues"])
def test_a_name_refers_under_a_key_that_says_the_type(key: str) -> None:
    assert refers("orders", key=key)
    assert refers({key: "orders"})
    assert refers([{key: ["other", "orders"]}])


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("description", "orders"),
        ("TABLE_NAME", "orders"),
        ("tags", {"service": "orders"}),
        ("QUEUED", "orders"),
        ("queue", "the orders"),
        ("queue", "orders2"),
    ],
)
def test_a_name_is_no_reference_elsewhere_or_as_a_part(key: str, value: object) -> None:
    assert not refers(value, key=key)


def test_a_name_means_the_thing_of_the_same_region() -> None:
    assert not refers("orders", seen("queue", "orders", "south"), key="queue")


def test_a_name_may_mean_a_thing_without_a_region() -> None:
    assert refers("orders", seen("queue", "orders", ""), key="queue")


def test_a_secret_that_holds_a_url_refers() -> None:
    assert refers(reveal({"QUEUE": Secret(URL)}))


def test_of_two_arns_that_a_text_begins_with_the_longer_is_meant() -> None:
    short, long = seen("role", "service"), seen("role", "service/worker")
    user = seen("function", "worker", role=long.arn)
    assert References([short, long]).of(user) == {long.arn}
    assert References([short]).of(seen("function", "worker", text=f"{short.arn}/*")) == {short.arn}


def test_what_lies_below_an_arn_refers_to_the_thing_above() -> None:
    bucket, file = seen("bucket", "pics"), seen("bucket", "pics/in/a")
    known = References([bucket, file])
    assert known.of(file) == {bucket.arn}
    assert known.of(bucket) == set()


def test_nothing_refers_to_itself() -> None:
    thing = seen("function", "worker", text=arn("function", "worker"), function="worker")
    assert References([thing]).of(thing) == set()


def test_an_output_that_is_the_arn_of_another_thing_means_that_one() -> None:
    mapping = Observed("mapping", "m", arn("mapping", "m"), {}, "shop", None, {"queue": QUEUE.arn})
    for things in ([mapping, QUEUE], [QUEUE, mapping]):
        assert References(things).of(seen("function", "worker", text=QUEUE.arn)) == {QUEUE.arn}


def test_a_type_may_add_what_values_do_not_tell() -> None:
    user = Observed("function", "f", "f", {}, "shop", None, refers_to=frozenset((QUEUE.arn, "unknown")))
    assert References([QUEUE]).of(user) == {QUEUE.arn}


def test_many_things_are_looked_through_once_each() -> None:
    things = [
        seen(
            "function",
            f"f{number}",
            role=arn("role", f"r{number}"),
            environment={f"QUEUE_{one}": f"https://sqs.north.example/123/q{number + one}" for one in range(4)},
            policies={"own": {"Resource": [f"{arn('log', f'/aws/{number}')}:*"] * 4}},
        )
        for number in range(5_000)
    ]
    queues = [seen("queue", f"q{number}", url=f"https://sqs.north.example/123/q{number}") for number in range(5_000)]
    began = time.process_time()
    known = References([*things, *queues])
    found = [known.of(one) for one in [*things, *queues]]
    assert {arn("queue", "q7"), arn("queue", "q10")} <= found[7]
    assert time.process_time() - began < 10  # each with each would take minutes
