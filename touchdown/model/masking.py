"""Secrets in texts: those that this process knows, in any spelling, and what looks like a secret.

A text that is shown may hold a `Secret` in another spelling than the declared one: as Python or JSON writes it, quoted
for a URL, in base64, with its lines joined. All of these are masked. So is what anybody would take for a secret by its
look: passwords in URLs, private keys, tokens with the prefixes of the services that issue them, JWTs.

Weakness: a spelling that isn't listed here, such as a hash or a secret cut in two, isn't recognised.
"""

from __future__ import annotations

import base64
import functools
import html
import json
import re
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

HIDDEN = "(secret)"

_known: dict[str, None] = {}
"""The texts of all secrets that were made, each once."""
_SHORT = 6
"""Shorter secrets are masked only as they are: their other spellings may stand anywhere by chance."""

_LOOKS = re.compile(
    r"""
    (?<=://)[^/\s:@"']*:[^@/\s"']+(?=@)                                      # user:password@ in a URL
    | -----BEGIN\ [A-Z ]*PRIVATE\ KEY-----(?:[\s\S]*?-----END\ [A-Z ]*PRIVATE\ KEY-----)?
    | \beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*                                   # a JWT
    | \bgh[pousr]_[A-Za-z0-9]{20,} | \bgithub_pat_\w{20,} | \bglpat-[\w-]{16,}
    | \bxox[abeprs]-[\w-]{10,} | (?<=hooks\.slack\.com/services/)[\w/]+
    | (?<=/api/webhooks/)\d+/[\w-]+                                          # Discord
    | \b[rs]k_(?:live|test)_\w{10,} | \bwhsec_\w{16,} | \bsk-[\w-]{20,}
    | \bnpm_[A-Za-z0-9]{30,} | \bpypi-[\w-]{16,} | \bdop_v1_[0-9a-f]{32,} | \bhf_[A-Za-z0-9]{30,}
    | \bAIza[\w-]{30,} | \bya29\.[\w-]{20,} | \bSG\.[\w-]{16,}\.[\w-]{16,}
    """,
    re.VERBOSE,
)


def remember(secret: str) -> None:
    """From now on, this secret is masked in all texts."""
    _known[secret] = None


def mask(text: str) -> str:
    """A text without the secrets that this process knows, and without what looks like a secret."""
    known = _pattern(len(_known))
    return _LOOKS.sub(HIDDEN, known.sub(HIDDEN, text) if known else text)


def looks_secret(value: object) -> bool:
    """Whether a value is a text that holds what looks like a secret."""
    return isinstance(value, str) and bool(_LOOKS.search(str.__str__(value)))


@functools.lru_cache(maxsize=2)
def _pattern(number: int) -> re.Pattern[str] | None:
    """Finds all secrets; the longest first, since a secret may be a part of another. They are only ever added to."""
    spellings = {one for secret in _known for one in _spellings(secret) if one}
    return re.compile("|".join(map(re.escape, sorted(spellings, key=len, reverse=True)))) if spellings else None


def _spellings(secret: str) -> Iterator[str]:
    yield secret
    if len(secret) < _SHORT:
        return
    yield repr(secret)[1:-1]
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret, ensure_ascii=False)[1:-1]
    yield html.escape(secret)
    data = secret.encode("utf-8", "surrogatepass")
    for quoted in (quote(data, safe=""), quote(data), quote_plus(data)):
        yield from (quoted, quote(quoted, safe=""))
    yield from _in_base64(data)
    if len(secret.split()) > 1:
        yield " ".join(secret.split())
        yield "".join(secret.splitlines())
        yield from (line.strip() for line in secret.splitlines() if len(line.strip()) >= 2 * _SHORT)


def _in_base64(data: bytes) -> Iterator[str]:
    """By itself; and within a longer text at each offset, without the groups that its neighbours change."""
    alone = base64.b64encode(data).decode().rstrip("=")
    inner = [
        base64.b64encode(bytes(before) + data).decode()[4 if before else 0 : (before + len(data)) // 3 * 4]
        for before in range(3)
    ]
    for found in (alone, *(one for one in inner if len(one) >= 2 * 4)):
        yield from (found, found.replace("+", "-").replace("/", "_"))
