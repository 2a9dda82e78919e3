"""Botocore's errors as ours. No other module knows both.

A service's `service.py` says what its own error codes mean; this module knows the codes that all services have in
common.

Weakness: AWS says the same thing in many codes, and not the same thing in one code; where a message decides, the
lifecycle that made the call looks at it (`AccountError.why`).
"""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from touchdown.aws.actions import actions_of
from touchdown.aws.service import Service, among
from touchdown.aws.services import service_of
from touchdown.model.errors import (
    AccessDenied,
    AccountError,
    AlreadyExists,
    ChangedMeanwhile,
    Missing,
    Unreachable,
)
from touchdown.model.masking import mask

_DENIED = re.compile(r"AccessDenied|UnauthorizedOperation|AuthorizationError|^403$|NotAuthorized")
# A call may need further permissions, as iam:PassRole: then the message names the one that is missing.
_NOT_AUTHORIZED = re.compile(r"not authorized to perform: ([a-z0-9-]+:[A-Za-z]+)")
_MEANWHILE = re.compile(r"PreconditionFailed|^412$")
_CLOCK = re.compile(r"RequestTimeTooSkewed|Signature expired|Signature not yet current")
"""S3 has a code for a wrong clock; other services say it in the message of a code that also means wrong credentials."""
_CREDENTIALS = re.compile(
    r"ExpiredToken|InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId|SignatureDoesNotMatch"
)
_BAD_REQUEST, _FORBIDDEN, _NOT_FOUND = "400", "403", "404"
"""S3's answer to a HEAD has no body, and so no code: the status in place of ExpiredToken or RequestTimeTooSkewed."""
_SET_CLOCK = "This machine's clock is wrong: set it, then run the same again."
_MOST_SKEW = timedelta(minutes=15)
"""Amazon S3 API Reference, "Error responses", RequestTimeTooSkewed."""

_SERVERS_OWN = 500
_TOO_MANY = re.compile(r"Throttl|TooManyRequests|SlowDown|RequestLimitExceeded")
UNREADABLE = "ResponseParserError"
"""botocore's name for an answer that it can't read."""
CHECK_THE_NETWORK = "Check the network, the region and endpoint_url=, then run the same again."
_NEEDS_NONE = "AWS asks no permission for it, so something in between denies it: a VPC endpoint's policy, or a proxy."
FAILED_ITSELF = "AWS itself failed each time: run the same again later. https://health.aws.amazon.com tells of outages."
TOO_MANY = (
    "More calls are made than AWS takes, by whomever, in this account and region: run the same again later. "
    "plan and apply make fewer at once with --parallel 4."
)


def refuse_failures(service: Service, operation: str, subject: str, answer: Any) -> None:
    """Raises an error where an answer says that a part of the call has failed, though the call hasn't."""
    for failed in answer.get(service.failures, ()) if service.failures else ():
        raise AccountError(
            f"{operation} failed for {subject} with {failed['ErrorCode']}.",
            why=_sentence(mask(failed["ErrorMessage"])),
            code=failed["ErrorCode"],
            operation=operation,
        )


@contextmanager
def translated(operation: str, subject: str = "", who: str = "") -> Generator[None]:
    """Raises botocore's errors of the block as ours; `who` is the ARN of the caller, if it is known."""
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    try:
        yield
    except (ResponseParserError, KeyError) as error:  # of an answer that lacks what it has to have, botocore says so
        said = str(error).partition("\n")[0] if isinstance(error, ResponseParserError) else f"It has no {error}."
        raise _not_aws(operation, subject, said) from error
    except ClientError as error:
        raise from_client(error, operation, subject, who) from error
    except BotoCoreError as error:
        raise from_botocore(error, operation, subject) from error


def from_client(error: Any, operation: str, subject: str, who: str = "") -> AccountError:
    """Ours for a botocore.exceptions.ClientError: an answer of AWS that says no."""
    details: dict[str, str] = error.response.get("Error", {})
    code, message = details.get("Code", ""), mask((details.get("Message") or "").strip())
    service = service_of(operation)
    if not code or (code in (_BAD_REQUEST, _FORBIDDEN) and not service.bodiless):
        return _not_aws(operation, subject, "It is a refusal without a code.")
    metadata: dict[str, Any] = error.response.get("ResponseMetadata", {})
    kind, hint = _kind(service, code, message)
    if code == _FORBIDDEN and _is_skewed(metadata):
        kind, hint = Unreachable, _SET_CLOCK
    about = f" for {subject}" if subject else ""
    what = f"{operation}{about} was refused with {code}."
    if not hint and metadata.get("HTTPStatusCode", 0) >= _SERVERS_OWN:
        what, hint = f"{operation}{about} failed with {code}.", FAILED_ITSELF
    hint = hint or next((text for said, text in service.advice if said.matches(code, message)), "")
    if kind is AccessDenied:
        what = f"{operation}{about} isn't allowed."
        said = _NOT_AUTHORIZED.search(message)
        if who and who not in message and "User: " not in message:  # S3 may say no more than "Access Denied"
            message = f"{_sentence(message)} The call was made by {who}".strip()
        permissions = (said.group(1),) if said else actions_of(operation)
        hint = _NEEDS_NONE
        if permissions:
            hint = f"Whoever runs this needs the permission {permissions[0]}: `touchdown permissions` prints a policy."
    repeated = metadata.get("RetryAttempts", 0) > 0
    return kind(what, why=_sentence(message), hint=hint, code=code, operation=operation, repeated=repeated)


def from_botocore(error: Any, operation: str, subject: str = "") -> AccountError:
    """Ours for any other botocore.exceptions.BotoCoreError: no answer came, or none could be asked for."""
    from botocore import exceptions

    message = _sentence(mask(f"{error}{_said_by_system(error)}"))
    call = _call(operation, subject)
    if isinstance(error, exceptions.NoCredentialsError | exceptions.PartialCredentialsError):
        return no_credentials(f"for {operation}", message)
    if isinstance(error, exceptions.ProfileNotFound):
        what, hint = "The AWS profile doesn't exist.", "`aws configure list-profiles` lists those that do."
    elif isinstance(
        error,
        exceptions.ReadTimeoutError
        | exceptions.ConnectionClosedError
        | exceptions.ResponseStreamingError
        | exceptions.IncompleteReadError,
    ):
        what, hint = f"{call}: AWS doesn't answer.", CHECK_THE_NETWORK
    elif isinstance(error, exceptions.HTTPClientError | exceptions.ConnectionError):
        what, hint = f"{call}: AWS can't be reached.", CHECK_THE_NETWORK
    elif isinstance(error, exceptions.ParamValidationError):
        what, hint = (
            f"{call} can't be called with these values.",
            "This is a value that Touchdown should have refused.",
        )
    else:
        what, hint = f"{call} couldn't be called.", "Check the region, the profile and the credentials."
    return Unreachable(what, why=message, hint=hint, code=type(error).__name__, operation=operation)


def may_pass(error: AccountError) -> bool:
    """Whether the same call may succeed later: no answer came, AWS failed, or there were too many calls."""
    return error.hint in (CHECK_THE_NETWORK, FAILED_ITSELF, TOO_MANY)


def _said_by_system(error: Any) -> str:
    """The reason why there is no connection: an unknown name is another case than a port on which nobody listens."""
    cause = getattr(error.kwargs.get("error"), "__cause__", None)  # of urllib3's error, which botocore keeps
    return f": {cause.strerror}" if isinstance(cause, OSError) and cause.strerror else ""


def _not_aws(operation: str, subject: str, why: str) -> Unreachable:
    """The error for an answer that isn't in AWS's protocols: a sign-in page, or whatever endpoint_url= names."""
    return Unreachable(
        f"{_call(operation, subject)}: what answers isn't AWS.",
        why=_sentence(mask(why)),
        hint="Check endpoint_url=, and whether the network wants a sign-in first. Then run the same again.",
        code=UNREADABLE,
        operation=operation,
    )


def _call(operation: str, subject: str) -> str:
    return f"{operation} for {subject}" if subject else operation


def no_credentials(purpose: str, why: str = "") -> Unreachable:
    """The error for missing credentials."""
    return Unreachable(
        f"There are no AWS credentials {purpose}.",
        why=why,
        hint="Set AWS_PROFILE, run `aws sso login`, or name a profile with --profile; `--local` works without any.",
    )


def _kind(service: Service, code: str, message: str) -> tuple[type[AccountError], str]:
    if _CLOCK.search(f"{code} {message}"):
        return Unreachable, _SET_CLOCK
    if code == _BAD_REQUEST:
        return (
            Unreachable,
            "S3 gives no reason here. Mostly the credentials have expired: sign in again, for instance "
            "with `aws sso login`.",
        )
    if _CREDENTIALS.search(code):
        return (
            Unreachable,
            "The credentials are wrong or have expired: sign in again, for instance with `aws sso login`.",
        )
    if _DENIED.search(code):
        return AccessDenied, ""
    if code == _NOT_FOUND or among(service.missing, code, message):
        return Missing, ""
    if among(service.exists, code, message):
        return AlreadyExists, ""
    if _MEANWHILE.search(code):
        return ChangedMeanwhile, "Plan again to see the present state, then apply."
    if _TOO_MANY.search(code):
        return AccountError, TOO_MANY
    return AccountError, ""


def _is_skewed(metadata: Mapping[str, Any]) -> bool:
    """Whether AWS's clock, whose time is in each answer, differs from ours."""
    from email.utils import parsedate_to_datetime

    try:
        theirs = parsedate_to_datetime(metadata["HTTPHeaders"]["date"])
    except (KeyError, ValueError):
        return False
    return abs(theirs.replace(tzinfo=UTC) - datetime.now(UTC)) > _MOST_SKEW


def _sentence(message: str) -> str:
    return message if not message or message.endswith((".", "!", "?")) else f"{message}."
