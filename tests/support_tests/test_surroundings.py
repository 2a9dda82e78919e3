"""The surroundings of the tests: commands heed the same signals, whatever the tests were started by."""

from __future__ import annotations

import signal
import subprocess
import sys

from tests.support.surroundings import hang_ups_heeded, signals_kept

_IS_DEFAULT = "import signal; print(signal.getsignal(signal.SIGHUP) is signal.SIG_DFL)"


def test_a_command_heeds_a_closed_terminal_where_nohup_has_made_the_tests_deaf_to_it() -> None:
    with signals_kept():
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        with hang_ups_heeded():
            heeds = subprocess.check_output([sys.executable, "-c", _IS_DEFAULT], text=True)
        assert heeds.strip() == "True"
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
