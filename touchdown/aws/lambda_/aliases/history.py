"""The description of an alias: the user's text, and behind it what is ours.

    Takes orders [touchdown-1a2b3c4d- live 8 7 6 rejected 9 has permission url]

The mark says whose alias it is. `live` are the last three versions that were live, the present version first;
`rejected` is a version that a rollback took away, until a newer version goes live; `has` is the index of what is
attached to the alias, since aliases carry no tags.
"""

from __future__ import annotations

import re
from typing import Any

import attrs

from touchdown.aws.marks import of_workspace

LONGEST_TEXT = 120
"""The characters that are left to the user: AWS takes 256."""
_KEPT = 3
_OURS = re.compile(
    r"(?P<text>.*?) ?\[(?P<mark>touchdown-[0-9a-f]{8}-) live(?P<live>( \d+)*)"
    r"( rejected (?P<rejected>\d+))?( has(?P<has>( [a-z_]+)+))?\]",
    re.DOTALL,
)


@attrs.frozen
class History:
    """The versions that an alias has named, and what else its description holds."""

    text: str = ""
    mark: str = ""
    live: tuple[str, ...] = ()
    rejected: str = ""
    has: tuple[str, ...] = ()

    def is_of(self, workspace: str | None) -> bool:
        return self.mark == of_workspace(workspace)

    def forward(self, version: str) -> History:
        """The history once a version has gone live."""
        live = [version, *(one for one in self.live if one != version)]
        return attrs.evolve(self, live=tuple(live[:_KEPT]), rejected="")

    def back(self, version: str, rejected: str) -> History:
        """The history once an older version is live again. What was rejected first stays rejected, since it is still
        what is declared."""
        older = [one for one in self.live if int(one) < int(version)]
        return attrs.evolve(self, live=(version, *older)[:_KEPT], rejected=self.rejected or rejected)

    @property
    def needed(self) -> frozenset[str]:
        """The versions that a way back may need."""
        return frozenset({*self.live, self.rejected} - {""})

    def __str__(self) -> str:
        parts = [f"{self.mark} live", *self.live]
        parts += ["rejected", self.rejected] if self.rejected else []
        parts += ["has", *self.has] if self.has else []
        return f"{self.text} [{' '.join(parts)}]".lstrip()


def history_of(alias: Any) -> History:
    """The history in the description of an alias as AWS has it; of somebody else's, its text alone."""
    description = str(alias.get("Description") or "")
    found = _OURS.fullmatch(description)
    if found is None:
        return History(description)
    live, has = (tuple((found[name] or "").split()) for name in ("live", "has"))
    return History(found["text"], found["mark"], live, found["rejected"] or "", has)
