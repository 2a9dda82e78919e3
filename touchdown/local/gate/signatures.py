"""AWS's signatures, computed again with botocore: SigV4 in the header or the URL, and SigV2 in URLs of S3.

Parts of a request that aren't signed must not count. So `host` and all of AWS's own headers (`x-amz-…`) have to be
signed, and a body must be the body that was signed, unless the client says that it signs none. The path of S3 is signed
as it is sent.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import importlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from .request import Denied, Refused, Request

_HEADER = re.compile(
    r"AWS4-HMAC-SHA256 +Credential=([^,\s]+)\s*,\s*SignedHeaders=([^,\s]+)\s*,\s*Signature=([0-9a-f]{64})"
)
_SKEW = datetime.timedelta(minutes=15)
_LONGEST = 7 * 24 * 3600
_STREAMED = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
_UNSIGNED_BODY = frozenset({"UNSIGNED-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"})
_OLD_PARAMETERS = frozenset({"AWSAccessKeyId", "Signature", "Expires", "content-type", "content-md5", "x-id"})
_UNSIGNED = "Refused: the local AWS answers only what is signed with its own keys; `touchdown local env` prints them."


@dataclass(frozen=True)
class Signature:
    """The parts of a request that say how it was signed."""

    key_id: str
    token: str | None
    service: str
    region: str
    date: str
    headers: tuple[str, ...]
    value: str
    presigned: bool
    old: bool = False


def of(request: Request) -> Signature:
    """The signature of a request, which must have exactly one."""
    header, parameters = request.headers.get("authorization"), request.parameters
    new, old = "X-Amz-Signature" in parameters, "AWSAccessKeyId" in parameters
    if (
        len({name.lower() for name, _ in request.query if name.lower().startswith("x-amz-")})
        != sum(name.lower().startswith("x-amz-") for name, _ in request.query)
        or (header is not None) + new + old != 1
    ):
        raise Refused(_UNSIGNED)
    if header is not None:
        return _in_header(header, request)
    return _in_url(request) if new else _old(request)


def check(signature: Signature, secret: str, request: Request) -> None:
    """Raise unless the request was signed with this secret, a short time ago, with this body."""
    if signature.old:
        _check_old(signature, secret, request)
        return
    now = datetime.datetime.now(datetime.UTC)
    try:
        signed = datetime.datetime.strptime(signature.date, "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.UTC)
        lifetime = int(request.parameters["X-Amz-Expires"]) if signature.presigned else 0
    except (ValueError, KeyError) as error:
        raise Denied("IncompleteSignature", "The date or the lifetime of the signature is missing or wrong.") from error
    _check_time(signed, now, lifetime, presigned=signature.presigned)
    unsigned = [name for name in request.headers if _must_be_signed(name) and name not in signature.headers]
    if unsigned:
        raise Denied("AccessDenied", f"There were headers present in the request which were not signed: {unsigned[0]}.")
    _check_body(signature, request)
    key, expected = _computed(signature, secret, request)
    if not hmac.compare_digest(expected, signature.value):
        raise _mismatch()
    if request.headers.get("x-amz-content-sha256", "").startswith(_STREAMED):
        _check_chunks(signature, expected, key, request)


def _in_header(header: str, request: Request) -> Signature:
    found = _HEADER.fullmatch(header)
    scope = found[1].split("/") if found else []
    if not found or len(scope) != 5 or scope[4] != "aws4_request":
        raise Refused(_UNSIGNED)
    date = request.headers.get("x-amz-date", "")
    _check_day(scope[1], date)
    token = request.headers.get("x-amz-security-token")
    return Signature(scope[0], token, scope[3], scope[2], date, tuple(found[2].split(";")), found[3], presigned=False)


def _in_url(request: Request) -> Signature:
    given = request.parameters
    scope = given.get("X-Amz-Credential", "").split("/")
    if given.get("X-Amz-Algorithm") != "AWS4-HMAC-SHA256" or len(scope) != 5 or scope[4] != "aws4_request":
        raise Refused(_UNSIGNED)
    date = given.get("X-Amz-Date", "")
    _check_day(scope[1], date)
    headers = tuple(given.get("X-Amz-SignedHeaders", "").split(";"))
    token, value = given.get("X-Amz-Security-Token"), given["X-Amz-Signature"]
    return Signature(scope[0], token, scope[3], scope[2], date, headers, value, presigned=True)


def _old(request: Request) -> Signature:
    given = request.parameters
    if "Signature" not in given or "Expires" not in given or len(given) != len(request.query):
        raise Refused(_UNSIGNED)
    token = given.get("x-amz-security-token")
    key_id, value = given["AWSAccessKeyId"], given["Signature"]
    return Signature(key_id, token, "s3", "", given["Expires"], (), value, presigned=True, old=True)


def _check_day(day: str, date: str) -> None:
    if day != date[:8]:
        raise Denied("SignatureDoesNotMatch", "Date in Credential scope does not match YYYYMMDD from X-Amz-Date.")


def _check_time(signed: datetime.datetime, now: datetime.datetime, lifetime: int, *, presigned: bool) -> None:
    if signed > now + _SKEW or (not presigned and signed < now - _SKEW):
        raise Denied(
            "RequestTimeTooSkewed",
            f"Signature expired or not yet current: {signed:%Y%m%dT%H%M%SZ} is more than 15 minutes from "
            f"{now:%Y%m%dT%H%M%SZ}.",
        )
    if presigned and (not 0 < lifetime <= _LONGEST or now > signed + datetime.timedelta(seconds=lifetime)):
        raise Denied("AccessDenied", "Request has expired")


def _must_be_signed(name: str) -> bool:
    return name == "host" or name.startswith("x-amz-")


def _check_body(signature: Signature, request: Request) -> None:
    declared = request.headers.get("x-amz-content-sha256")
    if declared is None or declared in _UNSIGNED_BODY or declared.startswith(_STREAMED):
        return
    if not hmac.compare_digest(declared.encode(), hashlib.sha256(request.body).hexdigest().encode()):
        raise Denied("XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match the body.")


def _computed(signature: Signature, secret: str, request: Request) -> tuple[bytes, str]:
    """The key of the day, which chunks are signed with as well, and the signature."""
    auth = importlib.import_module("botocore.auth")
    credentials = importlib.import_module("botocore.credentials").Credentials(signature.key_id, secret)
    kind = auth.S3SigV4Auth if signature.service == "s3" else auth.SigV4Auth
    signer = kind(credentials, signature.service, signature.region)
    if signature.presigned and signature.service == "s3":
        unsigned = request.parameters.get("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD")
        signer.payload = _always(unsigned)
    signed = _as_signed(signature, request)
    text = signer.string_to_sign(signed, signer.canonical_request(signed))
    key = f"AWS4{secret}".encode()
    for part in (signature.date[:8], signature.region, signature.service, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key, str(signer.signature(text, signed))


def _always(payload: str) -> Callable[[Any], str]:
    def of_any(_: Any) -> str:
        return payload

    return of_any


def _as_signed(signature: Signature, request: Request) -> Any:
    """The request as it was before the signature was added: botocore signs all headers that it is given."""
    kept = [(name, value) for name, value in request.query if name != "X-Amz-Signature"]
    query = "&".join(f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in kept)
    url = f"http://{request.headers['host']}{request.raw_path}" + (f"?{query}" if query else "")
    signed = importlib.import_module("botocore.awsrequest").AWSRequest(request.method, url, data=request.body)
    for name in signature.headers:
        signed.headers[name] = request.headers.get(name, "")
    signed.context["timestamp"] = signature.date
    return signed


def _check_chunks(signature: Signature, seed: str, key: bytes, request: Request) -> None:
    """Bodies whose chunks are signed each, as Java's SDK sends them: MiniStack knows how."""
    matches: Callable[..., bool] = importlib.import_module("ministack.core.sigv4")._chunk_signatures_match
    if not matches(request.body, seed, _Dated(signature.date, signature.date[:8], signature.region, "s3"), key):
        raise _mismatch()


@dataclass(frozen=True)
class _Dated:
    """The parts of a signature that MiniStack asks for."""

    amz_date: str
    date_stamp: str
    region: str
    service: str


def _check_old(signature: Signature, secret: str, request: Request) -> None:
    auth = importlib.import_module("botocore.auth")
    headers = importlib.import_module("botocore.compat").HTTPHeaders()
    given = {name.lower(): value for name, value in request.headers.items()}
    given |= {name: value for name, value in request.parameters.items() if _is_old_header(name)}
    for name, value in given.items():
        if _is_old_header(name):
            headers[name] = value
    known = {*_OLD_PARAMETERS, *auth.HmacV1Auth.QSAOfInterest}
    if any(name not in known and not name.startswith("x-amz-") for name in request.parameters):
        raise Denied("AccessDenied", "There were parameters present in the request which were not signed.")

    class Expiring(auth.HmacV1QueryAuth):
        def _get_date(self) -> str:
            return signature.date

    signer: Any = Expiring(importlib.import_module("botocore.credentials").Credentials(signature.key_id, secret))
    query = bytes(request.scope["query_string"]).decode("latin-1")
    bucket, dot, _ = request.headers["host"].rpartition(".localhost")
    path = f"/{bucket}{request.raw_path}" if dot else request.raw_path
    expected = signer.get_signature(request.method, urlsplit(f"http://_{path}?{query}"), headers)
    if not hmac.compare_digest(expected.encode(), signature.value.encode()):
        raise _mismatch()
    if not signature.date.isdecimal() or datetime.datetime.now(datetime.UTC).timestamp() > int(signature.date):
        raise Denied("AccessDenied", "Request has expired")


def _is_old_header(name: str) -> bool:
    return name in ("content-type", "content-md5") or name.startswith("x-amz-")


def _mismatch() -> Denied:
    return Denied(
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided: these are not the keys of this "
        "local AWS. `touchdown local env` prints them.",
    )
