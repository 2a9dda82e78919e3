"""Top-level imports of distributions' modules that no distribution provides.

uv has resolved the distributions' own requirements, and these are trusted. But some distributions require too little:
mostly `pkg_resources`, which was part of setuptools, or modules that newer Pythons removed, such as `distutils`. Each
bundle is checked once, when it is made, and the result is stored with it. A module is reported, in a note, only if the
function imports it.

Rules: an import is reported only if it certainly fails. It counts if it isn't indented, so that no `try` or `if` is
around it, and so must the imports that lead to it. A module counts as present if any file or folder in the bundle has
its name, because `sys.path` may be changed to include it.
Weakness: imports that are reached only through indented imports (`if`, `else`) aren't checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set

import attrs

from touchdown.package.archive import Unread
from touchdown.package.imports import modules_of, was_in_python
from touchdown.package.local_modules import External, absolute
from touchdown.package.requirements.installed import Installed
from touchdown.package.syntax import quietly_parsed

RULES = 1
"""Increased when bundles have to be checked again."""

# Finds import statements at the top level of a module; parsing all modules would take ten times as long.
_IMPORT = re.compile(
    rb"^(?:import[ \t]+(?P<modules>[^\n#;]+)"
    rb"|from[ \t]+(?P<package>[.\w]+)[ \t]+import[ \t]+(?P<names>\([^)]*\)|[^\n#;\\]+))",
    re.M,
)
_REPLACES_DISTUTILS = "setuptools"
_COMMENT = re.compile(r"#.*")
_SOURCE = ".py"
_PACKAGE = "/__init__.py"


@attrs.frozen
class MissingImport:
    """A module that is imported and isn't there."""

    module: str
    path: str
    """The file that imports it."""
    line: int


def missing_imports_in(installed: Installed, python: str) -> dict[str, MissingImport]:
    """The modules that a Python can't import, each with the first import that is missing.

    Tests aren't checked, nor are imports within functions.
    """
    members = [
        member for member in installed.members if member.path.endswith(_SOURCE) and member.path not in installed.tests
    ]
    files = {_module(member.path): member for member in members}
    known = modules_of(python) | installed.modules()
    known |= {part for member in members for part in member.path.removesuffix(_SOURCE).split("/")}
    if _REPLACES_DISTUTILS in known:
        known |= {"distutils"}
    importers: dict[str, set[str]] = {}
    for module, member in files.items():
        for name in _imported(member, module):
            importers.setdefault(name, set()).add(module)
    suspects = {module for name, some in importers.items() if name.partition(".")[0] not in known for module in some}
    return _with_importers(files, suspects, known, importers) if suspects else {}


def unimportable(externals: Iterable[External], missing: Mapping[str, MissingImport]) -> Iterator[str]:
    """The notes about a function's imports that fail within a distribution."""
    reported: set[MissingImport] = set()
    for external in externals:
        found = (
            None if external.tried else next((missing[end] for end in _ends(external.module) if end in missing), None)
        )
        if found is not None and found not in reported:
            reported.add(found)
            why = (
                "which this Python no longer has: take another version, or another runtime="
                if was_in_python(found.module)
                else "which no requirement brings: require it too, or take another version"
            )
            yield f"{external.module} can't be imported: {found.path}, line {found.line}, imports {found.module}, {why}"


def _with_importers(
    files: Mapping[str, Unread], suspects: Iterable[str], known: Set[str], importers: Mapping[str, Set[str]]
) -> dict[str, MissingImport]:
    """Adds the modules that import the modules in question."""
    by_end: dict[str, set[str]] = {}
    for name, some in importers.items():
        for end in _ends(name):
            by_end.setdefault(end, set()).update(some)
    found = {module: first for module in sorted(suspects) if (first := _missing(files, module, known)) is not None}
    ahead = list(found)
    while ahead:
        module = ahead.pop()
        for importer in sorted(by_end.get(module, set()) - found.keys()):
            if any(module in _ends(name) for name, _ in _certainly(files, importer)):
                found[importer] = found[module]
                ahead.append(importer)
    return found


def _missing(files: Mapping[str, Unread], module: str, known: Set[str]) -> MissingImport | None:
    """The first of a module's imports that isn't there."""
    certain = ((name.partition(".")[0], line) for name, line in _certainly(files, module))
    return next((MissingImport(name, files[module].path, line) for name, line in certain if name not in known), None)


def _certainly(files: Mapping[str, Unread], module: str) -> Iterator[tuple[str, int]]:
    """The modules that are certainly imported with a module, with the lines; matches within strings are dropped."""
    source = files[module].place.read_bytes()
    for found in _IMPORT.finditer(source):
        until = source[: found.end()]
        try:
            quietly_parsed(until)
        except (SyntaxError, ValueError):
            continue
        line = source.count(b"\n", 0, found.start()) + 1
        first, *others = _named(found, _package(files[module], module))
        yield first, line
        yield from (
            (name, line) for name in others if found["modules"] or first == module or not _has_itself(files, name)
        )


def _has_itself(files: Mapping[str, Unread], name: str) -> bool:
    """Whether a package mentions a name, and so may use it for something other than the missing module."""
    package, _, last = name.rpartition(".")
    return package in files and last.encode() in files[package].place.read_bytes()


def _module(path: str) -> str:
    return path.removesuffix(_PACKAGE).removesuffix(_SOURCE).replace("/", ".")


def _package(member: Unread, module: str) -> str:
    """The package where relative imports start."""
    return module if member.path.endswith(_PACKAGE) else module.rpartition(".")[0]


def _ends(name: str) -> Iterator[str]:
    """A module and the packages around it: importing the module imports them all."""
    parts = name.split(".")
    yield from (".".join(parts[:end]) for end in range(1, len(parts) + 1))


def _imported(member: Unread, module: str) -> Iterator[str]:
    """The modules that seem to be imported with a module."""
    package = _package(member, module)
    for found in _IMPORT.finditer(member.place.read_bytes()):
        yield from _named(found, package)


def _named(found: re.Match[bytes], package: str) -> Iterator[str]:
    """The modules that a statement names; names imported from a package may be modules, or not."""
    if found["modules"]:
        yield from _first_words(found["modules"])
        return
    written = found["package"].decode()
    name = written.lstrip(".")
    base = absolute(name, len(written) - len(name), package)
    yield base
    yield from (f"{base}.{name}" for name in _first_words(found["names"].strip(b"()")))


def _first_words(text: bytes) -> Iterator[str]:
    """The names a and c in `a as b, c`."""
    words = (word.split(maxsplit=1) for word in _COMMENT.sub("", text.decode(errors="replace")).split(","))
    yield from (word[0] for word in words if word)
