"""What the modules of distributions import as soon as they are imported, and nobody provides.

uv has resolved what distributions require, so they are trusted. But some require too little: mostly `pkg_resources`,
which setuptools had, or what newer Pythons have no more, as `distutils`. Each bundle is looked into once, when it is
made, and what is found is kept with it. It is told as a note, and of modules that a function imports.

Rules: nothing is told that may be right. An import counts if it isn't indented, so that no `try` or `if` is around it;
so does each on the way to it. A name that is that of any file or folder in the bundle is there: it may lie where
`sys.path` is changed to.
Weakness: what is reached by indented imports only (`if`, `else`) isn't looked at.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Set

import attrs

from touchdown.package.archive import Unread
from touchdown.package.imports import modules_of, was_in_python
from touchdown.package.local_modules import External, absolute
from touchdown.package.requirements.installed import Installed

RULES = 1
"""Another number where the same bundle has to be looked into again."""

# Statements at the top level of a module, quickly: parsing all of them takes ten times as long.
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
class Lacking:
    """A module that is imported, and isn't there."""

    module: str
    path: str
    """The file that imports it."""
    line: int


def lacking_in(installed: Installed, python: str) -> dict[str, Lacking]:
    """The modules that can't be imported by a Python, each with the first thing that is missing.

    Tests aren't looked into, and nothing that is only imported in a function.
    """
    members = [one for one in installed.members if one.path.endswith(_SOURCE) and one.path not in installed.tests]
    files = {_module(one.path): one for one in members}
    known = modules_of(python) | installed.modules()
    known |= {part for one in members for part in one.path.removesuffix(_SOURCE).split("/")}
    if _REPLACES_DISTUTILS in known:
        known |= {"distutils"}
    importers: dict[str, set[str]] = {}
    for module, one in files.items():
        for name in _imported(one, module):
            importers.setdefault(name, set()).add(module)
    suspects = {module for name, some in importers.items() if name.partition(".")[0] not in known for module in some}
    return _with_importers(files, suspects, known, importers) if suspects else {}


def unimportable(externals: Iterable[External], lacking: Mapping[str, Lacking]) -> Iterator[str]:
    """What is to be said of the imports of a function that fail within a distribution."""
    told: set[Lacking] = set()
    for one in externals:
        found = None if one.tried else next((lacking[end] for end in _ends(one.module) if end in lacking), None)
        if found is not None and found not in told:
            told.add(found)
            why = (
                "which this Python has no more: take another version, or another runtime="
                if was_in_python(found.module)
                else "which no requirement brings: require it too, or take another version"
            )
            yield f"{one.module} can't be imported: {found.path}, line {found.line}, imports {found.module}, {why}"


def _with_importers(
    files: Mapping[str, Unread], suspects: Iterable[str], known: Set[str], importers: Mapping[str, Set[str]]
) -> dict[str, Lacking]:
    """The modules that lack something, and those that import them."""
    by_end: dict[str, set[str]] = {}
    for name, some in importers.items():
        for end in _ends(name):
            by_end.setdefault(end, set()).update(some)
    found = {module: one for module in sorted(suspects) if (one := _missing(files, module, known)) is not None}
    ahead = list(found)
    while ahead:
        module = ahead.pop()
        for importer in sorted(by_end.get(module, set()) - found.keys()):
            if any(module in _ends(name) for name, _ in _certainly(files, importer)):
                found[importer] = found[module]
                ahead.append(importer)
    return found


def _missing(files: Mapping[str, Unread], module: str, known: Set[str]) -> Lacking | None:
    """The first of what a module imports that isn't there."""
    certain = ((name.partition(".")[0], line) for name, line in _certainly(files, module))
    return next((Lacking(name, files[module].path, line) for name, line in certain if name not in known), None)


def _certainly(files: Mapping[str, Unread], module: str) -> Iterator[tuple[str, int]]:
    """What is imported with a module, with the lines: what looks so within a text in quotes isn't."""
    source = files[module].place.read_bytes()
    for found in _IMPORT.finditer(source):
        until = source[: found.end()]
        try:
            ast.parse(until)
        except (SyntaxError, ValueError):
            continue
        line = source.count(b"\n", 0, found.start()) + 1
        first, *others = _named(found, _package(files[module], module))
        yield first, line
        yield from ((one, line) for one in others if found["modules"] or first == module or not _has_itself(files, one))


def _has_itself(files: Mapping[str, Unread], name: str) -> bool:
    """Whether a package speaks of a name, and so may have something else by it than the module."""
    package, _, last = name.rpartition(".")
    return package in files and last.encode() in files[package].place.read_bytes()


def _module(path: str) -> str:
    return path.removesuffix(_PACKAGE).removesuffix(_SOURCE).replace("/", ".")


def _package(one: Unread, module: str) -> str:
    """What relative imports start from."""
    return module if one.path.endswith(_PACKAGE) else module.rpartition(".")[0]


def _ends(name: str) -> Iterator[str]:
    """A module, and the packages that it is in: all are imported with it."""
    parts = name.split(".")
    yield from (".".join(parts[:end]) for end in range(1, len(parts) + 1))


def _imported(one: Unread, module: str) -> Iterator[str]:
    """What seems to be imported with a module."""
    package = _package(one, module)
    for found in _IMPORT.finditer(one.place.read_bytes()):
        yield from _named(found, package)


def _named(found: re.Match[bytes], package: str) -> Iterator[str]:
    """The modules that a statement names; of what is imported from a package, some may be none."""
    if found["modules"]:
        yield from _first_words(found["modules"])
        return
    written = found["package"].decode()
    name = written.lstrip(".")
    base = absolute(name, len(written) - len(name), package)
    yield base
    yield from (f"{base}.{name}" for name in _first_words(found["names"].strip(b"()")))


def _first_words(text: bytes) -> Iterator[str]:
    """Of `a as b, c`: a and c."""
    words = (one.split(maxsplit=1) for one in _COMMENT.sub("", text.decode(errors="replace")).split(","))
    yield from (one[0] for one in words if one)
