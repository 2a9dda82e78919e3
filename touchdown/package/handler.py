"""Handlers: the entry point of a function, in the form that each family of runtimes expects.

Source: AWS Lambda, "Define Lambda function handler in ..." for each language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Set

import attrs

_IDENTIFIER = r"[A-Za-z_$][\w$]*"
_ANY = re.compile(".*", re.DOTALL)


@attrs.frozen
class Family:
    """The form of a handler for a language's runtimes, and the files that can hold it."""

    form: str
    """The form, described in words."""
    pattern: re.Pattern[str]
    files: Callable[[str], tuple[str, ...]]
    """Patterns of paths, one of which has to be in the package; empty where the handler doesn't name a file."""


def _python_files(handler: str) -> tuple[str, ...]:
    module = re.escape(handler.rpartition(".")[0].replace(".", "/"))
    return (rf"{module}\.pyc?", rf"{module}/__init__\.pyc?", rf"{module}(\.[\w-]+)?\.so")


def _node_files(handler: str) -> tuple[str, ...]:
    folder, slash, name = handler.rpartition("/")
    return (re.escape(folder + slash + name.partition(".")[0]) + r"\.[cm]?js",)


def _java_files(handler: str) -> tuple[str, ...]:
    return (re.escape(handler.partition("::")[0].replace(".", "/")) + r"\.class", r"lib/.+\.jar")


def _ruby_files(handler: str) -> tuple[str, ...]:
    return (re.escape(handler.partition(".")[0]) + r"\.rb",)


def _dotnet_files(handler: str) -> tuple[str, ...]:
    # An assembly that was compiled ahead of time is one executable.
    return (re.escape(handler.partition("::")[0]) + r"\.dll", "bootstrap")


def _bootstrap(handler: str) -> tuple[str, ...]:
    return ("bootstrap",)


FAMILIES: Mapping[str, Family] = {
    "python": Family(
        "module.function",
        # Lambda imports the module by its name as a string, so the name needn't be an identifier.
        re.compile(rf"[\w-]+(?:[./][\w-]+)*\.{_IDENTIFIER}", re.ASCII),
        _python_files,
    ),
    "nodejs": Family(
        "file.export",
        re.compile(rf"(?:[\w@.-]+/)*[\w@-]+(?:\.{_IDENTIFIER})+", re.ASCII),
        _node_files,
    ),
    "java": Family(
        "package.Class::method or package.Class",
        re.compile(rf"{_IDENTIFIER}(?:\.{_IDENTIFIER})*(?:::{_IDENTIFIER})?", re.ASCII),
        _java_files,
    ),
    "ruby": Family(
        "file.method or file.Class.method",
        re.compile(rf"(?:[\w-]+/)*[\w-]+(?:\.{_IDENTIFIER}(?:::{_IDENTIFIER})*)?\.{_IDENTIFIER}[?!]?", re.ASCII),
        _ruby_files,
    ),
    "dotnet": Family(
        "Assembly::Namespace.Class::Method, or Assembly for an executable",
        re.compile(r"[\w.-]+(?:::[\w.+`]+::\w+)?", re.ASCII),
        _dotnet_files,
    ),
    "provided": Family("any", _ANY, _bootstrap),
}
_OTHER = Family("any", _ANY, lambda handler: ())


def family_of(runtime: str) -> Family:
    """The family of a runtime such as `python3.13`."""
    return next((family for name, family in FAMILIES.items() if runtime.startswith(name)), _OTHER)


def handler_problem(handler: str, runtime: str) -> str | None:
    """What is wrong with the form of a handler; None if nothing is."""
    family = family_of(runtime)
    if family.pattern.fullmatch(handler):
        return None
    return f'"{handler}" isn\'t a handler for {runtime}: it takes the form {family.form}'


def missing_file(handler: str, runtime: str, paths: Set[str]) -> str | None:
    """A file that the package lacks for this handler; None if it has a suitable one."""
    patterns = family_of(runtime).files(handler)
    if not patterns or any(re.fullmatch(pattern, path) for pattern in patterns for path in paths):
        return None
    return _example(patterns[0])


def _example(pattern: str) -> str:
    return re.sub(r"\\(.)", r"\1", pattern.replace(r"\.pyc?", ".py").replace(r"\.[cm]?js", ".js"))
