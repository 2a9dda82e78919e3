"""The command `touchdown` as a process of its own, in a folder with a Touchdownfile; with pipes, or on a terminal."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import selectors
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import attrs

from tests.support import forked
from tests.support.surroundings import hang_ups_heeded

CHECKOUT = Path(__file__).parents[2]
_BOUND = 60.0
_LOCAL_FLAGS = 3

NOTHING: Mapping[str, str] = {}

# What makes the output of a program another one on another machine.
_LOOKS = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "TTY_COMPATIBLE", "TTY_INTERACTIVE")

_FILTERS: tuple[tuple[str, str], ...] = (
    (r"127\.0\.0\.1:[0-9]+", "127.0.0.1:PORT"),
    (r"\b[0-9]{12}\b", "ACCOUNT"),
    (r"\b[0-9]+(\.[0-9]+)? (s|ms)\b", r"N \2"),
    (r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9:]{8}(Z|\+00:00)", "TIME"),
    (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "REQUEST"),
    (r"\bsha256 [\w+/=]{12}", "sha256 HASH"),
    (r"\b[0-9,]+ bytes\b", "N bytes"),
    (r"\btouchdown [0-9]+\.[0-9]+\.[0-9]+", "touchdown VERSION"),
)
_IN_ANY_ORDER = re.compile(r"(created|updated|replaced|deleted|adopted|failed to \w+|debug:) ")


@attrs.frozen
class Outcome:
    """What a run of the command came to."""

    code: int
    stdout: str
    stderr: str

    @property
    def all(self) -> str:
        return self.stdout + self.stderr


def run(folder: Path, *arguments: str, stdin: str = "", variables: Mapping[str, str] = NOTHING) -> Outcome:
    """Runs `python -m touchdown ...` to its end: forked from a server, unless Python itself is to start otherwise."""
    if not any(name.startswith("PYTHON") for name in variables):
        return Outcome(*forked.run(folder, arguments, _environment(variables), stdin))
    ended = subprocess.run(
        [sys.executable, "-m", "touchdown", *arguments],
        cwd=folder,
        env=_environment(variables),
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        timeout=_BOUND,
        check=False,
    )
    return Outcome(ended.returncode, ended.stdout, ended.stderr)


@attrs.frozen
class Running:
    """A run that goes on."""

    process: subprocess.Popen[str]

    def interrupt(self, number: int = signal.SIGINT) -> None:
        self.process.send_signal(number)

    def interrupt_until_it_ends(self) -> None:
        """Several interruptions in a moment are taken for one: this goes on if that was one of them."""
        while self.process.poll() is None:
            self.interrupt()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(0.1)

    def read_until(self, text: str, *, stderr: bool = False) -> None:
        """Reads lines up to the one with a text; they are gone from the outcome."""
        stream = self.process.stderr if stderr else self.process.stdout
        assert stream
        assert any(text in line for line in stream), f"It ended without saying {text}."

    def close_outputs(self) -> None:
        """From now on nobody reads what it writes."""
        for stream in (self.process.stdout, self.process.stderr):
            assert stream
            stream.close()

    def outcome(self) -> Outcome:
        stdout, stderr = self.process.communicate(timeout=_BOUND)
        return Outcome(self.process.returncode, stdout, stderr)


@contextmanager
def running(folder: Path, *arguments: str) -> Generator[Running]:
    """Starts `python -m touchdown ...`; it doesn't outlive the block."""
    with hang_ups_heeded():
        process = subprocess.Popen(
            [sys.executable, "-m", "touchdown", *arguments],
            cwd=folder,
            env=_environment({"PYTHONUNBUFFERED": "1"}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
    with process:
        try:
            yield Running(process)
        finally:
            process.kill()


@attrs.frozen
class Screen:
    """What came to a terminal: all bytes as text, and whether the terminal is afterwards as it was before."""

    code: int
    text: str
    restored: bool

    @property
    def lines(self) -> list[str]:
        """What stays: the lines without those that were drawn over, and without colours."""
        kept: list[str] = []
        for line in self.text.split("\n"):
            # The live view goes up (ESC [ 1A) and clears (ESC [ 2K) the lines that it draws anew.
            above = line.count("\x1b[1A")
            del kept[len(kept) - above :]
            kept.append(re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", line.rsplit("\x1b[2K", 1)[-1]).replace("\r", ""))
        return [line for line in kept if line]


def on_terminal(
    folder: Path,
    *arguments: str,
    variables: Mapping[str, str] = NOTHING,
    look: Callable[[str, Callable[[str], object]], object] = lambda seen, type_in: None,
) -> Screen:
    """Runs the command on a terminal. `look` is called with all that was seen, many times a second."""
    master, slave = pty.openpty()
    _keep_output(slave)
    before = termios.tcgetattr(slave)
    with hang_ups_heeded():
        process = subprocess.Popen(
            [sys.executable, "-m", "touchdown", *arguments],
            cwd=folder,
            env=_environment({"TERM": "xterm-256color", "COLUMNS": "100", "LINES": "30", **variables}),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            preexec_fn=_take_terminal,
        )
    with process, os.fdopen(master, "r+b", buffering=0) as keyboard:
        try:
            text = _read(master, process, lambda seen: look(seen, lambda typed: keyboard.write(typed.encode())))
            restored = termios.tcgetattr(slave) == before
        finally:
            process.kill()
            os.close(slave)
    return Screen(process.returncode, text, restored)


@contextmanager
def closing_terminal(
    folder: Path, *arguments: str, told: bool = True
) -> Generator[tuple[subprocess.Popen[bytes], Callable[[], None]]]:
    """Starts the command on a terminal that nobody reads; gives it, and what closes the terminal.

    Unless it is to be `told`, the system doesn't say so to it, as when a shell has let go of it.
    """
    master, slave = pty.openpty()
    with hang_ups_heeded():
        process = subprocess.Popen(
            [sys.executable, "-m", "touchdown", *arguments],
            cwd=folder,
            env=_environment({"TERM": "xterm-256color"}),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            preexec_fn=_take_terminal if told else None,
        )
    os.close(slave)
    with process, ExitStack() as at_the_end:
        at_the_end.callback(process.kill)
        terminal = at_the_end.enter_context(ExitStack())
        terminal.callback(os.close, master)
        yield process, terminal.close


def filtered(outcome: Outcome, folder: Path) -> str:
    """An outcome as a text in which stands nothing that differs from run to run."""
    stderr = _in_order(outcome.stderr.splitlines())
    parts = [f"exit {outcome.code}", "--- stdout", *outcome.stdout.splitlines(), "--- stderr", *stderr]
    text = "\n".join(parts).replace(str(folder), "FOLDER")
    for pattern, replacement in _FILTERS:
        text = re.sub(pattern, replacement, text)
    return text


def _in_order(lines: list[str]) -> list[str]:
    """What happens at the same time is told in any order: those lines are sorted among themselves."""
    moved = iter(sorted(line for line in lines if _IN_ANY_ORDER.match(line)))
    return [next(moved) if _IN_ANY_ORDER.match(line) else line for line in lines]


def _environment(variables: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _LOOKS}
    return {**kept, "PYTHONPATH": str(CHECKOUT), "PYTHONUTF8": "1", **variables}


def _read(master: int, process: subprocess.Popen[bytes], look: Callable[[str], object]) -> str:
    """All that comes to the terminal until the process has ended."""
    data, bound = b"", time.monotonic() + _BOUND
    # Not select(), which takes no descriptor above 1,023: a long run of tests has more open.
    with selectors.DefaultSelector() as selector:
        selector.register(master, selectors.EVENT_READ)
        while time.monotonic() < bound:
            over = process.poll() is not None  # asked first: what it has written is read after that
            ready = selector.select(0 if over else 0.02)
            data += os.read(master, 65536) if ready else b""
            text = data.decode(errors="replace").replace("\r\n", "\n")
            if over and not ready:
                return text
            look(text)
    raise TimeoutError(f"It goes on. Seen so far:\n{data.decode(errors='replace')}")


def _keep_output(terminal: int) -> None:
    """Otherwise a terminal throws away what wasn't read yet when Ctrl-C is typed."""
    settings = termios.tcgetattr(terminal)
    settings[_LOCAL_FLAGS] |= termios.NOFLSH
    termios.tcsetattr(terminal, termios.TCSANOW, settings)


def _take_terminal() -> None:
    """Makes stdin the terminal that Ctrl-C comes from."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
