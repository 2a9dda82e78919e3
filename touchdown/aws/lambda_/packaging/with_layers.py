"""A function's package together with its layers: their size, and the modules that they provide.

Weakness: of a layer that is only named, or was given as a zip, neither is known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from touchdown.package.zip_checks import MOST_UNPACKED

if TYPE_CHECKING:
    from touchdown.aws.lambda_.packaging.packed import Packed


def too_large_together(function: Packed, size: int) -> str | None:
    """What is wrong if a package of this size and the layers are more than Lambda unpacks (FUNCTION.md, 17)."""
    layers = {one.name: one.package.unpacked() for one in function.own_layers if one.package is not None}
    total = size + sum(layers.values())
    if total <= MOST_UNPACKED:
        return None
    parts = ", ".join(f"{name} {bytes_ / 1e6:.0f} MB" for name, bytes_ in layers.items())
    return (
        f"and its layers are {total:,} bytes unpacked, and Lambda takes {MOST_UNPACKED:,} together: its own has "
        f"{size / 1e6:.0f} MB, {parts}"
    )


def modules_in_layers(function: Packed) -> frozenset[str] | None:
    """The modules that can be imported from its layers; None where not all are known."""
    some = [one.modules for one in function.own_layers]
    if len(some) < len(function.layers or ()) or None in some:
        return None
    return frozenset[str]().union(*(one for one in some if one is not None))
