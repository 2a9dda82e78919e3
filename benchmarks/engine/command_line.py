"""The options of all commands that measure tools over the same work."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path


def parser_of(
    program: str, description: str | None, *, functions: Sequence[int], repeat: int
) -> argparse.ArgumentParser:
    """A parser with these options; `functions` and `repeat` are the defaults."""
    parser = argparse.ArgumentParser(
        prog=f"python -m {program}", description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--functions", type=int, nargs="+", default=functions)
    parser.add_argument("--repeat", type=int, default=repeat, help="the number of runs, of which the fastest counts")
    parser.add_argument("--operations", action="store_true", help="print how often each operation was called")
    parser.add_argument("--write", type=Path, help="the folder of the documentation's tables")
    return parser
