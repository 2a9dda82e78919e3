"""Compares the CodeSha256 that Lambda reports with the code that was sent.

Lambda takes a large package from a bucket that other deployers may write to, and reports nothing but its hash. So each
answer with new code is checked before anything is recorded as applied. A version that our call has published with other
code is removed, so that nobody takes it for a good one; versions of others are left.

Rules: CreateFunction carries its record in its tags, so the hash in it is that of the code that is sent, never the hash
that Lambda reports. A run that is killed right after the call leaves a record that doesn't fit the live code, and the
next plan shows a difference. LAMBDA.md: CodeSha256 is that of the zip as it was uploaded.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from touchdown.aws.lambda_.live import Live, ObservedFunction
from touchdown.aws.lambda_.packaging.code import archive_of, same_code
from touchdown.aws.lambda_.packaging.sending import is_large, shared_bucket
from touchdown.aws.lambda_.versions import LATEST, published
from touchdown.aws.resource import Step
from touchdown.model.errors import AccountError, ChangedMeanwhile, Missing

if TYPE_CHECKING:
    from touchdown.aws.lambda_.function import Function


class NotComparable(Enum):
    """Code of which nothing that is ours tells what CodeSha256 has to be: what Lambda says of it is recorded.

    An image would be another, because its digest is the registry's, and so would be code that AWS signs after we have
    sent it. Touchdown sends neither; whoever adds them adds a name here.
    """

    OBJECT_WITHOUT_CHECKSUM = "S3 knows no SHA-256 of the whole object: it came in parts, or with another checksum"


def sent_by(step: Step[Function]) -> str | NotComparable:
    """The CodeSha256 of the code that a step sends."""
    if step.resource.code_from_s3 is None:
        return archive_of(step.resource).sha256
    known: str | None = step.values["code"].get("sha256")
    return known or NotComparable.OBJECT_WITHOUT_CHECKSUM


def known(sent: str | NotComparable) -> str | None:
    """The hash, if there is one to compare with."""
    return None if isinstance(sent, NotComparable) else sent


def as_sent(step: Step[Function], sent: str | NotComparable, live: Live) -> Live:
    """The answer, if it has the hash of the code that was sent; otherwise its version is removed, and an error
    raised."""
    if isinstance(sent, NotComparable) or live["CodeSha256"] == sent:
        return live
    raise _other_code(step, live, sent)


def taken_for_ours(step: Step[Function], sent: str | NotComparable, found: ObservedFunction) -> Live:
    """What exists already, as our own call may have made it, if its code is ours, however it is compressed."""
    live, applied = found.live, found.applied
    if isinstance(sent, NotComparable) or live["CodeSha256"] == sent:
        return live
    if same_code(step.values["code"], found.values["code"]):
        return live  # another run has packed the same content
    if applied is not None and applied.code == live["CodeSha256"]:
        raise _changed(step)  # another run has made it whole, with code and a version of its own
    raise _other_code(step, live, sent)


def as_before(step: Step[Function], sha256: str, live: Live) -> Live:
    """What is live by now, if its code is still what it was: what an answer has told, or what the plan has seen."""
    if live["CodeSha256"] != sha256:
        raise _changed(step)
    return live


def _changed(step: Step[Function]) -> ChangedMeanwhile:
    """Somebody else's code, and maybe a version of theirs, which is left."""
    return ChangedMeanwhile(
        f"{step.change.address}: somebody else has changed its code since the plan was made.",
        hint="Nothing was recorded as applied. Plan again to see the present state, then apply.",
    )


def _other_code(step: Step[Function], live: Live, sent: str) -> AccountError:
    return AccountError(
        f"{step.change.address}: Lambda has other code than was sent.",
        where=step.resource.where,
        why=f"Its CodeSha256 is {live['CodeSha256']}, and what was sent has {sent}: {_cause(step.resource)}.",
        hint=f"{_removed(step, live)}Find out what that is, since until it is applied again, which sends what is "
        "declared, the function runs code that isn't yours.",
    )


def _cause(function: Function) -> str:
    """The possible causes, which can't be told apart."""
    file = function.code_from_s3
    if file is not None:
        place = f"s3://{file.bucket.name}/{file.name}"
    elif is_large(function):
        place = f"its package in the bucket {shared_bucket(function.account).name}"
    else:
        return "something on the way has changed it, or answers in Lambda's place"
    return f"somebody else has written over {place}, or answers in Lambda's place"


def _removed(step: Step[Function], live: Live) -> str:
    """Removes the version that was published with other code, and returns a sentence about it."""
    api, name = step.account.api, step.resource.name
    said = "Versions may have been published with it"
    try:
        version = live["Version"] if live["Version"] != LATEST else published(step, live)
        if version is None:
            return ""
        said = f"Version {version} was published with it"
        api.call("lambda:DeleteFunction", report=step.report, FunctionName=name, Qualifier=version)
    except Missing:
        return ""
    except AccountError as error:
        return f"{said}, and couldn't be removed: {error.what} "
    return f"{said}, and was removed. "
