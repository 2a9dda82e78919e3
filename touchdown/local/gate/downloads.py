"""Links to files that the local AWS hands out by itself: the code of a function, and a layer.

AWS signs them for its S3. Here the link is signed with a key that is derived from the project's, for this path and this
time alone; whoever has it can do nothing else with it.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from urllib.parse import urlsplit

from .request import Refused, Request

_LIFETIME = 600
_PATHS = ("/_ministack/lambda-code/", "/_ministack/lambda-layers/")
_ANSWERED = ("/_ministack/cfn-response/", "/_ministack/cfn-signal/")
"""The paths at which custom resources of CloudFormation answer: each ends in a random name that only one knows."""


class Downloads:
    def __init__(self, secret: str) -> None:
        self._key = hmac.digest(secret.encode(), b"downloads", hashlib.sha256)

    def signed(self, url: str) -> str:
        """The link, signed."""
        path, expires = urlsplit(url).path, str(int(time.time()) + _LIFETIME)
        address = url.partition("?")[0]
        return f"{address}?expires={expires}&signature={self._signature(path, expires)}"

    def are_asked(self, request: Request) -> bool:
        """Whether this is a link that needs no other signature; an error if its signature is wrong, or too old."""
        if request.method == "PUT" and request.path.startswith(_ANSWERED):
            return True
        if request.method != "GET" or not request.path.startswith(_PATHS):
            return False
        expires, signature = request.parameters.get("expires", ""), request.parameters.get("signature", "")
        good = hmac.compare_digest(self._signature(request.path, expires).encode(), signature.encode())
        if not good or time.time() > int(expires):
            raise Refused("Refused: the link is wrong, or older than ten minutes.")
        return True

    def _signature(self, path: str, expires: str) -> str:
        return hmac.new(self._key, f"{path}\n{expires}".encode(), hashlib.sha256).hexdigest()
