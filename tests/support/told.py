"""What a user reads of a run: the command's own views of progress, plan and error, in this process."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout

import attrs

import touchdown
from tests.support.everything import Run
from tests.support.workspaces import Endpoint, workspace
from touchdown.aws.session import PATIENCE, Patience
from touchdown.cli.options import Options
from touchdown.cli.views.console import stderr, stdout
from touchdown.cli.views.errors import show_error
from touchdown.cli.views.plan import as_text
from touchdown.cli.views.progress import progress
from touchdown.model.errors import TouchdownError

_ONE_EACH = re.compile(r"\n(?! )")
"""Lines that are indented belong to the one above."""
_FAILED = re.compile(r"failed to \w+ (\S+)")


@attrs.frozen
class Told:
    """All that was printed, and the exit code."""

    text: str
    code: int

    def errors(self) -> Iterator[str]:
        """Each error with its where, why and do."""
        return (one for one in _ONE_EACH.split(self.text) if one.startswith("error: "))

    def sentences(self) -> Iterator[str]:
        """Each error, note and line of progress."""
        return iter(_ONE_EACH.split(self.text))

    def failed(self) -> list[str]:
        """The addresses of what failed."""
        return [found[1] for one in self.sentences() if (found := _FAILED.match(one))]


def told(run: Run, endpoint: Endpoint, account_id: str, patience: Patience = PATIENCE) -> Told:
    """Makes a run, and gives what it tells."""
    made = workspace(endpoint, run.after, account=account_id, patience=patience)
    options, code = Options(yes=True), 0
    with redirect_stderr(io.StringIO()) as written, redirect_stdout(written):
        try:
            with progress(stderr(options)) as report:
                plan = touchdown.plan(made, adopt=run.adopt, destroy=run.destroys, report=report)
                stdout(options).print(as_text(plan))
                touchdown.apply(made, plan, report=report)
        except TouchdownError as error:
            show_error(error, options)
            code = error.exit_code
    return Told(written.getvalue(), code)
