"""Which values a piece of code may change.

A value may be changed by storing in it, by calling a method of it, and by handing it to something: as an argument, as a
decorator, as the base of a class. What can't change (numbers, texts) isn't; nor is a value that only reading functions
and methods get. Of what is imported, modules, classes and functions are used to make other things all the time, so only
a call whose result nobody keeps (`logging.basicConfig()`) counts for them.
Weakness: `@registry.add`, where `registry` is a module, isn't taken for a change of that module.
"""

from __future__ import annotations

import ast
import datetime
import decimal
import inspect
import pathlib
import re
import sys
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any, cast

import attrs

Function = ast.FunctionDef | ast.AsyncFunctionDef
_READING = frozenset(
    "abs all any ascii bool bytes callable dict enumerate filter float format frozenset getattr hasattr hash id int "
    "isinstance issubclass len list map max min print range repr reversed round set sorted str sum super tuple type "
    "vars zip".split()
)
_READING_METHODS = frozenset(name for one in (Mapping, Sequence, Set) for name in dir(one)) | {"copy"}
_CONTAINERS = (dict, list, set)
_FIXED = (
    *(str, bytes, int, float, complex, range, frozenset, type(None), re.Pattern, pathlib.PurePath),
    *(decimal.Decimal, datetime.date, datetime.time, datetime.timedelta, types.BuiltinFunctionType),
)


@attrs.define
class Effects:
    """The names whose values a piece of code gets in its hands, by the way in which it does."""

    stores: set[str] = attrs.field(factory=set[str])
    """`x += 1`, `x["a"] = 1`, `x.y = 1`."""
    methods: set[tuple[str, str]] = attrs.field(factory=set[tuple[str, str]])
    """`x.append(1)`, with the name of the method."""
    arguments: set[str] = attrs.field(factory=set[str])
    """`register(x)`."""
    handed: set[str] = attrs.field(factory=set[str])
    """Those, and the arguments of what only reads: a function among them may be called."""
    discarded: set[str] = attrs.field(factory=set[str])
    """Those in calls whose result nobody keeps."""
    bases: set[str] = attrs.field(factory=set[str])
    calls: set[str] = attrs.field(factory=set[str])
    """Names that are called, or are decorators."""
    keeps: set[str] = attrs.field(factory=set[str])
    """Those to which another name is given, or to a part of them."""

    def without_handing(self) -> Effects:
        return attrs.evolve(self, arguments=set[str](), bases=set[str]())


def effects_of(nodes: Iterable[ast.AST]) -> Effects:
    """What some nodes of a tree do."""
    found = Effects()
    for node in nodes:
        if isinstance(node, ast.AugAssign):
            found.stores.update(base(node.target))
        elif isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
            found.stores.update(base(node))
        elif isinstance(node, ast.Call):
            _call(node, found)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            found.discarded.update(base(node.value))
        elif isinstance(node, Function | ast.ClassDef):
            for one in node.decorator_list:
                _callee(one, found)
            found.bases.update(name for one in getattr(node, "bases", ()) for name in base(one))
        found.keeps.update(name for one in _kept(node) for name in base(one))
    return found


def may_change(effects: Effects, name: str, value: object, *, imported: bool) -> bool:
    """Whether something that has these effects may change the value of a name."""
    if name in effects.stores:
        return True
    if _is_fixed(value):
        return False
    if name in effects.bases and _tells_of_subclasses(value, imported=imported):
        return True
    if isinstance(value, types.ModuleType):
        return name in effects.discarded | effects.arguments
    if imported and (inspect.isclass(value) or inspect.isroutine(value)):
        return name in effects.discarded
    methods = {method for one, method in effects.methods if one == name}
    if isinstance(value, types.FunctionType):
        return bool(methods)
    if type(value) in _CONTAINERS:
        methods -= _READING_METHODS
    return bool(methods) or name in effects.arguments


def executed(node: ast.AST) -> Iterator[ast.AST]:
    """What of a statement is executed together with its module: of a function not what it does when it is called."""
    yield node
    inner: list[ast.expr] = []
    if isinstance(node, Function | ast.Lambda):
        inner = [*node.args.defaults, *(one for one in node.args.kw_defaults if one)]
        inner += node.decorator_list if isinstance(node, Function) else []
    for child in inner if isinstance(node, Function | ast.Lambda) else ast.iter_child_nodes(node):
        yield from executed(child)


def base(node: ast.expr) -> Iterator[str]:
    """The name that `a.b["c"].d().e` begins with."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    if isinstance(node, ast.Name):
        yield node.id


def _call(node: ast.Call, found: Effects) -> None:
    _callee(node.func, found)
    found.handed.update(_handed(node))
    if isinstance(node.func, ast.Name) and node.func.id in _READING:
        return
    if isinstance(node.func, ast.Name) and node.func.id in ("setattr", "delattr") and node.args:
        found.stores.update(base(node.args[0]))
    found.arguments.update(_handed(node))


def _kept(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr):
        yield from [node.value] if node.value else []
    elif isinstance(node, ast.For):
        yield node.iter
    elif isinstance(node, ast.withitem):
        yield node.context_expr


def _callee(node: ast.expr, found: Effects) -> None:
    if isinstance(node, ast.Name):
        found.calls.add(node.id)
    elif isinstance(node, ast.Attribute):
        direct = isinstance(node.value, ast.Name)
        found.methods.update((name, node.attr if direct else "") for name in base(node))


def _handed(node: ast.Call) -> Iterator[str]:
    for argument in [*node.args, *(one.value for one in node.keywords)]:
        yield from (one.id for one in ast.walk(argument) if isinstance(one, ast.Name))


def _is_fixed(value: object) -> bool:
    if isinstance(value, tuple):
        return all(_is_fixed(one) for one in cast("tuple[object, ...]", value))
    return isinstance(value, _FIXED)


def _tells_of_subclasses(value: Any, *, imported: bool) -> bool:
    """Whether a class gets to know which classes are made of it."""
    if not inspect.isclass(value) or (imported and value.__module__.partition(".")[0] in sys.stdlib_module_names):
        return False
    own = [one for one in value.__mro__ if "__init_subclass__" in vars(one)]
    return own[:1] != [object] or type(value).__module__.partition(".")[0] not in sys.stdlib_module_names | {"builtins"}
