"""The page on security names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"``([\w/]+\.py)::(test_\w+)``")


def test_each_threat_has_a_test_that_exists() -> None:
    rows = NAMED.findall((ROOT / "docs" / "security.rst").read_text(encoding="utf-8"))
    assert len(rows) > 20
    missing = [
        f"{file}::{name}"
        for file, name in rows
        if f"def {name}(" not in (ROOT / "tests" / file).read_text(encoding="utf-8")
    ]
    assert missing == []
