"""Known access keys: the project's own, and those that MiniStack has given out.

The project's key is good for every account, because MiniStack takes the id of a key for the number of an account: only
the secret counts. A function has a random key of its own, which belongs to a session of its role.
"""

from __future__ import annotations

import hmac
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import ministack, signatures
from .request import Denied, Request
from .signatures import Signature

_ACCOUNT = re.compile(r"[0-9]{12}")


@dataclass(frozen=True)
class Caller:
    """The signer of a request."""

    own: bool
    """With the project's key."""
    function: bool
    """With the key of a function."""


class Credentials:
    """The known keys."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._of_functions: dict[tuple[str, str], dict[str, str]] = {}
        self._function_keys: set[str] = set()

    def install(self) -> None:
        """Has functions get keys that nobody can compute, from now on."""
        ministack.give_functions(self._for_function)
        ministack.trust_presigned()

    def caller(self, signature: Signature, request: Request) -> Caller:
        """The signer of the request; an error if the key isn't known, or the signature isn't good."""
        signatures.check(signature, self._secret_of(signature), request)
        return Caller(_ACCOUNT.fullmatch(signature.key_id) is not None, signature.key_id in self._function_keys)

    def require_known(self, signature: Signature) -> None:
        """Before anything of a body is read."""
        self._secret_of(signature)

    def _secret_of(self, signature: Signature) -> str:
        if _ACCOUNT.fullmatch(signature.key_id) and not signature.token:
            return self._secret
        session = ministack.sessions().get(signature.key_id)
        secret = _session_secret(session, signature.token) if session else None
        if session is None and not signature.token:
            secret = ministack.user_secret(signature.key_id)
        if not secret:
            raise Denied(
                "InvalidClientTokenId",
                "The security token included in the request is invalid: these are not the keys of this local AWS. "
                "`touchdown local env` prints them.",
            )
        return secret

    def _for_function(self, config: Mapping[str, Any]) -> dict[str, str]:
        """The credentials in a function's environment; the same for all its workers."""
        arn, role = str(config.get("FunctionArn", "")), str(config.get("Role", ""))
        known = self._of_functions.setdefault((arn, role), _random())
        name, role_name = str(config.get("FunctionName", "function"))[:64], role.rsplit("/", 1)[-1]
        self._function_keys.add(known["AWS_ACCESS_KEY_ID"])
        ministack.register_session(
            known["AWS_ACCESS_KEY_ID"],
            {
                "Arn": f"arn:aws:sts::{arn.split(':')[4]}:assumed-role/{role_name}/{name}",
                "UserId": f"{role_name}:{name}",
                "SecretAccessKey": known["AWS_SECRET_ACCESS_KEY"],
                "SessionToken": known["AWS_SESSION_TOKEN"],
            },
        )
        return dict(known)


def _session_secret(session: Mapping[str, Any], token: str | None) -> str | None:
    expected, expires = str(session.get("SessionToken", "")), session.get("Expiration")
    if not hmac.compare_digest(expected.encode(), (token or "").encode()):
        return None
    if isinstance(expires, (int, float)) and time.time() > expires:
        raise Denied("ExpiredTokenException", "The security token included in the request is expired")
    return session.get("SecretAccessKey")


def _random() -> dict[str, str]:
    return {
        "AWS_ACCESS_KEY_ID": f"ASIA{secrets.token_hex(8).upper()}",
        "AWS_SECRET_ACCESS_KEY": secrets.token_hex(20),
        "AWS_SESSION_TOKEN": secrets.token_hex(32),
    }
