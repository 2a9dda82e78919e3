"""Texts in an SVG."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape


def escaped(text: str) -> str:
    """A text for XML, which can't hold control characters at all, while the key of an S3 object can."""
    return escape(re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text))


def short(text: str, longest: int) -> str:
    """A name, shortened in the middle, which matters least."""
    half = (longest - 1) // 2
    return text if len(text) <= longest else f"{text[:half]}…{text[-half:]}"
