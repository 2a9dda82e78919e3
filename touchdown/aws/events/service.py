"""What Touchdown knows of EventBridge as a service (sources: EVENTS.md, section 5; botocore's model)."""

from __future__ import annotations

from collections.abc import Mapping

from touchdown.aws.corrections import Correction
from touchdown.aws.service import Service
from touchdown.engine.waits import NotYet

_BUSY = "ConcurrentModificationException"

_NOT_YET = (
    # bc PutTargets, RemoveTargets: they may fail in part where several are called at once.
    *(
        NotYet(
            f"events:{operation}",
            _BUSY,
            "concurrent modification",
            60,
            f"waiting for another change of the rule to end, to {what} its targets",
            samples=("There is concurrent modification on a rule, target, archive, or replay.",),
        )
        for operation, what in (("PutTargets", "write"), ("RemoveTargets", "remove"))
    ),
    # EVENTS.md, 40; FAULTS.md, 25.
    NotYet(
        "events:DeleteRule",
        "ValidationException",
        "since it has targets",
        300,
        "waiting for EventBridge to forget the rule's targets",
        hint="EventBridge doesn't delete a rule that has targets: remove those that others have given it.",
        samples=("Rule can't be deleted since it has targets.",),
    ),
    # EVENTS.md, 40; FAULTS.md, 25: a rule that was deleted is seen for a while (anomalyco/ion#809).
    NotYet(
        "events:DeleteEventBus",
        "ValidationException",
        "since it has rules",
        300,
        "waiting for EventBridge to forget the bus's rules",
        hint="EventBridge doesn't delete a bus that has rules: delete those that others have put into it.",
        samples=("EventBus can't be deleted since it has rules.",),
    ),
)

_CORRECTIONS: Mapping[tuple[str, str], Correction] = {
    # bc CreateEventBus: names of custom buses have no slash; those of partners do.
    ("events:CreateEventBus", "Name"): {"pattern": r"[\.\-_A-Za-z0-9]+"},
}

SERVICE = Service(
    name="events",
    corrections=_CORRECTIONS,
    subjects=("Name", "Rule", "ResourceARN", "EventBusName"),
    never_repeated=frozenset({"events:PutEvents"}),
    failures="FailedEntries",
    missing=("ResourceNotFoundException",),
    exists=("ResourceAlreadyExistsException",),
    not_yet=_NOT_YET,
)
