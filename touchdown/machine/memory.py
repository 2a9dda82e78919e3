"""Giving memory back to the system.

glibc requests large blocks from the system one by one, and returns each when it is freed. What counts as large is not
fixed: glibc raises the threshold to the largest block freed so far, up to 32 MB. A process that sends large packages
from many threads then keeps a hole of that size in the heap of each thread: sending fifty packages of 30 MB took 890 MB
of memory, and takes 230 MB with a fixed threshold.

Source: mallopt(3), M_MMAP_THRESHOLD. Without glibc nothing is done.
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
    """From now on, a block larger than 1 MB returns to the system as soon as it is freed."""
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(_M_MMAP_THRESHOLD, LARGE)
