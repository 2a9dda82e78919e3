"""Texts within an SVG."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape


def escaped(text: str) -> str:
    """XML has no way at all to hold a control character, but the key of an S3 object may have one."""
    return escape(re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text))


def short(text: str, longest: int) -> str:
    """The middle of a long name is what tells least."""
    half = (longest - 1) // 2
    return text if len(text) <= longest else f"{text[:half]}…{text[-half:]}"
