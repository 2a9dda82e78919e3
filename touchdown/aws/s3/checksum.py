"""Compares an object with its declared content, by the checksum that S3 itself has computed.

Key, metadata and size are chosen by whoever wrote the object, so they prove nothing. S3 has the SHA-256 of an object
that came in one piece. For an object that came in parts it has the SHA-256 of the parts' hashes, which is computed here
as well: for the size of parts that `upload.py` sends, with the number of parts. No other bytes have the same checksum
(AWS: "Checking object integrity", "full object" and "composite" checksums).

Weakness: content that was sent in parts of another size is taken for different content, though it may be the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from touchdown.aws.s3.content import Content, to_text, unreadable
from touchdown.aws.s3.upload import pieces, size_of_parts


def holds(head: Mapping[str, Any], content: Content, source: bytes | Path) -> bool:
    """Whether the answer of HeadObject with ChecksumMode has the checksum of a source; False if it has no SHA-256."""
    told = head.get("ChecksumSHA256", "")
    # S3's ETag of what came in parts ends with their number; so does the checksum, but not on every endpoint.
    parts = head["ETag"].strip('"').partition("-")[2]
    if not told or not parts:
        return bool(told == content.sha256)
    return f"{told.partition('-')[0]}-{parts}" == _of_parts(source, content.size)


def _of_parts(source: bytes | Path, size: int) -> str:
    """S3's checksum of content that is sent in parts."""
    try:
        digests = [hashlib.sha256(piece).digest() for piece in pieces(source, size_of_parts(size))]
    except OSError as error:
        raise unreadable(Path(str(error.filename)), error) from error
    return f"{to_text(hashlib.sha256(b''.join(digests)).digest())}-{len(digests)}"
