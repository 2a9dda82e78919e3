"""The two calls that update a function, each followed until it has settled.

Both carry the RevisionId that was read before. botocore repeats a call whose answer was lost; the repetition is refused
as if somebody else had been faster. So what was refused is looked at again: if what is live is what the call was to
bring about, it was ours. Weakness: for code from an object without SHA-256 that can't be told, and the error stays.

Rules: code is held against what was sent, or against what the plan has seen if none was sent (`deployed.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from touchdown.aws.lambda_.applied import NOTHING
from touchdown.aws.lambda_.configuration.configuration import configuration_of
from touchdown.aws.lambda_.deployed import as_before, as_sent, known, sent_by
from touchdown.aws.lambda_.live import Live, as_function, read_again, settled
from touchdown.aws.lambda_.packaging.sending import code_members
from touchdown.aws.lambda_.service import FUNCTION_UPDATED
from touchdown.aws.lambda_.versions import guard, publish_if_new
from touchdown.aws.members import sent
from touchdown.aws.resource import AwsResource, Step
from touchdown.engine.observed import Values
from touchdown.model.errors import ChangedMeanwhile

if TYPE_CHECKING:
    from touchdown.aws.lambda_.function import Function


def settled_as_planned(step: Step[Function], *, look: bool) -> Live:
    """What is live, once nothing is in progress; refused if it isn't what the plan has seen.

    :param look: whether to read it once more: tags were written, and AWS doesn't say if that moves the RevisionId.
    """
    live: Live = as_function(step.observed).live
    if look or not FUNCTION_UPDATED.settled(live):
        settled(step, FUNCTION_UPDATED)
        function: AwsResource = step.resource
        again = read_again(step, type(function))
        if again is None or again.values != step.observed.values:
            raise ChangedMeanwhile(
                f"{step.change.address} was being changed by somebody else while the plan was made.",
                hint="Plan again to see the present state, then apply.",
            )
        live = again.live
    return live


def configure(step: Step[Function], live: Live, names: Sequence[str]) -> Live:
    """Updates these fields of the configuration; gives what is live then."""
    seen = step.observed.values["code"].sha256
    try:
        step.account.api.call(
            "lambda:UpdateFunctionConfiguration",
            report=step.report,
            FunctionName=step.resource.name,
            **guard(live),
            **sent(type(step.resource), "lambda:UpdateFunctionConfiguration", step.values, names),
        )
    except ChangedMeanwhile as error:
        brought_about = {**step.values, "architecture": step.observed.values["architecture"]}
        return as_before(step, seen, _live_after(step, error, brought_about, live["CodeSha256"]))
    return as_before(step, seen, settled(step, FUNCTION_UPDATED))


def send_code(step: Step[Function], live: Live) -> tuple[str, Live]:
    """Updates the code, and publishes it if that is wanted; gives the version, and what is live then."""
    function, wanted, hash_sent = step.resource, step.values, sent_by(step)
    try:
        with code_members(step) as code:
            answer = step.account.api.call(
                "lambda:UpdateFunctionCode",
                report=step.report,
                FunctionName=function.name,
                Architectures=[wanted["architecture"]],
                Publish=function.publish,
                **guard(live),
                **code,
            )
    except ChangedMeanwhile as error:
        live = _live_after(step, error, wanted, known(hash_sent))
        return publish_if_new(step, live) if function.publish else NOTHING, live
    as_sent(step, hash_sent, answer)
    live = as_before(step, answer["CodeSha256"], settled(step, FUNCTION_UPDATED))
    return str(answer["Version"]) if function.publish else NOTHING, live


def _live_after(step: Step[Function], error: ChangedMeanwhile, brought_about: Values, sha256: str | None) -> Live:
    """What is live, if it is what the refused call was to bring about; otherwise raises its error again."""
    settled(step, FUNCTION_UPDATED)
    function: AwsResource = step.resource
    present = read_again(step, type(function))
    if present is None or present.values["code"].sha256 != sha256:
        raise error
    if configuration_of(present.values) != configuration_of(brought_about):
        raise error
    live: Live = present.live
    return live
