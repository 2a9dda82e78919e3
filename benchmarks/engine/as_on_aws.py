"""The command `touchdown`, which takes the simulated AWS for AWS, though it has an `endpoint_url`.

Otherwise it would read it as it reads an emulator, which has other gaps. With `--no-limits` in front of the command the
limiters are left out that keep below AWS's rates, for a simulation that has none.
"""

from __future__ import annotations

import sys
from unittest.mock import patch

from touchdown.aws import connection
from touchdown.aws.connection import Connection
from touchdown.cli.main import main

if __name__ == "__main__":
    with patch.object(Connection, "emulated", False):
        if sys.argv[1] == "--no-limits":
            del sys.argv[1]
            with patch.object(connection, "Limiters", return_value=None):
                main()
        main()
