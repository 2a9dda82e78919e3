"""The command `touchdown` from its first moment on: also who presses Ctrl-C while the rest is imported gets one line.

It lies outside of the package, because whatever is inside brings the package's own imports along.
"""

import os
import sys


def main() -> None:
    """Imports the command and runs it; from then on `touchdown/cli/interruption.py` tells what an interruption does."""
    try:
        from touchdown.cli.main import main as run

        run()
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr, flush=True)  # noqa: T201 -- click may be what isn't there yet
        # Not sys.exit(): what is imported half may have something to say at the end.
        os._exit(130)
