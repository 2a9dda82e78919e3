"""What types that are only named have in the tests that go over all types: nothing of them is ever ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.support.calls import Call
from tests.support.cases import Cases, TypeCases
from tests.support.emulators import Emulator
from touchdown import Account
from touchdown.aws.resource import AwsResource


def only_named(get: Mapping[type[AwsResource], Callable[[Account], AwsResource]], **more: Any) -> Cases:
    """The cases of a service, of whose types each is named by a `get_*`."""
    return Cases(
        types=tuple(_named(cls, named) for cls, named in get.items()),
        everything=(),
        arns=_any,
        strip_tags=_nothing,
        contents=_empty,
        put_stranger=_nothing,
        stranger=_empty,
        **more,
    )


def _named(cls: type[AwsResource], named: Callable[[Account], AwsResource]) -> TypeCases:
    return TypeCases(cls=cls, declare=lambda aws, given: named(aws), fields={}, left_out="it is only named")


def _any(call: Call, account_id: str) -> list[str]:
    return ["*"]


def _empty(emulator: Emulator) -> Mapping[str, object]:
    return {}


def _nothing(emulator: Emulator) -> None:
    """Nothing to be done."""
