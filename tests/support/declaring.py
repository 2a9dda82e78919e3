"""Runs the command on a Touchdownfile of a test, and counts the calls to AWS that it makes.

Most runs are in this process, which is ten times as quick; `command.run` is the real thing. What is cut off from AWS
and from the user's home is the tests' whole environment (`surroundings.py`).
"""

from __future__ import annotations

import contextlib
import io
import socketserver
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from tests.support.command import Outcome
from tests.support.surroundings import signals_kept
from touchdown.cli.main import main

_BEGINNING = """\
workspace.name = "shop"
keys = dict(access_key_id="AKIAMADEUP", secret_access_key="made up", endpoint_url="{address}", emulator=True)
aws = workspace.add_aws(region="eu-west-1", **keys)

def hello(event, context):
    return "hello"

"""
"""Its line after the last is the first of what a test declares: line 8."""


class CountingAws(socketserver.TCPServer):
    """Stands where AWS would be: closes each connection, and counts it."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), socketserver.BaseRequestHandler)
        self.connections = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connections += 1
        self.shutdown_request(request)


@contextlib.contextmanager
def counting_aws() -> Iterator[CountingAws]:
    """A `CountingAws` that listens."""
    with CountingAws() as aws:
        thread = threading.Thread(target=aws.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield aws
        finally:
            aws.shutdown()
            thread.join()


def write(folder: Path, text: str, name: str = "Touchdownfile") -> None:
    (folder / name).write_text(text, encoding="utf-8")


def write_declaration(folder: Path, aws: CountingAws, declaration: str) -> None:
    """Writes a Touchdownfile that has an account `aws` and a function `hello`, and goes on with what is declared."""
    aws.connections = 0
    write(folder, _BEGINNING.format(address=aws.address) + declaration + "\n")


def in_process(folder: Path, *arguments: str) -> Outcome:
    """Runs `touchdown ...` in a folder, in this process, and leaves no trace in it."""
    with (
        signals_kept(),
        contextlib.chdir(folder),
        contextlib.redirect_stdout(io.StringIO()) as stdout,
        contextlib.redirect_stderr(io.StringIO()) as stderr,
        mock.patch.object(sys, "argv", ["touchdown", *arguments]),
        mock.patch.object(sys, "path", list(sys.path)),
        _without_modules_of(folder),
    ):
        try:
            main()
        except SystemExit as ended:
            code = ended.code
    assert isinstance(code, int)
    return Outcome(code, stdout.getvalue(), stderr.getvalue())


@contextlib.contextmanager
def _without_modules_of(folder: Path) -> Iterator[None]:
    """Forgets what was imported from beside a Touchdownfile: others have modules of the same names."""
    yield
    for name, module in list(sys.modules.items()):
        if Path(getattr(module, "__file__", None) or "/").is_relative_to(folder):
            del sys.modules[name]
