"""Certificates, in the tests that go over all types: they are only named."""

from __future__ import annotations

from collections.abc import Mapping

from tests.support.calls import Call
from tests.support.cases import Cases, TypeCases
from tests.support.emulators import Emulator
from touchdown.aws.acm.certificate import Certificate


def arns(call: Call, account_id: str) -> list[str]:
    return ["*"]


def contents(emulator: Emulator) -> Mapping[str, object]:
    return {}


def nothing(emulator: Emulator) -> None:
    """Nothing of it is ever ours."""


NAMED = TypeCases(
    cls=Certificate,
    declare=lambda aws, given: aws.get_certificate(name="api.example.com"),
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
    not_called={"acm:ListCertificates": "test_certificate.py"},
)
