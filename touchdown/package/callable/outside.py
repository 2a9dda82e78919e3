"""Whether a change reaches out of a file: to what other modules have, or to the whole process.

What the file makes for itself (containers, objects of its own classes) is changed for those who use it, which
`changes.py` finds. Everything else may be seen by shipped code without being named there.
"""

from __future__ import annotations

import ast
import inspect
import logging
import sys
from collections.abc import Iterator, Mapping, Sequence

from touchdown.package.callable.changes import Changes
from touchdown.package.callable.effects import base, is_fixed
from touchdown.package.callable.imported import bound_modules, origins
from touchdown.package.callable.moving import belongs_to_touchdown
from touchdown.package.callable.statements import File, Statement
from touchdown.package.callable.world import World

_HARMLESS = frozenset(
    "time.sleep sys.exit sys.path sys.stdout sys.stderr sys.__stdout__ sys.__stderr__ os.write".split()
)
"""What changes nothing that shipped code sees, or what packaging itself takes care of."""
_BUILTINS = frozenset({"__import__", "eval", "exec", "setattr", "delattr"})
FRESH = frozenset({"boto3", "botocore"})
"""Functions of these modules make new objects, which nothing else has."""


class Outside:
    """What lies outside of one file."""

    def __init__(self, file: File, values: Mapping[str, object], changes: Changes, world: World) -> None:
        self._file = file
        self._values = values
        self._changes = changes
        self._world = world

    def reaches_out(self, name: str, where: Statement, own: frozenset[str], seen: frozenset[str] = frozenset()) -> bool:
        """Whether a statement that changes the value of a name, or calls it, changes something outside of the file.

        :param own: the modules of the project that are shipped.
        :param seen: the functions of the file that are looked into already.
        """
        if where.defines and (within := frozenset(origins(where.node, name))):
            return self._is_outside(name, where, within, own)
        bindings = self._file.binding(name)
        if name in seen or (bindings and name not in self._values):
            return False
        if not bindings:
            return name in _BUILTINS
        if modules := self.modules_of(name):
            return self._is_outside(name, where, modules, own)
        if any(binding.defines for binding in bindings):
            inside = ((one, used) for one in self._changes.reach(name) for used in _changed_in(one))
            return any(self.reaches_out(used, one, own, seen | {name}) for one, used in inside)
        return self._is_shared(name, bindings)

    def _is_outside(self, name: str, where: Statement, modules: frozenset[str], own: frozenset[str]) -> bool:
        if _written(where, name) <= _HARMLESS or any(map(self.is_declaring, modules)):
            return False
        project = frozenset[str]().union(*map(self._world.brought, modules))
        called = name in where.effects.discarded | where.effects_called.discarded
        value = self._values.get(name, next((sys.modules[one] for one in modules if one in sys.modules), None))
        # A module of the project that isn't shipped may still set up the process; its objects are nobody's.
        return not project or bool(modules & own) or (called and (inspect.ismodule(value) or is_callable(value)))

    def _is_shared(self, name: str, bindings: Sequence[Statement]) -> bool:
        """Whether a name of the file stands for an object that others have too, or that is there for its effect."""
        value = self._values.get(name)
        if is_fixed(value) or type(value) in (dict, list, set):
            return self._has_home(value)
        if isinstance(value, logging.Logger | logging.Handler) or self._has_home(value):
            return True
        if any(self._obtains(binding.node) for binding in bindings):
            return True
        users = [one for one in self._file.statements if name in one.uses and name not in one.binds]
        return all(not one.defines and name in one.effects.discarded and not self._touches(one) for one in users)

    def _obtains(self, node: ast.stmt) -> bool:
        """Whether an assignment's value comes from a function of another module, which may give what it keeps."""
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        if not isinstance(value, ast.Call):
            return False
        for name in base(value):
            modules = {module.partition(".")[0] for module in self.modules_of(name)}
            made = inspect.isclass(self._called(value))
            return bool(modules) and not modules & FRESH and not made and not any(map(self._world.brought, modules))
        return False

    def _called(self, call: ast.Call) -> object:
        """What is called, as far as the file's values tell."""
        names: list[str] = []
        node: ast.expr = call.func
        while isinstance(node, ast.Attribute):
            names.append(node.attr)
            node = node.value
        value = self._values.get(node.id) if isinstance(node, ast.Name) else None
        for name in reversed(names):
            value = inspect.getattr_static(value, name, None)
        return value

    def _has_home(self, value: object) -> bool:
        """Whether a module other than the file's has an object."""
        if is_fixed(value):
            return False
        loaded = [vars(module) for name, module in list(sys.modules.items()) if inspect.ismodule(module) and name]
        return any(one is value for names in loaded if names is not self._values for one in list(names.values()))

    def is_infrastructure(self, statement: Statement) -> bool:
        """Whether a statement uses the workspace, an account or a resource, or a module that declares some."""
        if self._touches(statement):
            return True
        used = frozenset(bound_modules(statement.node))
        return any(map(self.is_declaring, used)) or any(
            self.is_declaring(module) for name in statement.uses for module in self.modules_of(name)
        )

    def _touches(self, statement: Statement) -> bool:
        bound = [self._values.get(name) for name in statement.binds]
        return self._changes.touchdowns(statement) or any(map(belongs_to_touchdown, bound))

    def is_declaring(self, module: str) -> bool:
        """Whether a module is Touchdown's, or needs it."""
        return module.partition(".")[0] == __name__.partition(".")[0] or self._world.declares(module)

    def modules_of(self, name: str) -> frozenset[str]:
        """The modules that the file imports a name from."""
        found = {module for one in self._file.binding(name) for module in origins(one.node, name)}
        return frozenset(found)


def _changed_in(statement: Statement) -> Iterator[str]:
    yield from sorted(statement.effects_called.stores | statement.effects_called.discarded)


def _written(statement: Statement, name: str) -> set[str]:
    """What a statement calls or changes of a name, as `sys.path` in `sys.path.insert(0, "lib")`."""
    found: set[str] = set()
    for node in ast.walk(statement.node):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == name:
            found.add(f"{name}.{node.attr}")
    return found or {name}


def is_callable(value: object) -> bool:
    """Whether a value is a function or a class."""
    return inspect.isclass(value) or inspect.isroutine(value)
