"""The wheels of a distribution that has none for the target, and a short description of them.

uv lists them, with the indexes, credentials and find-links that it resolves with. uv lists wheels from a given Python
upwards, so the oldest that Lambda may have is tried first, then newer versions that the distribution may require.

Source: PyPA specifications, "Platform compatibility tags", "pylock.toml".
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any
from urllib.parse import unquote

import attrs

from touchdown.package.requirements.declared import Requirements, name_of
from touchdown.package.requirements.index import Index
from touchdown.package.requirements.target import PYTHONS, Target, others
from touchdown.package.requirements.uv import UvFailed, run

_OLDEST = "3.8"
_AT_ONCE = 4
_PLAIN = ("--quiet", "--no-header", "--no-annotate")
_LACKING = re.compile(r"[Ww]heels (?:are \w+ )?for `(?P<name>[\w.-]+)`(?: \(v(?P<version>[^)]+)\))?")
_SOURCE = re.compile(r"[Bb]uilding source distributions for `(?P<name>[\w.-]+)` is disabled")
_VERSIONS = r"\b{name}((?:[=<>!~]=?[\w.*+!]+,?)+) has no usable wheels"
_MANYLINUX = {"manylinux1": "2.5", "manylinux2010": "2.12", "manylinux2014": "2.17"}
_PROCESSORS = {"aarch64": "arm64", "amd64": "x86_64", "win32": "x86"}


@attrs.frozen
class NoFittingWheel:
    """A distribution without a fitting wheel, as uv reports it."""

    name: str
    wanted: str = ""
    """The required versions, such as `==1.5.3`; empty where uv doesn't name them."""
    by_address: bool = False
    """Whether a source distribution was required by path or URL."""


@attrs.frozen
class Offered:
    """The wheels of one version of a distribution."""

    name: str
    version: str
    files: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.name}=={self.version}"

    def platforms(self) -> str:
        """The platforms, such as `Linux arm64 (glibc 2.17) and Windows x86_64 with Python 3.11, 3.12`."""
        pythons: dict[str, set[str]] = {}
        for file in self.files:
            for platform, python in _of(file):
                pythons.setdefault(platform, set()).add(python)
        alike: dict[str, list[str]] = {}
        for platform in sorted(pythons):
            alike.setdefault(", ".join(sorted(pythons[platform], key=_in_order)), []).append(platform)
        return "; ".join(f"{_listed(platforms)} with Python {some}" for some, platforms in alike.items())


def without_fitting_wheel(said: str) -> list[NoFittingWheel]:
    """The distributions without a fitting wheel, from uv's error."""
    found = [NoFittingWheel(match["name"], by_address=True) for match in _SOURCE.finditer(said)]
    for match in _LACKING.finditer(said):
        name, version = match["name"], match["version"]
        versions = re.search(_VERSIONS.format(name=re.escape(name)), said)
        found.append(NoFittingWheel(name, f"=={version}" if version else versions[1] if versions else ""))
    return list(dict.fromkeys(found))


def offered(requirements: Requirements, what: NoFittingWheel) -> Offered | None:
    """The wheels of the newest acceptable version that has any; None if no version has."""
    text, index = "\n".join((*requirements.options, f"{what.name}{what.wanted}")), _index_of(requirements, what.name)
    command = ["pip", "compile", "-", "--universal", "--no-deps", "--only-binary=:all:", "--python", sys.executable]
    command += ["--format=pylock.toml", *_PLAIN, *(index.arguments if index else ())]
    variables: Mapping[str, str] = index.variables if index else {}
    for python in (_OLDEST, *PYTHONS):
        try:
            document = tomllib.loads(
                run([*command, f"--python-version={python}"], requirements.folder, text, variables)
            )
        except UvFailed:
            continue
        return _newest(document.get("packages", []))
    return None


def remedy(requirements: Requirements, lacked: Offered, target: Target) -> str:
    """Where a wheel exists, found by trying: on another machine of Lambda's, or in another version."""
    elsewhere = others(target)
    fits = partial(_fitting, requirements, str(lacked))
    with ThreadPoolExecutor(_AT_ONCE, "wheels") as pool:
        found = [
            argument for argument, fitting in zip(elsewhere, pool.map(fits, elsewhere.values()), strict=True) if fitting
        ]
    other_version = _fitting(requirements, lacked.name, target)
    found += [other_version] if other_version else []
    if not found:
        return "No version of it has a wheel, on any runtime: build one, and require it by its path or URL."
    return f"There are wheels with {' or '.join(found)}."


def _fitting(requirements: Requirements, what: str, target: Target) -> str:
    """The newest version of a distribution with a wheel for a target, such as `saw==1.0`; "" if none has."""
    command = ["pip", "compile", "-", *target.arguments, "--no-deps", "--only-binary=:all:", "--python", sys.executable]
    index = _index_of(requirements, what)
    command += [*_PLAIN, *(index.arguments if index else ())]
    try:
        given = "\n".join((*requirements.options, what))
        text = run(command, requirements.folder, given, index.variables if index else {})
    except UvFailed:
        return ""
    name = what.partition("==")[0]
    return next((line.partition(" ")[0] for line in text.splitlines() if line.startswith(f"{name}==")), "")


def _index_of(requirements: Requirements, what: str) -> Index | None:
    return requirements.indexes.get(name_of(what))


def _newest(packages: Iterable[dict[str, Any]]) -> Offered | None:
    from packaging.version import Version

    found = [
        Offered(package["name"], package["version"], _files(package)) for package in packages if package.get("wheels")
    ]
    return max(found, key=lambda offer: Version(offer.version), default=None)


def _files(package: dict[str, Any]) -> tuple[str, ...]:
    places = (str(wheel.get("name") or wheel.get("url") or wheel.get("path")) for wheel in package["wheels"])
    return tuple(unquote(place.rpartition("/")[2]) for place in places)


def _of(file: str) -> Iterator[tuple[str, str]]:
    """The platforms and Pythons that a wheel is for, in a user's words."""
    from packaging.utils import parse_wheel_filename

    for tag in parse_wheel_filename(file)[3]:
        yield _platform(tag.platform), _python(tag.interpreter, tag.abi)


def _platform(tag: str) -> str:
    """A platform tag such as `manylinux_2_17_x86_64`, in a user's words."""
    if tag == "any":
        return "any machine"
    linux = re.fullmatch(r"(?:(manylinux\d+)|(many|musl)linux_(\d+)_(\d+)|linux)_(\w+)", tag)
    if linux is None:
        return "macOS" if tag.startswith("macosx") else "Windows" if tag.startswith("win") else tag
    old, family, major, minor, processor = linux.groups()
    libc = f" ({'musl' if family == 'musl' else 'glibc'} {_MANYLINUX.get(old) or f'{major}.{minor}'})"
    return f"Linux {_PROCESSORS.get(processor, processor)}{libc if old or family else ''}"


def _python(interpreter: str, abi: str) -> str:
    """The tags of an interpreter and an ABI, such as `cp311` and `abi3`, in a user's words."""
    found = re.fullmatch(r"(cp|py)(\d)(\d*)", interpreter)
    if found is None:
        return interpreter
    version = f"{found[2]}.{found[3]}" if found[3] else found[2]
    return f"{version}{' and later' if abi == 'abi3' else ' (free-threaded)' if abi.endswith('t') else ''}"


def _in_order(python: str) -> tuple[tuple[int, ...], str]:
    return tuple(int(number) for number in re.findall(r"\d+", python)), python


def _listed(some: list[str]) -> str:
    return some[0] if len(some) == 1 else f"{', '.join(some[:-1])} and {some[-1]}"
