"""Shows slow steps before the first call: bars on a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from touchdown.cli.views.progress import is_live
from touchdown.machine.steps import Did, Steps, unheard

if TYPE_CHECKING:
    from rich.progress import Progress


@contextmanager
def shown(console: Console) -> Generator[Steps]:
    """Shows the steps that are taken in this block."""
    if not is_live(console):
        yield partial(_line, console)
        return
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.table import Column

    # Where space is short, the sentence is cut, and not the time.
    rest = Column(no_wrap=True, overflow="ellipsis", ratio=1)
    what = TextColumn("{task.description}", markup=False, table_column=rest)
    columns = (SpinnerColumn(), BarColumn(20), TimeElapsedColumn(), what)
    with Progress(*columns, console=console, transient=True, expand=True) as bars:
        yield partial(_bar, bars)


@contextmanager
def _line(console: Console, what: str, size: int = 0) -> Generator[Did]:
    if not size:  # steps with a size are over in seconds
        console.print(Text(what))
    yield unheard


@contextmanager
def _bar(bars: Progress, what: str, size: int = 0) -> Generator[Did]:
    task = bars.add_task(what, total=size or None)
    try:
        yield partial(bars.advance, task)
    finally:
        bars.remove_task(task)
