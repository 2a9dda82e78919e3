"""The command `touchdown` without the limiters that keep below AWS's rates, for a simulated AWS that has none."""

from __future__ import annotations

from touchdown.aws import connection
from touchdown.cli.main import main


def _none(*_: object) -> None:
    """No limiters."""


if __name__ == "__main__":
    # Not by `unittest.mock`, whose import takes a tenth as long as the whole command.
    setattr(connection, "Limiters", _none)  # noqa: B010  a class for pyright
    main()
