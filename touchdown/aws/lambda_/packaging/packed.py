"""What has a package: functions and layers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeAlias, cast

from touchdown.aws.lambda_.function import Function
from touchdown.model.resource import Resource

if TYPE_CHECKING:
    from touchdown.aws.lambda_.layers.layer import Layer

Packed: TypeAlias = "Function | Layer"


def layers_of(resources: Iterable[Resource]) -> list[Layer]:
    """The layers of ours among the resources."""
    return [cast("Layer", one) for one in resources if one.TYPE == "lambda_layer" and not one.external]


def packed(resources: Iterable[Resource]) -> list[Packed]:
    """Those of the resources that have a package of ours; layers first, since functions are measured with them."""
    some = list(resources)
    return [*layers_of(some), *(one for one in some if isinstance(one, Function) and one.code is not None)]
