"""Whether an object is what it shall be, by the checksum that S3 itself has worked out.

Its key, its metadata and its size are what whoever wrote it has chosen, and tell nothing. S3 has SHA-256 of an object
that came in one piece. Of one that came in parts it has the SHA-256 of the parts' hashes, which is worked out here as
well: for the size of parts that `upload.py` sends, with the number of parts. No other bytes have the same (AWS:
"Checking object integrity", "full object" and "composite" checksums).

Weakness: what somebody has sent in parts of another size is taken for another object, though it may be the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from touchdown.aws.s3.content import Content, to_text, unreadable
from touchdown.aws.s3.upload import pieces, size_of_parts


def holds(head: Mapping[str, Any], content: Content, source: bytes | Path) -> bool:
    """Whether HeadObject with ChecksumMode tells of what a source holds. Without SHA-256 it doesn't."""
    told = head.get("ChecksumSHA256", "")
    # S3's ETag of what came in parts ends with their number; so does the checksum, but not on every endpoint.
    parts = head["ETag"].strip('"').partition("-")[2]
    if not told or not parts:
        return bool(told == content.sha256)
    return f"{told.partition('-')[0]}-{parts}" == _of_parts(source, content.size)


def _of_parts(source: bytes | Path, size: int) -> str:
    """S3's checksum of what is sent in parts."""
    try:
        digests = [hashlib.sha256(piece).digest() for piece in pieces(source, size_of_parts(size))]
    except OSError as error:
        raise unreadable(Path(str(error.filename)), error) from error
    return f"{to_text(hashlib.sha256(b''.join(digests)).digest())}-{len(digests)}"
