"""The versions that an alias routes to, and the version that it is to route to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs


class Settled(str):
    """The newest version that an alias routes to, with the version that was rejected for it: to declare either is no
    difference."""

    __slots__ = ("rejected",)
    rejected: str

    def __new__(cls, version: str, rejected: str = "") -> Settled:
        made = super().__new__(cls, version)
        made.rejected = rejected
        return made


def is_settled(declared: str, observed: str) -> bool:
    """Whether an alias stays where it is, though this version is declared."""
    return str(declared) == str(observed) or (isinstance(observed, Settled) and declared == observed.rejected != "")


@attrs.frozen
class Routing:
    """All versions that get traffic: a version, and beside it perhaps a newer one with a share."""

    version: str
    newer: str = ""
    share: float = 0.0

    @property
    def newest(self) -> str:
        return self.newer or self.version

    @property
    def weight(self) -> int | None:
        """The share of the newer version in percent; None where a single version has all traffic."""
        return round(self.share * 100) if self.newer else None

    def members(self) -> dict[str, Any]:
        """As UpdateAlias takes it; it keeps what is left out, so the share is always sent."""
        weights = {self.newer: self.share} if self.newer else {}
        return {"FunctionVersion": self.version, "RoutingConfig": {"AdditionalVersionWeights": weights}}


def routing_of(alias: Mapping[str, Any]) -> Routing:
    config: Mapping[str, Mapping[str, float]] = alias.get("RoutingConfig") or {}
    weights = config.get("AdditionalVersionWeights") or {}
    newer, share = next(iter(weights.items()), ("", 0.0))
    return Routing(alias["FunctionVersion"], newer, share)
