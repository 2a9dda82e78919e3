"""What is known about the modules that a function's file imports: the project's own, and those of distributions."""

from __future__ import annotations

import functools
import importlib.metadata
import inspect
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import attrs

from touchdown.package.callable.moving import belongs_to_touchdown
from touchdown.package.imports import RUNTIME_MODULES
from touchdown.package.local_modules import LocalModules

_OURS = __name__.partition(".")[0]


def nothing_required() -> frozenset[str]:
    """The distributions of a function without requirements."""
    return frozenset()


@attrs.define
class Surroundings:
    """The modules around a file; each is looked at when it is first asked for."""

    roots: tuple[Path, ...]
    runtime: str
    required: Callable[[], frozenset[str]]
    """The distributions that the function requires, by name in its normal form."""
    _brought: dict[str, tuple[frozenset[str], bool]] = attrs.field(factory=dict[str, tuple[frozenset[str], bool]])

    def brought(self, module: str) -> frozenset[str]:
        """The modules that importing a module of the project brings, itself included; none for others."""
        return self._look(module)[0]

    def declares(self, module: str) -> bool:
        """Whether importing a module of the project needs Touchdown."""
        return self._look(module)[1]

    def provides(self, module: str) -> bool:
        """Whether a module of a distribution is there on Lambda: provided by the runtime, or required."""
        top = module.partition(".")[0]
        if top in sys.stdlib_module_names or top in RUNTIME_MODULES:
            return True
        required = self.required()
        return bool(required) and bool(_distributions_of(top) & _with_needs(required))

    def _look(self, module: str) -> tuple[frozenset[str], bool]:
        if module not in self._brought:
            modules = LocalModules(self.roots, self.runtime)
            try:
                own = bool(module) and modules.add(module)
            except SyntaxError:
                own = False  # an error of whatever imports it, if it is shipped
            brought = modules.names if own else frozenset[str]()
            needs_us = any(one.required and one.module.partition(".")[0] == _OURS for one in modules.externals)
            self._brought[module] = brought, bool(brought) and (needs_us or any(map(_holds_ours, brought)))
        return self._brought[module]


def _holds_ours(module: str) -> bool:
    found = sys.modules.get(module)
    return inspect.ismodule(found) and any(map(belongs_to_touchdown, list(vars(found).values())))


def _distributions_of(top: str) -> frozenset[str]:
    """The distributions that have a top-level module; the module's own name where none is installed here."""
    return frozenset(map(_normal, _packages().get(top, [top])))


@functools.cache
def _packages() -> dict[str, list[str]]:
    return dict(importlib.metadata.packages_distributions())


@functools.cache
def _with_needs(names: frozenset[str]) -> frozenset[str]:
    """Distributions, and those that they need, as far as they are installed here."""
    found = dict.fromkeys(names)
    for name in (ahead := list(found)):  # grows during the loop
        ahead += (other for other in _needed(name) if not (other in found or found.setdefault(other)))
    return frozenset(found)


def _needed(name: str) -> Iterable[str]:
    from packaging.requirements import Requirement

    try:
        lines = importlib.metadata.requires(name) or []
    except importlib.metadata.PackageNotFoundError:
        return
    for requirement in map(Requirement, lines):
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield _normal(requirement.name)


def _normal(name: str) -> str:
    from packaging.utils import canonicalize_name

    return canonicalize_name(name)
