"""The versions that an alias routes to, and the version that it is to route to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from touchdown.aws.lambda_.aliases.history import History


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


def is_same_weight(declared: int | None, observed: int | None) -> bool:
    """Whether the share of the newest version stays: one that nobody declares was given by hand, and a version that has
    all calls keeps them."""
    return declared is None or observed is None or declared == observed


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


def shared(version: str, newer: str, weight: int) -> Routing:
    """A newer version that has a share, in percent."""
    return Routing(version, newer, weight / 100)


def unsettled(routing: Routing, history: History) -> Iterator[str]:
    """What a plan says of an alias that is on its way."""
    if routing.newer:
        yield (
            f"gives version {routing.newer} {routing.weight} % of the calls, and {routing.version} the others: "
            "`touchdown promote` or `touchdown rollback` ends that."
        )
    elif history.rejected:
        yield (
            f"is rolled back from {history.rejected} to {routing.version}, where it stays until something else is "
            f"declared than version {history.rejected} was made of."
        )


def routing_of(alias: Mapping[str, Any]) -> Routing:
    config: Mapping[str, Mapping[str, float]] = alias.get("RoutingConfig") or {}
    weights = config.get("AdditionalVersionWeights") or {}
    newer, share = next(iter(weights.items()), ("", 0.0))
    return Routing(alias["FunctionVersion"], newer, share)
