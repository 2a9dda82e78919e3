"""Giving memory back to the system.

glibc takes large blocks from the system one by one, and gives each back when it is freed: above a size that it
raises to the largest that was ever freed, up to 32 MB. A process that sends large packages from many threads then keeps
a hole of that size in the heap of each: fifty packages of 30 MB took 890 MB, and take 230 MB with a fixed size.

Source: mallopt(3), M_MMAP_THRESHOLD. Elsewhere than on glibc nothing is done.
"""

from __future__ import annotations

import ctypes
import functools
import sys

_M_MMAP_THRESHOLD = -3
LARGE = 1024 * 1024
"""Bytes."""


@functools.cache
def give_back_large_blocks() -> None:
    """From now on, what is larger than 1 MB goes back to the system as soon as it is freed."""
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(_M_MMAP_THRESHOLD, LARGE)
