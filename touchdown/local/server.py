"""Starts and stops the process of the local AWS.

The process gets an environment that is built from nothing: no credential, profile, endpoint or proxy of the user's, and
no setting of another MiniStack or LocalStack, reaches it or the functions that it runs, which inherit its environment.
"""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import IO

from touchdown.local import locks, serve
from touchdown.local.folder import Folder
from touchdown.local.record import Record
from touchdown.model.errors import LocalError

START_BOUND = 60.0
IDLE_BOUND = 2 * 3600.0
"""Seconds without a call from outside, after which it ends."""

# Hypercorn gives open requests three seconds, then the state is written.
_STOP_BOUND = 20.0
_KILL_BOUND = 5.0

_LOG_BOUND = 10_000_000
_LOG_LINES_SHOWN = 20

# What programs need to run at all and to print letters and times. Nothing in here is a secret.
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "SYSTEMROOT")


def launch(python: Path, folder: Folder, *, stay: bool = False) -> None:
    """Start the process and wait until it is ready.

    It keeps its end of a pipe open until it is ready or dead, so reading that pipe to its end is the whole wait.
    """
    folder.prepare()
    before = Record.read(folder.record)
    folder.record.unlink(missing_ok=True)
    port, end = str(before.port if before else 0), "stay" if stay else "end"
    command = [str(python), "-I", serve.__file__, str(folder.path), port, str(IDLE_BOUND), end]
    with _open_log(folder.log) as log:
        process = subprocess.Popen(
            command,
            env=_environment(folder),
            cwd=folder.path,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
    try:
        said, _ = process.communicate(timeout=START_BOUND)
    except subprocess.TimeoutExpired as error:
        _give_up(process, folder)
        raise _did_not_start(folder, f"It was not ready after {START_BOUND:.0f} seconds.") from error
    if serve.READY not in said:
        raise _did_not_start(folder, "It ended while starting.")


def stop(pid: int, folder: Folder) -> None:
    """End the process, which has proved who it is: asked first, so that it saves its state, then forced."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    if locks.is_free(folder.server_lock, timeout=_STOP_BOUND):
        return
    _kill(pid)
    if not locks.is_free(folder.server_lock, timeout=_KILL_BOUND):
        raise LocalError("The local AWS can't be stopped.", why=f"Process {pid} does not end.")


def _environment(folder: Folder) -> dict[str, str]:
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    home, temporary = str(folder.home), str(folder.temporary)
    return passed_on | {
        "HOME": home,
        "USERPROFILE": home,
        "TMPDIR": temporary,
        "TEMP": temporary,
        "TMP": temporary,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "BIND_HOST": "127.0.0.1",
        "LAMBDA_EXECUTOR": "local",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(folder.state),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(folder.objects),
        # MiniStack has listeners for SFTP and MQTT, on fixed ports and all interfaces.
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        # If it found Docker it would remove the containers of other MiniStacks.
        "DOCKER_HOST": f"unix://{folder.path / 'no-docker'}",
        # It knows only some of AWS's own policies; the others may be attached too.
        "MINISTACK_AUTOCREATE_AWS_MANAGED": "1",
    }


def _open_log(path: Path) -> IO[bytes]:
    """The log goes on where it ended, unless it has become long."""
    long = path.exists() and path.stat().st_size > _LOG_BOUND
    return path.open("wb" if long else "ab")


def _give_up(process: subprocess.Popen[bytes], folder: Folder) -> None:
    """End a process that did not become ready, whether it has detached itself already or not."""
    record = Record.read(folder.record)
    if record:
        _kill(record.pid)
    process.kill()
    process.wait()
    if process.stdout:
        process.stdout.close()


def _kill(pid: int) -> None:
    """Force the process to end, and with it the functions that it runs: it leads a group of its own."""
    with suppress(ProcessLookupError):
        if os.name == "posix":
            os.killpg(pid, signal.SIGKILL)
        else:
            os.kill(pid, signal.SIGTERM)


def _did_not_start(folder: Folder, why: str) -> LocalError:
    lines = folder.log.read_text(encoding="utf-8", errors="replace").splitlines()[-_LOG_LINES_SHOWN:]
    return LocalError(
        "The local AWS did not start.",
        why="\n".join([f"{why} The end of its log:", *lines]),
        hint="`touchdown local logs` shows the whole log.",
    )
