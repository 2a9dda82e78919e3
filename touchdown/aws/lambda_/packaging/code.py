"""A function's code as it is declared, in the form in which it is compared and sent.

    {"sha256": ..., "size": ..., "content": ...}       a package of ours, which is compared by its content
    {"sha256": ..., "size": ...}                       a zip that was given as bytes or by its path
    {"sha256": ..., "object": "s3://bucket/key"}       an object whose SHA-256 is known: compared exactly
    {"object": ..., "etag": ..., "modified": ...}      an object of which S3 tells no more than this

The live code is a `LiveCode`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import attrs

from touchdown.aws.connection import Connection
from touchdown.aws.constraints import problems as constraint_problems
from touchdown.aws.constraints import runtime_problem
from touchdown.aws.lambda_.applied import NOTHING, Applied, digest
from touchdown.aws.s3.file import File
from touchdown.machine import cache
from touchdown.package.archive import paths_in, read_file
from touchdown.package.build import Package
from touchdown.package.built import Archive
from touchdown.package.callable.checks import callable_problems, name_of
from touchdown.package.entry import entry_problem
from touchdown.package.handler import handler_problem, missing_file
from touchdown.package.import_time import lacking
from touchdown.package.own_files import OwnFiles
from touchdown.package.syntax import parsed

Code = Mapping[str, Any]


@attrs.frozen
class LiveCode:
    """The code that a function has."""

    sha256: str
    size: int
    modified: datetime = attrs.field(eq=False)
    """The time of the last change of the function, of its code or of anything else."""
    applied: Applied | None = attrs.field(eq=False)
    """The record of what was applied last; it may be written anew while the code stays."""


class Shipped(Protocol):
    """A declaration of what is shipped as an archive: a function, or a layer."""

    code_from_s3: File | None
    account: Connection
    external: bool

    @property
    def sources(self) -> OwnFiles: ...

    @property
    def given(self) -> Archive | None: ...

    @property
    def package(self) -> Package | None: ...


class Declared(Shipped, Protocol):
    """A function's declaration, as far as its code is concerned."""

    code: Callable[[Any, Any], Any] | str | Path | None
    code_from_bytes: bytes | None
    handler: str | None
    runtime: str
    environment: Mapping[str, str]

    def values(self) -> Mapping[str, Any]: ...

    @property
    def entry_point(self) -> str: ...


def wanted_code(function: Shipped) -> dict[str, Any]:
    """The code that a declaration asks for."""
    file = function.code_from_s3
    if file is None:
        return _wanted_archive(function)
    location = {"object": f"s3://{file.bucket.name}/{file.name}"}
    if not file.external:
        return {**location, "sha256": file.sha256}
    return {
        **location,
        "sha256": file.sha256,
        "etag": file.etag,
        "version": file.version_id,
        "modified": file.last_modified,
    }


def _wanted_archive(function: Shipped) -> dict[str, Any]:
    """The facts about the zip; a large zip of ours is only built if the cache doesn't know it."""
    package = function.package
    if package is None or function.given is not None:
        return attrs.asdict(archive_of(function).built)
    built = package.built(cache.packages())
    return {"sha256": built.sha256, "size": built.size, "content": package.content()}


def archive_of(function: Shipped) -> Archive:
    """The zip of a function whose code is a callable, a path or bytes."""
    if function.given is not None:
        return function.given
    package = function.package or Package(function.sources.files)
    return package.archive(cache.packages())


def same_code(wanted: Code, live: LiveCode) -> bool:
    """Whether the live code is the wanted code, as far as S3 and Lambda say."""
    applied = live.applied
    if applied is not None and wanted.get("content") == applied.content and applied.code == live.sha256:
        return True  # however it is compressed
    if wanted.get("sha256"):
        return bool(wanted["sha256"] == live.sha256)
    if applied is not None:
        return (applied.source, applied.code) == (source_digest(wanted), live.sha256)
    # Nothing tells where the code of a function that is adopted came from. S3 tells whole seconds.
    return datetime.fromisoformat(wanted["modified"]) <= live.modified.replace(microsecond=0)


def applied_with(wanted: Mapping[str, Any], version: str, sha256: str | None) -> Applied:
    """The content of the code's tag once the wanted values are applied."""
    code: Code = wanted["code"]
    return Applied(version, sha256 or NOTHING, source_digest(code), code.get("content") or NOTHING)


def source_digest(code: Code) -> str:
    """The object that the code came from, and its state; empty for a zip of ours."""
    if "object" not in code:
        return NOTHING
    return digest([code["object"], code.get("version") or code.get("etag") or code.get("sha256") or ""])


def parse_time(text: str) -> datetime:
    """Lambda's LastModified: 2026-11-23T23:45:44.830+0000."""
    parsed = datetime.fromisoformat(text)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def code_warnings(function: Declared) -> Iterator[str]:
    """Warnings of what may fail on Lambda, but need not."""
    level, sentence = runtime_problem(function.runtime)
    if level == "warning":
        yield f"runtime= {sentence}."
    if function.code is not None:
        yield from (f"code= {note}." for note in function.sources.notes)
        yield from (f"code= {note}." for note in lacking(function.sources.variables, function.environment))
    if function.package is not None:
        yield from function.package.notes


def code_problems(function: Declared) -> Iterator[str]:
    """Problems of the code of a declaration, and of its handler."""
    given = [name for name in ("code", "code_from_bytes", "code_from_s3") if getattr(function, name) is not None]
    if len(given) != 1:
        yield (
            "one of code=, code_from_bytes= and code_from_s3= is needed"
            + (f", and {' and '.join(f'{name}=' for name in given)} are given." if given else ".")
        )
        return
    if callable(function.code):
        yield from _callable_problems(function, function.code)
    elif isinstance(function.code, str | Path) and not (function.account.directory / function.code).exists():
        yield (
            f'code= "{function.code}" is no path that exists: give the function itself, not what it returns, '
            "or the path of a directory, a file or a zip."
        )
    elif not function.handler:
        yield "handler= is needed: it is only known for a callable."
    else:
        problem = _handler_problem(function.handler, function.runtime)
        yield from [f"handler= {problem}."] if problem else []
        fits = not problem and not _refused(function.handler)
        if function.code is not None and fits:
            yield from _path_problems(function, function.handler)
        if function.code_from_bytes is not None and fits:
            yield from _archive_problems(function, "code_from_bytes=", function.code_from_bytes)
        if function.code_from_s3 is not None:
            yield from _object_problems(function, function.code_from_s3)


def _handler_problem(handler: str, runtime: str) -> str | None:
    """Problems of a handler beyond AWS's constraints."""
    return None if _refused(handler) else handler_problem(handler, runtime)


def _refused(handler: str) -> bool:
    """Whether AWS's constraints say that a handler is wrong, whatever the runtime."""
    return bool(constraint_problems("lambda:CreateFunction", "Handler", handler))


def _callable_problems(function: Declared, code: Callable[..., Any]) -> Iterator[str]:
    problems = list(callable_problems(code))
    yield from (f"code= can't be shipped: {problem}." for problem in problems)
    if not function.runtime.startswith("python"):
        if runtime_problem(function.runtime)[0] != "error":
            yield f"code= is a Python callable, and runtime= is {function.runtime}."
        return
    if problems:
        return
    handler = function.entry_point
    problem = _handler_problem(handler, function.runtime)
    if problem:
        yield f"handler= {problem}."
    elif handler.rpartition(".")[2] != name_of(code):
        yield (
            f'handler= "{handler}" doesn\'t name the callable in code=, which is {name_of(code)}: '
            f'leave it out, or write "main.{name_of(code)}".'
        )
    else:
        yield from (f"code= can't be shipped: {one}." for one in function.sources.problems)


def _path_problems(function: Declared, handler: str) -> Iterator[str]:
    """Problems of a directory, a file or a zip."""
    sources = function.sources
    if sources.problems:
        yield from (f"code= can't be shipped: {one}." for one in sources.problems)
    elif sources.zip is not None:
        yield from _archive_problems(function, "code=", sources.zip)
    else:
        missing = missing_file(handler, function.runtime, sources.files.keys())
        if missing:
            some = _some(sources.files)
            yield f'code= "{function.code}" holds no {missing} for the handler "{handler}"; it holds {some}.'


def _object_problems(function: Declared, file: File) -> Iterator[str]:
    # A bucket that is only named is read in the region of its account, and refused if it isn't there.
    there, here = file.bucket, function.account
    if there.account.region != here.region:
        yield (
            f"code_from_s3= lies in {there.account.region}, and the function in {here.region}: "
            "Lambda takes code from buckets of its own region."
        )


def _archive_problems(function: Declared, field: str, archive: bytes | Path) -> Iterator[str]:
    try:
        paths = paths_in(archive)
    except ValueError as error:
        yield f"{field} {error}."
        return
    missing = missing_file(function.entry_point, function.runtime, paths)
    if missing:
        yield f'{field} holds no {missing} for the handler "{function.handler}"; it holds {_some(paths)}.'
    elif problem := _entry_problem(function, archive, paths):
        yield f"{field} can't be used: {problem}."


def _entry_problem(function: Declared, archive: bytes | Path, paths: Set[str]) -> str | None:
    """Problems of the Python function that the handler names, in a zip."""
    module, _, name = function.entry_point.rpartition(".")
    inside = module.replace(".", "/")
    path = next((one for one in (f"{inside}.py", f"{inside}/__init__.py") if one in paths), None)
    if path is None or not function.runtime.startswith("python"):
        return None
    try:
        tree = parsed(read_file(archive, path), path, function.runtime)
    except SyntaxError as error:
        return f"{path} is no Python: {error.msg} (line {error.lineno})"
    problem = entry_problem(tree, path, name) if tree is not None else None
    return str(problem) if problem else None


def _some(paths: Iterable[str]) -> str:
    return ", ".join(sorted(paths)[:5]) or "nothing"
