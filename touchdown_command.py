"""The command `touchdown` from its first moment on: also who presses Ctrl-C while the rest is imported gets one line.

It lies outside of the package, because whatever is inside brings the package's own imports along. Those take most of
the time until the command has begun.
"""

import os
import sys
from types import TracebackType


def main() -> None:
    """Imports the command and runs it; from then on `touchdown/cli/interruption.py` tells what an interruption does."""
    end_with_one_line()
    from touchdown.cli.main import main as run

    run()


def is_module() -> bool:
    """Whether the package is being imported in order to run it, as `python -m touchdown` does before all else."""
    return sys.argv[:1] == ["-m"] and sys.orig_argv[-len(sys.argv)].removeprefix("-m") == "touchdown"


def end_with_one_line() -> None:
    """Lets a Ctrl-C that nobody has heeded end this process with one line and exit code 130."""
    sys.excepthook = _ended


def _ended(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, traceback)
        return
    print("Interrupted.", file=sys.stderr, flush=True)  # noqa: T201 -- click may be what isn't there yet
    # Not sys.exit(): what is imported half may have something to say at the end.
    os._exit(130)
