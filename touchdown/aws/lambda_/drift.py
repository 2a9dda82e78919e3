"""What the tags of a function add to the comparison of its fields: was the last change of ours finished, and has
somebody else made one.

A state that a run of ours leaves on its way to what is declared is ours; any other that isn't the one applied last is
somebody else's. Weakness: an apply that was killed and whose declaration was changed again looks like somebody else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from touchdown.aws.lambda_.applied import NOTHING, Applied
from touchdown.aws.lambda_.configuration.configuration import IN_TAGS
from touchdown.aws.lambda_.live import as_function, version_of
from touchdown.aws.lambda_.packaging.code import source_digest
from touchdown.aws.lambda_.service import FUNCTION_UPDATED
from touchdown.engine.change import ABSENT, Difference, Reason
from touchdown.engine.lifecycle import Verdict
from touchdown.engine.observed import Observed, Values
from touchdown.engine.record import changed_outside as changed_by_record
from touchdown.engine.record import from_text
from touchdown.engine.record import moved as moved_by_record
from touchdown.model.resource import Resource

if TYPE_CHECKING:
    from touchdown.aws.lambda_.function import Function

ROLE_MADE_ANEW = (
    "Its role is made anew under the same name, and what Lambda was granted for the old one is void. If invoking it "
    "fails with KMSAccessDeniedException, apply it once with another role, and then with this one again."
)
"""LAMBDA.md, from Terraform's documentation: the role's ARN is the same, so that no difference tells it."""


def judge(resource: Resource, wanted: Values, present: Observed, differences: tuple[Difference, ...]) -> Verdict | None:
    """Why a function is to be changed, and what differs besides its fields."""
    publish = cast("Function", resource).publish
    applied = as_function(present).applied
    live = applied is not None and is_live(applied, present)
    state = FUNCTION_UPDATED.failure(as_function(present).live)
    if state:
        return Verdict(Reason.UNFINISHED, (Difference(("state",), state, "Active"),))
    if differences and (applied is None or live):
        return Verdict(Reason.DIFFERS)
    if not live and not publish and not differences:
        return Verdict(Reason.UNRECORDED)  # all is as declared, and no version is to be told
    if applied is None or not live:
        outside = applied is not None and _outside(applied, wanted, present, differences)
        found = () if differences else (Difference(("version",), version_of(applied), "the present state's"),)
        return Verdict(Reason.CHANGED_OUTSIDE if outside else Reason.UNFINISHED, found)
    if publish and applied.version == NOTHING:
        return Verdict(Reason.UNPUBLISHED, (Difference(("version",), ABSENT, "the present state's"),))
    return None


def changed_outside(
    wanted: Values | None, present: Observed, differences: tuple[Difference, ...]
) -> tuple[Difference, ...] | None:
    """What isn't as it was applied last, and isn't what is wanted either; None without tags that tell."""
    function = as_function(present)
    fields = changed_by_record(function.lifecycle, wanted, present, differences)
    applied = function.applied
    if applied is None or fields is None:
        return None
    differs = wanted is None or any(one.path[0] == "code" for one in differences)
    if not differs or applied.code in (NOTHING, present.values["code"].sha256):
        return fields
    live = present.values["code"]
    return (*fields, Difference(("code",), {"sha256": applied.code}, {"sha256": live.sha256, "size": live.size}))


def is_live(applied: Applied, present: Observed) -> bool:
    """Whether what was applied last was finished, and is still what is live; what only tags carry doesn't count."""
    return not applied.is_unfinished and not moved(applied, present)


def moved(applied: Applied, present: Observed) -> frozenset[str]:
    """What isn't any more as it was applied last: fields of its configuration, its code."""
    record = from_text(present.record)
    fields = moved_by_record(as_function(present).lifecycle, record, present.values) if record else ()
    code = {"code"} if applied.code != present.values["code"].sha256 else set[str]()
    return frozenset(fields) - IN_TAGS | code


def _outside(applied: Applied, wanted: Values, present: Observed, differences: tuple[Difference, ...]) -> bool:
    """Whether something has moved, and not to what is wanted."""
    elsewhere = moved(applied, present) & {difference.path[0] for difference in differences}
    # What an object without SHA-256 holds isn't known: if it is a new one, the code may be its.
    told = bool(wanted["code"].get("sha256")) or applied.source == source_digest(wanted["code"])
    return bool(elsewhere - {"code"}) or ("code" in elsewhere and told)
