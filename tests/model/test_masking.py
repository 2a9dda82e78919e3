"""Secrets in texts that are shown: in any spelling, and by their look."""

from __future__ import annotations

import base64
import json
import urllib.parse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchdown.engine.compare import is_sensitive_name
from touchdown.model.masking import looks_secret, mask
from touchdown.model.output import Secret

SECRET = 'correct "horse"\n& batt\\ery/stäple+7'


@pytest.fixture(autouse=True)
def _declared() -> None:
    Secret(SECRET)


SPELLINGS = {
    "as it is": SECRET,
    "as Python writes it": repr(SECRET)[1:-1],
    "as JSON writes it": json.dumps(SECRET)[1:-1],
    "as JSON writes it, with its letters": json.dumps({"a": SECRET}, ensure_ascii=False),
    "in a URL": urllib.parse.quote(SECRET, safe=""),
    "in a form": urllib.parse.urlencode({"a": SECRET}),
    "in base64": base64.b64encode(SECRET.encode()).decode(),
    "in base64 for URLs": base64.urlsafe_b64encode(SECRET.encode()).decode(),
    "with its lines joined": " ".join(SECRET.split()),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_secret_is_masked_in_every_spelling(spelling: str) -> None:
    shown = mask(f"before {SPELLINGS[spelling]} after")
    assert "(secret)" in shown
    assert not any(part in shown for part in ("correct", "horse", "batt", "Y29ycmVj"))


@given(st.binary(max_size=7), st.binary(max_size=7))
def test_it_is_masked_within_longer_base64(before: bytes, after: bytes) -> None:
    Secret(SECRET)
    assert "(secret)" in mask(base64.b64encode(before + SECRET.encode() + after).decode())


LOOKS = [
    "postgres://shop:hunter2@db.example.com/shop",
    "redis://:hunter2@cache:6379/0",
    "-----BEGIN OPENSSH PRIVATE KEY-----\nhunter2\n-----END OPENSSH PRIVATE KEY-----",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJodW50ZXIyIn0.hunter2-signature",
    "ghp_hunter2hunter2hunter2",
    "xoxb-1234567890-hunter2",
    "https://hooks.slack.com/services/T000/B000/hunter2",
    "sk_live_hunter2hunter2",
]


@pytest.mark.parametrize("text", LOOKS)
def test_what_looks_like_a_secret_is_masked(text: str) -> None:
    assert looks_secret(text)
    assert "hunter2" not in mask(f'error: "{text}" was refused')


@pytest.mark.parametrize(
    "text",
    [
        "https://sqs.eu-west-1.amazonaws.com/123456789012/orders",
        "arn:aws:iam::123456789012:role/worker",
        "http://127.0.0.1:4566",
        "mailto:ada@example.com",
        "see https://example.com: ada@example.com wrote it",
        "skeleton sk-short, keys and tokens",
    ],
)
def test_ordinary_texts_stay(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(
    "name",
    """DATABASE_URL REDIS_URL WEBHOOK_URL JWT PIN OTP COOKIE BEARER CONNECTION_STRING GITHUB_PAT STRIPE_SK MYSQLPASS
    ENCRYPTIONKEY apiKey DB_PASSWORD clientSecret dbUrl""".split(),
)
def test_a_name_says_that_its_value_is_a_secret(name: str) -> None:
    assert is_sensitive_name(name)


@pytest.mark.parametrize("name", "QUEUE_URL TABLE_NAME STAGE LOG_LEVEL BYPASS_CACHE COMPASS API_URL SPIN".split())
def test_other_names_say_nothing(name: str) -> None:
    assert not is_sensitive_name(name)
