"""Targets: the machine that a package is for, with uv's arguments for it and its name in the lock file.

Source: AWS Lambda, "Lambda runtimes": python3.11 and older run on Amazon Linux 2 (glibc 2.26), later ones on Amazon
Linux 2023 (glibc 2.34).
"""

from __future__ import annotations

import platform
import re
import sys

import attrs

_PYTHON = re.compile(r"python(3\.\d+)")
_LAST_ON_AMAZON_LINUX_2 = (3, 11)
PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")
"""Lambda's current Pythons."""
_PROCESSORS = {"x86_64": "x86_64", "arm64": "aarch64"}
# uv has no manylinux_2_26. Amazon Linux 2 runs wheels for 2.17, and nearly all wheels made for it are of that kind.
_AMAZON_LINUX_2, _AMAZON_LINUX_2023 = "manylinux_2_17", "manylinux_2_34"


@attrs.frozen
class Target:
    """A Python on a machine; see `is_this_machine` for the machine of this process."""

    python: str
    platform: str

    def __str__(self) -> str:
        return f"python{self.python} {self.platform}"

    @property
    def glibc(self) -> tuple[int, int] | None:
        """The version of its C library; None for this machine, where libraries needn't be checked in advance."""
        name = self.platform.partition("-")[2]
        return {_AMAZON_LINUX_2: (2, 26), _AMAZON_LINUX_2023: (2, 34)}.get(name)

    @property
    def is_this_machine(self) -> bool:
        """Whether it is this machine, as for the local AWS, and not a machine of Lambda's."""
        return self.platform == _this_platform()

    @property
    def arguments(self) -> tuple[str, ...]:
        """uv's arguments."""
        chosen = () if self.is_this_machine else ("--python-platform", self.platform)
        return ("--python-version", self.python, *chosen)


def target_of(runtime: str, architecture: str) -> Target | None:
    """The machine of a Lambda runtime; None if it isn't one of Python."""
    found = _PYTHON.fullmatch(runtime)
    if found is None:
        return None
    python = found.group(1)
    old = tuple(map(int, python.split("."))) <= _LAST_ON_AMAZON_LINUX_2
    return Target(python, f"{_PROCESSORS[architecture]}-{_AMAZON_LINUX_2 if old else _AMAZON_LINUX_2023}")


def others(target: Target) -> dict[str, Target]:
    """Alternative targets for a function: the argument to change, and the resulting target."""
    if target.is_this_machine:
        return {}
    processor = target.platform.partition("-")[0]
    architecture = next(name for name, known in _PROCESSORS.items() if known == processor)
    found = [(f'architecture="{name}"', f"python{target.python}", name) for name in _PROCESSORS if name != architecture]
    found += [
        (f'runtime="python{version}"', f"python{version}", architecture)
        for version in PYTHONS
        if version != target.python
    ]
    return {argument: other for argument, runtime, name in found if (other := target_of(runtime, name)) is not None}


def this_machine() -> Target:
    """The Python of this process, which also runs functions on the local AWS."""
    return Target(f"{sys.version_info.major}.{sys.version_info.minor}", _this_platform())


def _this_platform() -> str:
    return f"{platform.machine()}-{sys.platform}"
