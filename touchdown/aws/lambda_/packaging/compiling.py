"""Compiles the functions' requirements with the Python that the lock file names.

Nothing is compiled unless the lock file names a Python, because a package that is built for the first time takes twice
the processor time with it (docs/packaging.rst). If this machine lacks that Python, the package comes
without bytecode: that is another archive of the same content, so nothing is deployed for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from touchdown.aws.lambda_.packaging.disk import require_cache
from touchdown.machine import cache
from touchdown.machine.seal import Seal
from touchdown.machine.steps import Steps
from touchdown.model.errors import CommandLineError
from touchdown.package.build import NoBytecode
from touchdown.package.bytecode.compiled import Bytecode, NotCompiled, compiled
from touchdown.package.bytecode.interpreter import can_compile, newest
from touchdown.package.requirements.bundle import Bundle

if TYPE_CHECKING:
    from touchdown.aws.lambda_.packaging.needs import Need


class Compiling:
    """The bytecode of a run's bundles, each compiled once."""

    def __init__(self, steps: Steps, seal: Seal | None) -> None:
        self._steps = steps
        self._seal = seal
        self._found: dict[tuple[str, str], Bytecode | NoBytecode] = {}

    def of(self, need: Need, bundle: Bundle) -> Bytecode | NoBytecode:
        """The bytecode of a bundle, or the reason why there is none."""
        if need.local:
            return NoBytecode("the local AWS has a folder in which Python keeps its own", wanted=False)
        if need.compiler is None:
            return NoBytecode(
                f"{need.lock_name} names no Python that compiles (`touchdown lock --bytecode`)", wanted=False
            )
        key = need.compiler, bundle.sha256
        if key not in self._found:
            self._found[key] = self._compiled(need, bundle, need.compiler)
        return self._found[key]

    def _compiled(self, need: Need, bundle: Bundle, version: str) -> Bytecode | NoBytecode:
        said = f"Compiling {', '.join(need.requirements.label)} with Python {version}"
        try:
            return compiled(bundle, version, cache.packages(), lambda: self._steps(said), self._seal)
        except NotCompiled as error:
            return NoBytecode(str(error), wanted=True)


def chosen(
    needs: Iterable[Need], locked: Mapping[str, str], note: Callable[[str], None], *, wanted: bool | None
) -> dict[str, str]:
    """Which version compiles for each Python that is needed, for the lock file.

    :param wanted: True for the newest ones that this machine has, False for none, None for those that are locked.
    """
    pythons = dict.fromkeys(need.target.python for need in needs)
    if wanted is None:
        return {python: locked[python] for python in pythons if python in locked}
    return dict(filter(None, (_newest(python, note) for python in pythons))) if wanted else {}


def _newest(python: str, note: Callable[[str], None]) -> tuple[str, str] | None:
    if not can_compile(python):
        note(f"Python {python} isn't compiled: it writes other bytecode each time.")
        return None
    require_cache()
    version = newest(python, cache.packages() / cache.BYTECODE)
    if version is None:
        raise CommandLineError(
            f"This machine has no Python {python}.",
            why="Bytecode is compiled by a Python of the function's runtime.",
            hint=f"`uv python install {python}` gets one. Nothing was written.",
        )
    return python, version
