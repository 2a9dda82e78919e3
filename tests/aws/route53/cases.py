"""Hosted zones, in the tests that go over all types: they are only named."""

from __future__ import annotations

from collections.abc import Mapping

from tests.support.calls import Call
from tests.support.cases import Cases, TypeCases
from tests.support.emulators import Emulator
from touchdown.aws.route53.hosted_zone import HostedZone


def arns(call: Call, account_id: str) -> list[str]:
    return ["*"]


def contents(emulator: Emulator) -> Mapping[str, object]:
    return {}


def nothing(emulator: Emulator) -> None:
    """Nothing of it is ever ours."""


NAMED = TypeCases(
    cls=HostedZone,
    declare=lambda aws, given: aws.get_hosted_zone(name="example.com"),
    fields={},
    left_out="it is only named",
)
CASES = Cases(
    types=(NAMED,),
    everything=(),
    arns=arns,
    strip_tags=nothing,
    contents=contents,
    put_stranger=nothing,
    stranger=contents,
    not_called={"route53:ListHostedZones": "test_hosted_zone.py"},
)
