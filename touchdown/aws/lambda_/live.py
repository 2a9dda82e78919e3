"""A function as it is live: read, waited for until it has settled, and deleted until it is gone."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import attrs

from touchdown.aws.api import Api
from touchdown.aws.connection import Connection
from touchdown.aws.lambda_.applied import EXPECTED, NOTHING, Applied, from_tag
from touchdown.aws.lambda_.configuration.configuration import are_others, present_configuration
from touchdown.aws.lambda_.configuration.network import NO_NETWORK, Network
from touchdown.aws.lambda_.packaging.code import LiveCode, parse_time
from touchdown.aws.lambda_.service import FUNCTION_ACTIVE, FUNCTION_GONE, FUNCTION_UPDATED, VERSION_ACTIVE
from touchdown.aws.lambda_.versions import LATEST, first_version
from touchdown.aws.ownership import observed
from touchdown.aws.reading import Reading, reading_of
from touchdown.aws.resource import AwsResource, Step
from touchdown.aws.tags import APPLIED, CODE
from touchdown.engine.lifecycle import Lifecycle
from touchdown.engine.observed import Observed, Values
from touchdown.engine.record import from_text
from touchdown.engine.waits import Settling, until_settled
from touchdown.model.errors import AccessDenied, AccountError, ChangedMeanwhile, ChangeFailed, Missing

if TYPE_CHECKING:
    from touchdown.aws.lambda_.function import Function

_GONE = 204
"""What DeleteFunction answers with when nothing is left to be waited for: "No Content"."""

_INVISIBLE = 30
"""For how many looks a new function may not be found."""

Live = Mapping[str, Any]
"""GetFunction's Configuration."""


@attrs.frozen(kw_only=True)
class ObservedFunction(Observed):
    """A function as it was read."""

    lifecycle: Lifecycle = attrs.field(repr=False, eq=False)
    live: Live
    applied: Applied | None
    """What was applied last, by its tags: None unless both of them tell."""


def as_function(observed: Observed) -> ObservedFunction:
    """What the engine hands back of what was read here."""
    assert isinstance(observed, ObservedFunction)
    return observed


def read(reading: Reading, cls: type[AwsResource], name: str) -> ObservedFunction | None:
    """Configuration, tags and code of a function, in one call."""
    try:
        answer = reading.api.call("lambda:GetFunction", FunctionName=name)
    except Missing:
        return None
    declared = _declared(reading, cls, name)
    if answer.get("TagsError") and not (declared is not None and declared.external):
        # Without its tags nobody can tell whose it is. The call for them alone says why they can't be read.
        answer["Tags"] = reading.api.call("lambda:ListTags", Resource=answer["Configuration"]["FunctionArn"])["Tags"]
    return told(reading, cls, answer["Configuration"], answer.get("Tags", {}))


def told(reading: Reading, cls: type[AwsResource], live: Live, tags: Mapping[str, str]) -> ObservedFunction:
    """The function that a configuration and tags tell of."""
    name = live["FunctionName"]
    declared = _declared(reading, cls, name)
    applied = from_tag(tags.get(CODE)) if from_text(tags.get(APPLIED)) else None
    if applied and applied.version == EXPECTED and declared is not None and declared.asked_for("version"):
        applied = attrs.evolve(applied, version=first_version(reading.api, name))
    version = version_of(applied) if declared is None or declared.publish else LATEST
    return _observed(reading, cls, live, tags, applied, version)


def _declared(reading: Reading, cls: type[AwsResource], name: str) -> Any:
    return reading.account.resources.get(f"{reading.account.name}/{cls.TYPE}.{name}")


def read_again(step: Step[Function], cls: type[AwsResource]) -> ObservedFunction | None:
    """The function of a step as it is now."""
    with reading_of(step.account, step.workspace) as reading:
        return read(reading, cls, step.identity)


def _environment(live: Live) -> Mapping[str, str]:
    found = live.get("Environment", {})
    if found.get("Error"):
        raise AccessDenied(
            f"The environment of {live['FunctionName']} can't be read.",
            why=found["Error"].get("Message", ""),
            hint="Whoever runs this needs kms:Decrypt on the key that the function's environment is encrypted with.",
        )
    variables: Mapping[str, str] = found.get("Variables", {})
    return variables


def _observed(
    reading: Reading,
    cls: type[AwsResource],
    live: Live,
    tags: Mapping[str, str],
    applied: Applied | None,
    version: str,
) -> ObservedFunction:
    values = {
        **present_configuration(cls, live),
        "environment": _environment(live),
        "code": LiveCode(live["CodeSha256"], live["CodeSize"], parse_time(live["LastModified"]), applied),
    }
    declared = _declared(reading, cls, live["FunctionName"])
    if declared is not None and are_others(declared.layers, from_text(tags.get(APPLIED)), cls):
        values["layers"] = None
    read = observed(
        reading,
        cls,
        live["FunctionName"],
        live["FunctionArn"],
        values,
        tags,
        outputs={"arn": live["FunctionArn"], "version": version},
    )
    return ObservedFunction(**attrs.asdict(read, recurse=False), lifecycle=cls.lifecycle, live=live, applied=applied)


def recall(account: Connection, observed: Observed) -> Values | None:
    """The environment that was applied last, as the version has it that was published then."""
    applied = as_function(observed).applied
    if applied is None or applied.published == NOTHING:
        return None
    try:
        answer = account.api.call("lambda:GetFunction", FunctionName=observed.name, Qualifier=applied.published)
    except Missing:
        return None
    return {"environment": _environment(answer["Configuration"])}


def version_of(applied: Applied | None) -> str:
    """The version that was published last."""
    return LATEST if applied is None or applied.published == NOTHING else applied.published


def active(step: Step[Function]) -> Live:
    """Waits until a new function is active.

    One that Lambda fails to make loses the tags that say it was applied: lists have no state, and a plan for many
    functions would take it for finished.
    """
    api = step.account.api
    look = Look(api, step.resource.name)
    try:
        return _until_settled(step, look, FUNCTION_ACTIVE)
    except ChangeFailed:
        with suppress(AccountError):  # why Lambda failed is what has to be told
            api.call(
                "lambda:UntagResource", report=step.report, Resource=look.live["FunctionArn"], TagKeys=[APPLIED, CODE]
            )
        raise


def settled(step: Step[Function], row: Settling) -> Live:
    """Waits until nothing is in progress; an end that is a failure is an error."""
    return _until_settled(step, Look(step.account.api, step.resource.name), row)


def _until_settled(step: Step[Function], look: Look, row: Settling) -> Live:
    return until_settled(look, row, step.account.api.clock, step.report, address=step.change.address)


def version_active(step: Step[Any], version: str) -> str:
    """Waits until a version of the function of a step is active, before anything names it; gives the version."""
    look = Look(step.account.api, step.identity.partition(":")[0], version)
    until_settled(look, VERSION_ACTIVE, step.account.api.clock, step.report, address=step.change.address)
    return version


def snapshot_made(step: Step[Function], version: str) -> None:
    """Waits for a version's snapshot, where it has one: if that fails, the change isn't finished (FUNCTION.md, 27)."""
    if step.values["snap_start"] and version.isdigit():
        version_active(step, version)


class Look:
    """Looks at a function again and again. One that was just created may not be visible everywhere for a while."""

    def __init__(self, api: Api, name: str, version: str = "") -> None:
        self._api = api
        self._name = name
        self._which: dict[str, Any] = {"FunctionName": name, **({"Qualifier": version} if version else {})}
        self.live: Live = {}
        """What was seen last."""
        self._patience = _INVISIBLE

    def __call__(self) -> Live:
        try:
            self.live = self._api.call("lambda:GetFunction", **self._which)["Configuration"]
        except Missing as error:
            self._patience -= 1
            if self._patience < 0:
                raise ChangedMeanwhile(
                    f"{self._name} is gone: somebody else deleted it.", hint="Apply again to have it made again."
                ) from error
            return {"State": "Pending"}
        self._patience = 0
        return self.live


def leave(step: Step[Function]) -> None:
    """Takes a function out of its network: a delete while it is in there takes much longer (LAMBDA.md, section 1)."""
    api, name = step.account.api, step.observed.name
    api.call("lambda:UpdateFunctionConfiguration", report=step.report, FunctionName=name, VpcConfig=NO_NETWORK)
    until_settled(Look(api, name), FUNCTION_UPDATED, api.clock, step.report)


def remove(step: Step[Function]) -> None:
    """Deletes a function, and waits until it isn't found any more, where that isn't so at once: its name is taken.

    Lambda answers 204 when the function is gone, and 202 when it goes on by itself, as for one that runs on Managed
    Instances: that one is found as Deleting for a while (localstack/localstack#13751, made after AWS's answers).
    """
    api, name = step.account.api, step.observed.name

    def look() -> Live | None:
        try:
            live: Live = api.call("lambda:GetFunction", FunctionName=name)["Configuration"]
        except Missing:
            return None
        return live

    leaving = Network.of(step.observed.values)
    try:
        if leaving:
            leave(step)
        answer = api.call("lambda:DeleteFunction", report=step.report, FunctionName=name)
    except Missing:
        return
    if answer.get("StatusCode") != _GONE:
        until_settled(look, FUNCTION_GONE, api.clock, step.report)
    if leaving:
        leaving.freed(step)
