"""What `touchdown:applied` adds to the comparison of a function's fields: was the last change of ours finished, and has
somebody else made one.

A state that a run of ours leaves on its way to what is declared is ours; any other that isn't the one applied last is
somebody else's. Weakness: an apply that was killed and whose declaration was changed again looks like somebody else.
"""

from __future__ import annotations

import attrs

from touchdown.aws.lambda_.applied import NOTHING, Applied, digest
from touchdown.aws.lambda_.configuration import CONFIGURATION, configuration_of
from touchdown.aws.lambda_.live import as_function, version_of
from touchdown.aws.lambda_.packaging.code import source_digest
from touchdown.aws.lambda_.service import FUNCTION_UPDATED
from touchdown.engine.change import ABSENT, Difference, Reason
from touchdown.engine.lifecycle import Verdict
from touchdown.engine.observed import Observed, Values
from touchdown.model.output import reveal

ROLE_MADE_ANEW = (
    "Its role is made anew under the same name, and what Lambda was granted for the old one is void. If invoking it "
    "fails with KMSAccessDeniedException, apply it once with another role, and then with this one again."
)
"""LAMBDA.md, from Terraform's documentation: the role's ARN is the same, so that no difference tells it."""


def judged(publish: bool, wanted: Values, present: Observed, differences: tuple[Difference, ...]) -> Verdict | None:
    """Why a function is to be changed, and what differs besides its fields."""
    applied = as_function(present).applied
    is_live = applied is not None and not moved(applied, present)
    state = FUNCTION_UPDATED.failure(as_function(present).live)
    if state:
        return Verdict(Reason.UNFINISHED, (Difference(("state",), state, "Active"),))
    if differences and (applied is None or is_live):
        return Verdict(Reason.DIFFERS)
    if not is_live and not publish and not differences:
        return Verdict(Reason.UNRECORDED)  # all is as declared, and no version is to be told
    if applied is None or not is_live:
        outside = applied is not None and _outside(applied, wanted, present, differences)
        found = () if differences else (Difference(("version",), version_of(applied), "the present state's"),)
        return Verdict(Reason.CHANGED_OUTSIDE if outside else Reason.UNFINISHED, found)
    if publish and applied.version == NOTHING:
        return Verdict(Reason.UNPUBLISHED, (Difference(("version",), ABSENT, "the present state's"),))
    return None


def changed_outside(
    wanted: Values | None, present: Observed, differences: tuple[Difference, ...]
) -> tuple[Difference, ...] | None:
    """What isn't as it was applied last, and isn't what is wanted either; None without a tag that tells."""
    applied = as_function(present).applied
    if applied is None:
        return None
    parts, fields = moved(applied, present), {difference.path[0] for difference in differences}
    found: list[Difference] = []
    if applied.tags != digest(present.values["tags"]) and (wanted is None or "tags" in fields):
        found += _tags_moved(applied, wanted, differences)
    if "configuration" in parts and wanted is not None and _same_as_applied(applied, wanted):
        found += [_turned(one) for one in differences if one.path[0] in configuration_of(wanted)]
    elif "configuration" in parts and (wanted is None or fields & set(CONFIGURATION)):
        # The tag has a hash of it, and the file isn't what was applied: so the field isn't known.
        found.append(Difference(("configuration",), "as it was applied", "another"))
    if "code" in parts and applied.code != NOTHING and (wanted is None or "code" in fields):
        live = present.values["code"]
        found.append(Difference(("code",), {"sha256": applied.code}, {"sha256": live.sha256, "size": live.size}))
    return tuple(found)


def _tags_moved(applied: Applied, wanted: Values | None, differences: tuple[Difference, ...]) -> list[Difference]:
    if wanted is not None and applied.tags == digest(reveal(wanted["tags"])):
        return [_turned(one) for one in differences if one.path[0] == "tags"]
    return [Difference(("tags",), "as they were applied", "others")]


def _turned(difference: Difference) -> Difference:
    return attrs.evolve(difference, old=difference.new, new=difference.old, replaces=False)


def moved(applied: Applied, present: Observed) -> frozenset[str]:
    """What isn't any more as it was applied last: its configuration, its code."""
    now = {"configuration": digest(configuration_of(present.values)), "code": present.values["code"].sha256}
    return frozenset(part for part, value in now.items() if getattr(applied, part) != value)


def _outside(applied: Applied, wanted: Values, present: Observed, differences: tuple[Difference, ...]) -> bool:
    """Whether something has moved, and not to what is wanted."""
    parts = moved(applied, present)
    fields = {difference.path[0] for difference in differences}
    # The architecture is sent with the code, so a run of ours leaves the old one beside a new configuration.
    if "configuration" in parts and (fields & set(CONFIGURATION) or _same_as_applied(applied, wanted)):
        return True
    # What an object without SHA-256 holds isn't known: if it is a new one, the code may be its.
    told = bool(wanted["code"].get("sha256")) or applied.source == source_digest(wanted["code"])
    return "code" in parts and "code" in fields and told


def _same_as_applied(applied: Applied, wanted: Values) -> bool:
    return applied.configuration == digest(configuration_of(reveal(dict(wanted))))
