"""Callers that are refused on AWS's port, whatever the signature.

A browser says what a request is: the name that it was sent to (`Host`), and the page that sent it (`Origin`, `Referer`,
`Sec-Fetch-Site`). No program that calls AWS sends the last three.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from .request import Refused, Request

# Names that no page can have pointed here: addresses of this machine, and what systems and browsers keep for it.
_OWN_HOST = re.compile(r"(127\.0\.0\.1|\[::1\]|([a-z0-9_-]+\.)*localhost)", re.IGNORECASE)
_READS = re.compile(r"(Get|List|Describe|Lookup|Verify|Decode|Simulate|Search|Query|Scan|Select)[A-Z]\w*")


def check_host(request: Request, port: int) -> None:
    """The name must be this machine's, and the port ours, as all clients send it but for port 80."""
    host, _, its_port = request.headers.get("host", "").rpartition(":")
    if its_port != str(port) or not _OWN_HOST.fullmatch(host):
        raise Refused("Refused: this is the local AWS of a project, under no other name than 127.0.0.1 and localhost.")


def page(request: Request) -> str | None:
    """The origin of the page that has sent the request, or a question mark if it is unknown; None without a page."""
    headers = request.headers
    if "origin" in headers:
        return headers["origin"]
    if "referer" in headers:
        parts = urlsplit(headers["referer"])
        return f"{parts.scheme}://{parts.netloc}"
    if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        return "?"
    return None


def refuse_page() -> Refused:
    return Refused(
        "Refused: the local AWS answers no web page. APIs and function URLs have ports of their own; a bucket answers "
        "the pages that its CORS rules name, with presigned URLs."
    )


def check_reads(request: Request) -> None:
    """A GET must not write: it is what a link, an image or a redirection can make."""
    if request.method not in ("GET", "HEAD"):
        return
    action = request.parameters.get("Action")
    if "x-amz-target" in request.headers or (action is not None and not _READS.fullmatch(action)):
        raise Refused("Refused: a GET only reads. Send this call with POST.")
