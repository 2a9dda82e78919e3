"""Types are imported when they are needed, in many threads."""

from __future__ import annotations

import subprocess
import sys

LOADED_AT_ONCE = """
import sys
from concurrent.futures import ThreadPoolExecutor

sys.setswitchinterval(1e-6)  # seconds: threads take turns as often as they can
from touchdown.aws.resource_types import RESOURCE_TYPES

with ThreadPoolExecutor(len(RESOURCE_TYPES)) as pool:
    assert all(pool.map(lambda row: row.load(), RESOURCE_TYPES))
"""


def test_types_can_be_imported_in_many_threads_at_once() -> None:
    ended = subprocess.run([sys.executable, "-c", LOADED_AT_ONCE], capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stderr
