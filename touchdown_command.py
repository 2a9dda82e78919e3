"""The command `touchdown` from its first moment on.

A Ctrl-C while the rest is being imported ends it with one line, too. A closed standard stream is opened before any file
can get its number.

This module lies outside of the package, because importing anything inside also runs the package's own imports, which
take most of the time until the command begins.
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
"""The document for --json, as `cli/views/errors.py` would print it."""


def main() -> None:
    """Imports the command and runs it; from then on `touchdown/cli/interruption.py` handles interruptions."""
    begin()
    from touchdown.cli.main import main as run

    run()


def is_module() -> bool:
    """Whether the package is being imported in order to run it, as `python -m touchdown` does before all else."""
    return sys.argv[:1] == ["-m"] and sys.orig_argv[-len(sys.argv)].removeprefix("-m") == "touchdown"


def begin() -> None:
    """Before all imports: opens closed streams, and makes an unhandled Ctrl-C end this process with one line."""
    _open_closed_streams()
    sys.excepthook = _ended


def _open_closed_streams() -> None:
    """Opens a closed stream as the null device. `<&-` in a shell closes it, and so do some supervisors.

    Python sets such a stream to None. The next file to be opened would get its number, in this process and in its
    children, and printed text would be written into that file.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            number = os.open(os.devnull, os.O_RDWR)  # gets the lowest free number: the stream's own
            os.set_inheritable(number, True)
            setattr(sys, name, os.fdopen(number, mode))


def _ended(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, traceback)
        return
    if "--json" in sys.argv:
        print(_INTERRUPTED, flush=True)  # noqa: T201 -- click may be what isn't there yet
    print("Interrupted.", file=sys.stderr, flush=True)  # noqa: T201 -- as above
    # Not sys.exit(): half-imported modules may have exit handlers that print.
    os._exit(130)
