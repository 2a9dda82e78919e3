"""The command `touchdown` from its first moment on.

Who presses Ctrl-C while the rest is imported gets one line, too. What is closed of standard input, output and error is
opened before any file can get its number.

It lies outside of the package, because whatever is inside brings the package's own imports along. Those take most of
the time until the command has begun.
"""

import os
import sys
from types import TracebackType

_INTERRUPTED = """\
{
  "version": 1,
  "error": {
    "kind": "Interrupted",
    "what": "Interrupted before anything was changed.",
    "where": null,
    "why": null,
    "hint": null,
    "exit_code": 130,
    "others": []
  }
}"""
"""The document that it is with --json, as `cli/views/errors.py` would print it."""


def main() -> None:
    """Imports the command and runs it; from then on `touchdown/cli/interruption.py` tells what an interruption does."""
    begin()
    from touchdown.cli.main import main as run

    run()


def is_module() -> bool:
    """Whether the package is being imported in order to run it, as `python -m touchdown` does before all else."""
    return sys.argv[:1] == ["-m"] and sys.orig_argv[-len(sys.argv)].removeprefix("-m") == "touchdown"


def begin() -> None:
    """Before all imports: opens what is closed, and lets a Ctrl-C that nobody heeds end this process with one line."""
    _open_closed_streams()
    sys.excepthook = _ended


def _open_closed_streams() -> None:
    """Lets a stream that is closed, as `<&-` in a shell and some supervisors leave it, lead to the null device.

    Python has None for it. The next file that is opened would get its number, here and in whatever we start, and what
    is printed would be written into that file.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            number = os.open(os.devnull, os.O_RDWR)  # the lowest that is free: the stream's own
            os.set_inheritable(number, True)
            setattr(sys, name, os.fdopen(number, mode))


def _ended(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, traceback)
        return
    if "--json" in sys.argv:
        print(_INTERRUPTED, flush=True)  # noqa: T201 -- click may be what isn't there yet
    print("Interrupted.", file=sys.stderr, flush=True)  # noqa: T201 -- as above
    # Not sys.exit(): what is imported half may have something to say at the end.
    os._exit(130)
