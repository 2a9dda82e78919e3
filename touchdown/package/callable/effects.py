"""Which values a piece of code may change.

Code may change a value by storing into it, by calling a method of it, and by passing it on: as an argument, as a
decorator, as a base class. Immutable values (numbers, strings) don't change, nor do values that are only passed to
functions and methods known to read. Imported modules, classes and functions are used all the time without being
changed, so for them only a call whose result is discarded (`logging.basicConfig()`, `listen(Engine)`) counts.
What a decorator of another module does, as in `@registry.add`, is judged by what that module then holds (`held.py`).
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
_READING_METHODS = frozenset(name for kind in (Mapping, Sequence, Set) for name in dir(kind)) | {"copy"}
_CONTAINERS = (dict, list, set)
_FIXED = (
    *(str, bytes, int, float, complex, range, frozenset, type(None), re.Pattern, pathlib.PurePath),
    *(decimal.Decimal, datetime.date, datetime.time, datetime.timedelta, types.BuiltinFunctionType),
)


@attrs.define
class Effects:
    """The names whose values a piece of code uses, by kind of use."""

    stores: set[str] = attrs.field(factory=set[str])
    """`x += 1`, `x["a"] = 1`, `x.y = 1`."""
    methods: set[tuple[str, str]] = attrs.field(factory=set[tuple[str, str]])
    """`x.append(1)`, with the name of the method."""
    arguments: set[str] = attrs.field(factory=set[str])
    """`register(x)`."""
    handed: set[str] = attrs.field(factory=set[str])
    """The names in `arguments`, and arguments of functions that only read: those may call a function."""
    discarded: set[str] = attrs.field(factory=set[str])
    """Names at the start of calls whose result is discarded."""
    bases: set[str] = attrs.field(factory=set[str])
    calls: set[str] = attrs.field(factory=set[str])
    """Names that are called, or used as decorators."""
    decorators: set[str] = attrs.field(factory=set[str])
    """`@x`, `@x.add("a")`."""
    passed_on: set[str] = attrs.field(factory=set[str])
    """The arguments of calls whose result is discarded."""
    keeps: set[str] = attrs.field(factory=set[str])
    """Names whose value, or part of it, is given another name."""

    def without_handing(self) -> Effects:
        return attrs.evolve(self, arguments=set[str](), passed_on=set[str](), bases=set[str]())


def effects_of(nodes: Iterable[ast.AST]) -> Effects:
    """The effects of some nodes of a syntax tree."""
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
            found.passed_on.update(() if _reads(node.value) else _handed(node.value))
        elif isinstance(node, Function | ast.ClassDef):
            for decorator in node.decorator_list:
                _callee(decorator, found)
                found.decorators.update(base(decorator))
            found.bases.update(name for class_base in getattr(node, "bases", ()) for name in base(class_base))
        found.keeps.update(name for kept in _kept(node) for name in base(kept))
    return found


def may_change(effects: Effects, name: str, value: object, *, imported: bool) -> bool:
    """Whether code with these effects may change the value of a name."""
    if name in effects.stores:
        return True
    if is_fixed(value):
        return False
    if name in effects.bases and _tells_of_subclasses(value, imported=imported):
        return True
    if isinstance(value, types.ModuleType):
        return name in effects.discarded | effects.arguments
    if imported and (inspect.isclass(value) or inspect.isroutine(value)):
        return name in effects.discarded | effects.passed_on
    methods = {method for changed, method in effects.methods if changed == name}
    if isinstance(value, types.FunctionType):
        return bool(methods)
    if type(value) in _CONTAINERS:
        methods -= _READING_METHODS
    return bool(methods) or name in effects.arguments


def executed(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a statement that run at import: of a function, not its body."""
    yield node
    inner: list[ast.expr] = []
    if isinstance(node, Function | ast.Lambda):
        inner = [*node.args.defaults, *(default for default in node.args.kw_defaults if default)]
        inner += node.decorator_list if isinstance(node, Function) else []
    for child in inner if isinstance(node, Function | ast.Lambda) else ast.iter_child_nodes(node):
        yield from executed(child)


def base(node: ast.expr) -> Iterator[str]:
    """The name at the start of `a.b["c"].d().e`."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    if isinstance(node, ast.Name):
        yield node.id


def _call(node: ast.Call, found: Effects) -> None:
    _callee(node.func, found)
    found.handed.update(_handed(node))
    if _reads(node):
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


def _reads(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id in _READING


def _handed(node: ast.Call) -> Iterator[str]:
    for argument in [*node.args, *(keyword.value for keyword in node.keywords)]:
        yield from (inner.id for inner in ast.walk(argument) if isinstance(inner, ast.Name))


def is_fixed(value: object) -> bool:
    """Whether a value can't change."""
    if isinstance(value, tuple):
        return all(is_fixed(item) for item in cast("tuple[object, ...]", value))
    return isinstance(value, _FIXED)


def _tells_of_subclasses(value: Any, *, imported: bool) -> bool:
    """Whether a class is notified of its subclasses."""
    if not inspect.isclass(value) or (imported and value.__module__.partition(".")[0] in sys.stdlib_module_names):
        return False
    own = [ancestor for ancestor in value.__mro__ if "__init_subclass__" in vars(ancestor)]
    return own[:1] != [object] or type(value).__module__.partition(".")[0] not in sys.stdlib_module_names | {"builtins"}
