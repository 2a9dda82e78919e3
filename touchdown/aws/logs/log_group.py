"""CloudWatch log groups.

Lambda makes a function's log group by itself when the function first runs, without an end to what it keeps; so a
function's group is made before it, and a group that Lambda made first is taken over without asking.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

import attrs

from touchdown.aws.lifecycle import Found, Named, Tagged
from touchdown.aws.logs.listing import TAGGED, Described, by_name, by_names, everything
from touchdown.aws.logs.operations import LOG_GROUP
from touchdown.aws.operations import Calls
from touchdown.aws.ownership import all_tags
from touchdown.aws.reading import FEW, Reading
from touchdown.aws.resource import Step, Store
from touchdown.aws.tagging import Tagging, call
from touchdown.aws.tags import PREFIX, users_own
from touchdown.engine.lifecycle import Outputs
from touchdown.engine.observed import Observed
from touchdown.model.adder import adder
from touchdown.model.errors import Missing
from touchdown.model.field import IDENTITY, field, resource
from touchdown.model.later import later
from touchdown.model.place import Place
from touchdown.model.resource import output

if TYPE_CHECKING:
    from touchdown.aws.logs.subscription_filter import SubscriptionFilter
else:
    SubscriptionFilter = later("touchdown.aws.logs.subscription_filter:SubscriptionFilter")

_FUNCTIONS = "/aws/lambda/"


TAGGING = Tagging(
    read="logs:ListTagsForResource",
    write="logs:TagResource",
    remove="logs:UntagResource",
    member="resourceArn",
    tags="tags",
    keys="tagKeys",
)


@resource
class LogGroup(Store):
    """A CloudWatch log group (AWS: "Working with log groups and log streams")."""

    TYPE: ClassVar[str] = "logs_log_group"
    FORMER_TYPE: ClassVar[str] = "log_group"
    CALLS: ClassVar[Calls] = LOG_GROUP
    ATTACHED: ClassVar[frozenset[str]] = frozenset({"subscription_filter"})
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "logs:CreateLogGroup": {
            "kmsKeyId": "encryption with a key of one's own comes with a type for KMS keys",
            "logGroupClass": "not settled yet: it is fixed at creation, and Lambda's insights need the standard one",
            "deletionProtectionEnabled": "protect=True refuses in the plan; AWS's own lock is not settled yet",
        },
        "logs:PutRetentionPolicy": {"logGroupName": "the group itself"},
        "logs:TagResource": {"resourceArn": "the group itself"},
    }

    name: str = field(create="logs:CreateLogGroup.logGroupName", update=IDENTITY)
    """Name of the group: up to 512 letters, digits and `_-/.#`."""

    retention: int | None = field(
        default=None, create="logs:PutRetentionPolicy.retentionInDays", update="logs:PutRetentionPolicy.retentionInDays"
    )
    """For how many days events are kept: 1, 3, 5, 7, 14, 30, 60, 90 ... 3653; left out, for ever."""

    tags: Mapping[str, str] = field(
        factory=dict[str, str], create="logs:CreateLogGroup.tags", update="logs:TagResource.tags"
    )
    """Tags, besides those of the account: up to 47 together."""

    of_function: bool = attrs.field(init=False, default=False, repr=False)
    """Whether a function brought it along, so that Lambda may have made it before us."""

    add_subscription_filter = adder(SubscriptionFilter)

    @output
    def arn(self, place: Place) -> str:
        """The group's ARN, without the `:*` that policies on its streams add."""
        return place.arn("logs", f"log-group:{self.name}")


def read(group: Named) -> Found:
    described = by_name(group.reading, group.name)
    if described is None:
        raise Missing(f"There is no log group {group.name}.")
    return _found(described)


def _found(described: Described) -> Found:
    return Found({"retention": described.get("retentionInDays")})


def observe(reading: Reading, names: Sequence[str]) -> Mapping[str, Observed]:
    """Reads a few with two calls each, at the same time; of many, fifty in a call."""
    if len(names) <= FEW:
        return LOG_GROUPS.each(reading, names)
    return LOG_GROUPS.in_bulk(
        reading, lambda: {name: _found(group) for name, group in by_names(reading, names).items()}
    )


def ours(reading: Reading) -> list[str]:
    """The names of groups that carry our tag, and of those of our functions."""
    of_functions = [_FUNCTIONS + name for name in reading.tagged_names("lambda", "function:")]
    return of_functions + reading.names_of_ours(
        *TAGGED,
        listed=lambda: everything(reading),
        tags=lambda name: TAGGING.read_tags(reading.api, _arn(reading, name)),
        known=of_functions,
    )


def _arn(reading: Reading, name: str) -> str:
    return reading.place.arn("logs", f"log-group:{name}")


def create(step: Step[LogGroup]) -> Outputs:
    call(step, "logs:CreateLogGroup", logGroupName=step.resource.name, tags=all_tags(step))
    _write_retention(step, None)
    return {}


def update(step: Step[LogGroup], present: Observed) -> None:
    _write_retention(step, present.values["retention"])


def delete(step: Step[LogGroup]) -> None:
    call(step, "logs:DeleteLogGroup", logGroupName=step.observed.name)


def _write_retention(step: Step[LogGroup], present: int | None) -> None:
    name, wanted = step.resource.name, step.desired.retention
    if wanted is not None and wanted != present:
        call(step, "logs:PutRetentionPolicy", logGroupName=name, retentionInDays=wanted)
    elif wanted is None and present is not None:
        call(step, "logs:DeleteRetentionPolicy", logGroupName=name)


def adopts(group: LogGroup, present: Observed) -> bool:
    """Whether Lambda made the group for our function: then it has neither tags nor a retention."""
    if not group.of_function or present.values["retention"] is not None:
        return False
    tags = present.tags
    return not users_own(tags, group.account.ignore_tags) and not any(key.startswith(PREFIX) for key in tags)


LOG_GROUPS = Tagged(
    LogGroup,
    rank=5,
    tagging=TAGGING,
    read=read,
    observe=observe,
    ours=ours,
    create=create,
    update=update,
    delete=delete,
    adopts=adopts,
    separators=":",
)
LogGroup.lifecycle = LOG_GROUPS.lifecycle()
