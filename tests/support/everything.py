"""A workspace that has every resource type in it, in two versions that differ in all that can be changed, and the runs
that it goes through: created, updated, replaced, pruned, adopted, destroyed.

What is declared of each type stands with its service's tests (`cases.py`). The matrices of calls that are denied, that
fail, or at which the run is killed, are made of these runs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import attrs

from tests.support.cases import Version, all_cases
from tests.support.emulators import Emulator
from tests.support.workspaces import Declare, Endpoint, nothing, workspace
from touchdown import Account, Workspace, apply, destroy


def everything(version: int, *, path: str = "/", force_destroy: bool = False) -> Declare:
    """All types; version 2 differs from version 1 in every field that can be changed."""

    def declare(aws: Account) -> None:
        made = Version(aws, version, path, force_destroy)
        for _, cases in all_cases():
            for one in cases.everything:
                made.the(one)

    return declare


def strip_tags(emulator: Emulator) -> None:
    """Takes our tags off everything, so that it is somebody else's, and may be adopted."""
    for _, cases in all_cases():
        cases.strip_tags(emulator)


class Place(Endpoint, Protocol):
    """An account in an emulator."""

    account_id: str


@attrs.frozen
class Run:
    """One apply: what is there before it, what it makes of that, and what is declared then."""

    name: str
    before: Declare | None
    after: Declare
    prepare: Callable[[Any], None] = lambda emulator: None
    adopt: tuple[str, ...] = ()
    destroys: bool = False

    def begin(self, emulator: Any) -> None:
        """Brings about what is there before the run."""
        if self.before is not None:
            apply(workspace(emulator, self.before, account=emulator.account_id))
        self.prepare(emulator)

    def carry_out(self, endpoint: Place) -> Workspace:
        made = workspace(endpoint, self.after, account=endpoint.account_id)
        destroy(made) if self.destroys else apply(made, adopt=self.adopt)
        return made


RUNS = {
    one.name: one
    for one in (
        Run("create", None, everything(1)),
        Run("update", everything(1), everything(2)),
        Run("replace", everything(1), everything(1, path="/moved/")),
        Run("prune", everything(1), nothing),
        Run("adopt", everything(2), everything(1), strip_tags, ("all",)),
        Run("destroy", everything(1), everything(1), destroys=True),
    )
}
