"""The command `touchdown`, which treats the simulated AWS as AWS, although it has an `endpoint_url`.

Otherwise it would read it like an emulator, which has other gaps. With `--no-limits` before the command, it runs
without the limiters that keep below AWS's rates, for a simulation without rate limits.
"""

from __future__ import annotations

import sys

from touchdown.aws import connection
from touchdown.aws.connection import Connection
from touchdown.cli.main import main


def _none(*_: object) -> None:
    """No limiters."""


if __name__ == "__main__":
    # Not with `unittest.mock`: importing it takes a tenth of the command's time.
    setattr(Connection, "emulated", False)  # noqa: B010  a property for pyright
    if sys.argv[1] == "--no-limits":
        del sys.argv[1]
        setattr(connection, "Limiters", _none)  # noqa: B010  as above
    main()
