"""Why a statement can't run on another machine, or the value that it made can't be moved there.

Touchdown's own objects, open files and sockets are recognised by the value. Values read from this machine are
recognised by the statement that reads them.
"""

from __future__ import annotations

import ast
import io
import socket
import sys
from types import ModuleType

from touchdown.package.callable.effects import executed
from touchdown.package.callable.statements import Statement

_READS_THIS_MACHINE = frozenset({"open", "input", "__file__"})
_READING_METHODS = frozenset({"read_text", "read_bytes"})
_CHANGING_METHODS = frozenset(
    "chdir check_call check_output copytree makedirs mkdir open popen remove rename rmdir rmtree symlink system touch "
    "unlink urlretrieve write_bytes write_text".split()
)
_CREDENTIALS = frozenset(
    "AWS_PROFILE AWS_DEFAULT_PROFILE AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_CONFIG_FILE "
    "AWS_SHARED_CREDENTIALS_FILE".split()
)
_RUNNING = frozenset({"os.system", "os.popen", "check_output", "check_call", "Popen"})
_WRITABLE = "/tmp"
"""The folder that a function on Lambda may write to, as it may here."""
_OURS = __name__.partition(".")[0]


def unmovable_value(name: str, value: object) -> str | None:
    """Why a value can't be shipped under a name, and what to do instead; None if it can."""
    if belongs_to_touchdown(value):
        return f"{name} belongs to Touchdown, which isn't there on Lambda: pass what you need of it in environment="
    standard = any(value is stream for stream in (sys.stdin, sys.stdout, sys.stderr))
    if isinstance(value, io.IOBase) and not standard and not isinstance(value, io.StringIO | io.BytesIO):
        return f"{name} is an open file: open it within the function"
    if isinstance(value, socket.socket):
        return f"{name} is an open socket: open it within the function"
    return None


def unmovable_code(statement: Statement, name: str) -> str | None:
    """Why the code that makes a value would behave differently on another machine; None if it wouldn't."""
    for node in executed(statement.node):
        reads = None
        if isinstance(node, ast.Name) and node.id in _READS_THIS_MACHINE and isinstance(node.ctx, ast.Load):
            reads = node.id
        elif isinstance(node, ast.Attribute) and node.attr in _READING_METHODS:
            reads = node.attr
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "open":
            reads = node.func.attr
        elif isinstance(node, ast.Call) and (program := runs_program(node)):
            reads = program
        if reads and name not in statement.binds:
            return (
                f"{name} is changed with {reads}, from what is on this machine: change it, or import it, within the "
                "function"
            )
        if reads:
            return (
                f"{name} is made with {reads}, from what is on this machine: pass it in environment=, "
                "or read it within the function from a file that is shipped"
            )
    return None


def runs_program(call: ast.Call) -> str | None:
    """The function of the standard library with which a call runs a program of this machine; None if it runs none."""
    name = ast.unparse(call.func)
    return name if name.startswith("subprocess.") or name in _RUNNING else None


def machine_of(node: ast.stmt) -> str | None:
    """What a statement uses of this machine's files, programs or credentials; None if it uses nothing of them."""
    texts = {
        inner.value for inner in ast.walk(node) if isinstance(inner, ast.Constant) and isinstance(inner.value, str)
    }
    if any(text.startswith(_WRITABLE) for text in texts):
        return None
    for inner in executed(node):
        if isinstance(inner, ast.Name) and inner.id in _READS_THIS_MACHINE | {"subprocess", "shutil"}:
            return inner.id
        if isinstance(inner, ast.Attribute) and inner.attr in _READING_METHODS | _CHANGING_METHODS:
            return inner.attr
    return min(texts & _CREDENTIALS, default=None)


def belongs_to_touchdown(value: object) -> bool:
    """Whether a value is an object of Touchdown's, or an instance of its classes."""
    return _is_ours(value) or _is_ours(type(value))


def _is_ours(value: object) -> bool:
    name = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", None)
    return isinstance(name, str) and name.partition(".")[0] == _OURS
