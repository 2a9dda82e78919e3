"""The command `touchdown`, which takes the simulated AWS for AWS, though it has an `endpoint_url`.

Otherwise it would read it as it reads an emulator, which has other gaps. With `--no-limits` in front of the command the
limiters are left out that keep below AWS's rates, for a simulation that has none.
"""

from __future__ import annotations

import sys

from touchdown.aws import connection
from touchdown.aws.connection import Connection
from touchdown.cli.main import main


def _none(*_: object) -> None:
    """No limiters."""


if __name__ == "__main__":
    # Not by `unittest.mock`, whose import takes a tenth as long as the whole command.
    setattr(Connection, "emulated", False)  # noqa: B010  a property for pyright
    if sys.argv[1] == "--no-limits":
        del sys.argv[1]
        setattr(connection, "Limiters", _none)  # noqa: B010  as above
    main()
