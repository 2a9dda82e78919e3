"""A package index that distributions come from."""

from __future__ import annotations

from collections.abc import Mapping

import attrs


@attrs.frozen
class Index:
    """An index, by its address or its folder."""

    name: str
    url: str
    flat: bool = False
    """Whether it is a list of files, or a folder of them."""

    @property
    def arguments(self) -> tuple[str, ...]:
        """uv's arguments for what comes from it."""
        return ("--no-config", "--no-index", "--find-links", self.url) if self.flat else ("--no-config",)

    @property
    def variables(self) -> Mapping[str, str]:
        """uv's environment for what comes from it: an address may hold credentials, and all users see arguments."""
        others = {"UV_INDEX": "", "UV_EXTRA_INDEX_URL": "", "UV_INDEX_URL": "", "UV_FIND_LINKS": ""}
        named = f"{self.name}={self.url}" if self.name else self.url
        return {**others, "UV_DEFAULT_INDEX": "" if self.flat else named}
