"""Finds and runs a Touchdownfile: Python, with `workspace` predefined."""

from __future__ import annotations

import contextlib
import difflib
import linecache
import shlex
import sys
import sysconfig
import traceback
from collections.abc import Generator, Iterable, Mapping
from pathlib import Path
from types import ModuleType

from touchdown.aws.workspace import Workspace
from touchdown.cli import streams
from touchdown.cli.isolation import kept_apart, look_past
from touchdown.cli.options import Options
from touchdown.cli.variables import NotSet, as_declared
from touchdown.machine.ownership import why_others_write
from touchdown.model.errors import CommandLineError, DeclarationError, TouchdownError
from touchdown.model.output import shown
from touchdown.model.source import Source
from touchdown.model.workspace import TOUCHDOWNFILE, Defaults, reading_with

_MODULE = "touchdownfile"


def find(given: Path | None) -> Path:
    """The Touchdownfile that was named; otherwise the one in this folder, or in the nearest folder above."""
    if given is not None:
        found = given / TOUCHDOWNFILE if given.is_dir() else given
        if found.is_file():
            return found.resolve()
        raise CommandLineError(f"There is no {TOUCHDOWNFILE} in {given}.", hint="`touchdown init` writes one.")
    for folder in (Path.cwd(), *Path.cwd().parents):
        if (folder / TOUCHDOWNFILE).is_file():
            _refuse_others(folder / TOUCHDOWNFILE)
            return folder / TOUCHDOWNFILE
    other = f"{TOUCHDOWNFILE}.py"
    raise CommandLineError(
        f"There is no {TOUCHDOWNFILE} here, or in a folder above.",
        hint=f"Rename {other}, or name it with -f."
        if Path(other).is_file()
        else "`touchdown init` writes one; -f names another.",
    )


def _refuse_others(found: Path) -> None:
    """Refuses a file that nobody named and that others may have written: reading it runs it."""
    if why := why_others_write(found):
        raise CommandLineError(
            f"{found} wasn't read, because it may be somebody else's.",
            why=why,
            hint=f"If you trust it, name it: -f {shlex.quote(str(found))}.",
        )


def load(options: Options) -> Workspace:
    """Runs the Touchdownfile, and returns the workspace that it fills."""
    path = find(options.file)
    defaults = Defaults(
        settings=options.settings,
        profile=options.profile,
        region=options.region,
        local=options.local,
        directory=path.parent,
        touchdownfile=path.name,
    )
    with reading_with(defaults):
        workspace = Workspace()
        filled = _workspace_of(_run(path, workspace), workspace)
    if not filled.accounts:
        raise DeclarationError(
            "The file declares no account.",
            where=Source(path, 1),
            hint='Add a line such as `aws = workspace.add_aws(region="eu-west-1")`.',
        )
    filled.complete()
    return filled


def _run(path: Path, workspace: Workspace) -> Mapping[str, object]:
    source = _read(path)
    # Modules beside the file can be imported, and a traceback can show its lines.
    _look_beside(path)
    linecache.checkcache(str(path))
    module = ModuleType(_MODULE)
    names = vars(module)
    names.update({"__file__": str(path), "workspace": workspace})
    try:
        with kept_apart(), streams.stdout_leads_to_stderr(), _importable(module), as_declared(source, path):
            exec(compile(source, str(path), "exec"), names)
    except TouchdownError as error:
        error.where = error.where or _line(error, path)
        raise
    except SyntaxError as error:
        where = Source(Path(error.filename or path), error.lineno or 1)
        line = f" In: {error.text.strip()}" if error.text else ""
        raise DeclarationError(f"This isn't valid Python: {error.msg}.{line}", where=where) from None
    except NotSet as error:
        what = f'os.environ["{error.name}"] is read with the file, and isn\'t set here.'
        raise DeclarationError(what, where=_line(error, path), hint=error.hint) from None
    except (Exception, SystemExit) as error:
        what = f"{type(error).__name__}: {' '.join(str(error).split())}".removesuffix(": ")
        what = f"Reading the file failed: {shown(what).rstrip('.')}."
        raise DeclarationError(what, where=_line(error, path), hint=_suggestion(error, names)) from error
    return names


def _look_beside(path: Path) -> None:
    """Makes the folder's modules importable: before installed packages, and behind the standard library.

    Touchdown and its libraries import parts of the standard library late, and would get a user's `calendar.py`; and
    each other, and would get a user's `packaging.py`.
    """
    look_past(path.parent)
    standard = [entry for entry in sys.path if _is_standard(Path(entry))]
    others = [entry for entry in sys.path if entry not in standard and entry != str(path.parent)]
    sys.path[:] = [*standard, str(path.parent), *others]


def _is_standard(entry: Path) -> bool:
    places = {Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib")}
    return bool(places & {entry, entry.parent}) and not entry.name.endswith("-packages")


@contextlib.contextmanager
def _importable(module: ModuleType) -> Generator[None, None, None]:
    """Registers the file's module while it runs: dataclasses and typing look names up there."""
    before = sys.modules.get(_MODULE)
    sys.modules[_MODULE] = module
    try:
        yield
    finally:
        del sys.modules[_MODULE]
        if before is not None:
            sys.modules[_MODULE] = before


def _suggestion(error: BaseException, names: Mapping[str, object]) -> str:
    """A name that was probably meant, or a way to make the import work."""
    if isinstance(error, ModuleNotFoundError) and error.name and error.name.partition(".")[0] not in sys.modules:
        return (
            "Install it beside Touchdown (`uv tool install --with`, or `pip install`), import it within the function "
            "that needs it, or move that function to a file of its own and name the file as code=."
        )
    if isinstance(error, AttributeError):
        known: Iterable[str] = (name for name in dir(error.obj) if not name.startswith("_"))
    elif isinstance(error, NameError):
        known = names
    else:
        return ""
    close = difflib.get_close_matches(error.name or "", list(known), n=1)
    return f"Did you mean {close[0]}?" if close else ""


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        byte = f"0x{error.object[error.start]:02x}"
        raise DeclarationError(
            f"The file isn't UTF-8: {error.reason}, {byte}.", where=Source(path, line), hint="Save it as UTF-8."
        ) from None
    except OSError as error:
        raise CommandLineError(f"{path} can't be read: {error.strerror}.") from None


def _line(error: BaseException, path: Path) -> Source:
    """The innermost line of the traceback that is in the user's own files."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(path.parent) and frame.lineno]
    outside = [frame for frame in own if "site-packages" not in frame.filename]
    chosen = (outside or own or [traceback.FrameSummary(str(path), 1, "")])[-1]
    return Source(Path(chosen.filename), chosen.lineno or 1)


def _workspace_of(names: Mapping[str, object], predefined: Workspace) -> Workspace:
    """The workspace that the file fills: the predefined workspace, or one that it creates itself."""
    made = {id(value): value for value in names.values() if isinstance(value, Workspace) and value is not predefined}
    filled = [workspace for workspace in made.values() if workspace.accounts]
    if predefined.accounts and not filled:
        return predefined
    if predefined.accounts or len(filled) > 1:
        first = predefined if predefined.accounts else filled[0]
        raise DeclarationError(
            "The file fills more than one workspace.",
            where=_first_account(filled[-1]),
            why=f"Another has an account from {_first_account(first)}.",
            hint="Use one, or split the file and use -f.",
        )
    if filled:
        return filled[0]
    current = names.get("workspace")
    return current if isinstance(current, Workspace) else predefined


def _first_account(workspace: Workspace) -> Source | None:
    return next(iter(workspace.accounts.values())).source
