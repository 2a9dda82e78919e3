"""Which statements of a file are shipped with a function though the function doesn't name what they bind.

The rule: **each statement at the top level of the file which can change what shipped code sees is shipped, or else a
note names it.** In doubt it is shipped, and the order of the statements stays. Such statements are

- imports for their effect, whose names are used nowhere in the file (`import routes`): a module of the project, and a
  module of a distribution that the function requires
- definitions that a shipped module holds, registered by a decorator, a call or a subclass; and imports of modules that
  register theirs there
- calls whose result nobody keeps (`logging.basicConfig()`, `sentry_sdk.init()`, `patch_all()`, `setup.configure()`),
  and changes of what other modules have (`os.environ["A"] = "1"`, `json.JSONEncoder.default = ...`), also within
  functions of the file that are called so
- where shipped code looks names up by their text (`globals()["on_" + kind]`, `eval`): all definitions of the file

Never shipped, and without a note: infrastructure, which is what uses the workspace, an account, a resource, or a module
of the project that does; what is printed; changes of `sys.path`, since modules from there are shipped as if they stood
beside the file.
Never shipped, with a note: what needs a distribution that the function doesn't require; what reads, writes or runs
something on this machine.
Left out too: what only another function of the file uses, with all that changes it.
"""

from __future__ import annotations

import ast
import enum
import functools
import inspect
import sys
from collections.abc import Iterable, Mapping, Sequence

import attrs

from touchdown.package.callable.changes import Changes
from touchdown.package.callable.effects import base, is_fixed
from touchdown.package.callable.held import held
from touchdown.package.callable.imported import bound_modules, imports_in, modules_of
from touchdown.package.callable.moving import machine_of
from touchdown.package.callable.outside import FRESH, Outside, is_callable
from touchdown.package.callable.statements import File, Statement
from touchdown.package.callable.world import World

_BY_NAME = frozenset({"eval", "exec", "globals"})
_KEEPS_HANDLERS = frozenset({"atexit", "signal", "codecs"})
"""Modules of the standard library whose registries aren't objects of Python's."""


class Why(enum.StrEnum):
    """Why a statement is shipped that the function doesn't name."""

    IMPORT = "it is imported for its effect"
    HELD = "a shipped module holds it"
    REGISTERS = "it registers something in a shipped module"
    SETS_UP = "it sets something up for the whole process"
    BY_NAME = "shipped code looks names up by their text"


@attrs.frozen
class Verdict:
    """What the rule says of a statement: why it is shipped, or why it isn't though it might matter."""

    ship: Why | None = None
    names: frozenset[str] = frozenset()
    """The names that it binds, of an import that is shipped for its effect."""
    note: str = ""


NOTHING = Verdict()


class Rule:
    """The rule for one file."""

    def __init__(self, file: File, values: Mapping[str, object], changes: Changes, world: World) -> None:
        self._file = file
        self._values = values
        self._world = world
        self._outside = Outside(file, values, changes, world)
        self._held: dict[str, frozenset[int | str]] = {}
        self._used = _used_names(file)

    def of(self, statement: Statement, shipped: Sequence[Statement]) -> Verdict:
        """The verdict on a statement that isn't shipped for what it binds."""
        if is_change_of_path(statement) or statement.is_main_guard or self._outside.is_infrastructure(statement):
            return NOTHING
        own = self.modules_of(shipped)
        checks = (self._by_name, self._for_its_effect, self._registered, self._sets_up)
        return next((found for check in checks if (found := check(statement, shipped, own)) != NOTHING), NOTHING)

    def modules_of(self, shipped: Iterable[Statement]) -> frozenset[str]:
        """The modules of the project that are shipped with some statements."""
        names = {module for statement in shipped for module in modules_of(statement.node)}
        return frozenset(brought for name in sorted(names) for brought in self._world.brought(name))

    def missing(self, statements: Iterable[Statement], shipped: Sequence[Statement]) -> str:
        """Why some statements can't be shipped: a module that isn't there on Lambda, though nothing else needs it."""
        needed = {module for statement in shipped for module in modules_of(statement.node)}
        for statement in statements:
            guarded = isinstance(statement.node, ast.Try | ast.TryStar | ast.If | ast.With)
            for module in () if guarded else sorted(bound_modules(statement.node) - needed):
                if self._outside.is_declaring(module):
                    return f"it needs {module}, which uses Touchdown"
                if not (self._world.brought(module) or self._world.provides(module)):
                    return f"it needs {module}, and no requirement of the function brings that"
        return ""

    def _by_name(self, statement: Statement, shipped: Sequence[Statement], own: frozenset[str]) -> Verdict:
        if not self._is_by_name(shipped):
            return NOTHING
        binds = any(name in self._values for name in statement.binds)
        if binds and not statement.imports:
            return Verdict(Why.BY_NAME)
        return NOTHING

    def _is_by_name(self, shipped: Sequence[Statement]) -> bool:
        return any(map(_looks_names_up, shipped))

    def _for_its_effect(self, statement: Statement, shipped: Sequence[Statement], own: frozenset[str]) -> Verdict:
        for module, names in imports_in(statement.node):
            unused = not names & self._used
            brought = self._world.brought(module)
            if brought and (unused or self._hands_over(brought - own, own)):
                return Verdict(Why.IMPORT, names)
            if not brought and unused and self._is_of_distribution(module):
                return Verdict(Why.IMPORT, names)
        return NOTHING

    def _is_of_distribution(self, module: str) -> bool:
        package = module.partition(".")[0]
        there = any(name.partition(".")[0] == package for name in sys.modules)
        loaded = module in sys.modules or not there or "." not in module
        return loaded and package not in sys.stdlib_module_names | FRESH

    def _registered(self, statement: Statement, shipped: Sequence[Statement], own: frozenset[str]) -> Verdict:
        """Whether a shipped module holds what a statement defines, or hands over."""
        effects = statement.effects
        handed = (effects.handed | effects.stores) if not statement.defines else frozenset[str]()
        defined = [one for name in sorted(handed) for one in self._file.binding(name)]
        outside = effects.decorators | effects.bases if statement.defines else effects.calls
        if statement.imports or not (outside or effects.methods or effects.stores):
            return NOTHING
        if any(self._is_held(one, own) for one in [statement, *defined]):
            return Verdict(Why.HELD)
        for name in sorted(outside | {name for name, _ in effects.methods} if statement.defines else ()):
            if self._is_used_object(name, shipped, own):
                return Verdict(Why.REGISTERS)
            for module in self._outside.modules_of(name):
                if module in _KEEPS_HANDLERS:
                    return Verdict(Why.REGISTERS)
                if not self._world.brought(module) and not _is_standard(module) and self._is_held_by(statement, module):
                    return Verdict(Why.HELD)
                if module in own and name in effects.bases and _asks_for_subclasses(own):
                    return Verdict(Why.REGISTERS)
        return NOTHING

    def _is_used_object(self, name: str, shipped: Sequence[Statement], own: frozenset[str]) -> bool:
        """Whether a name stands for an object of a shipped module that shipped statements use, under whatever name."""
        value = self._values.get(name)
        if inspect.ismodule(value) or is_callable(value) or is_fixed(value) or not own:
            return False
        loaded = [vars(sys.modules[module]) for module in sorted(own) if module in sys.modules]
        names = {known for values in loaded for known, one in values.items() if one is value}
        return any(names & _identifiers(statement.node) for statement in shipped)

    def _sets_up(self, statement: Statement, shipped: Sequence[Statement], own: frozenset[str]) -> Verdict:
        """Whether a statement changes something that isn't the file's, when the file is imported."""
        names = statement.effects.stores | statement.effects.discarded
        if isinstance(statement.node, ast.Assign) and statement.binds <= {"_"}:
            names |= {*base(statement.node.value)}
        for name in sorted(names):
            if self._outside.reaches_out(name, statement, own):
                machine = machine_of(statement.node)
                return Verdict(note=f"it works with this machine ({machine})") if machine else Verdict(Why.SETS_UP)
        return NOTHING

    def _is_held(self, statement: Statement, own: frozenset[str]) -> bool:
        if not statement.defines or statement.imports or not own:
            return False
        return self._is_held_by(statement, *sorted(own))

    def _is_held_by(self, statement: Statement, *modules: str) -> bool:
        if not any(module in sys.modules for module in modules):
            return False
        key = " ".join(modules)
        if key not in self._held:
            package = modules[0].partition(".")[0]
            wanted = modules if self._world.brought(modules[0]) else _of_package(package)
            self._held[key] = held(wanted, self._file.path, self._values)
        return any(line in self._held[key] for line in statement.span) or bool(self._held[key] & statement.binds)

    def _hands_over(self, new: frozenset[str], own: frozenset[str]) -> bool:
        """Whether shipped modules hold what other modules of the project define."""
        if not new or not own or any(map(self._outside.is_declaring, new)):
            return False
        for module in sorted(new):
            values = vars(sys.modules[module]) if module in sys.modules else {}
            path = str(values.get("__file__") or "")
            if path and held(sorted(own), path, values):
                return True
        return False


def is_change_of_path(statement: Statement) -> bool:
    """Whether a statement does nothing but change `sys.path`."""
    node = statement.node
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return ast.unparse(node.value.func).startswith(("sys.path.", "site.addsitedir"))
    target = (
        node.target if isinstance(node, ast.AugAssign) else node.targets[0] if isinstance(node, ast.Assign) else None
    )
    return target is not None and ast.unparse(target).startswith("sys.path")


def _used_names(file: File) -> frozenset[str]:
    return frozenset(name for one in file.statements for name in {*one.uses, *one.may_use})


def _identifiers(node: ast.stmt) -> set[str]:
    found = {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
    return found | {inner.attr for inner in ast.walk(node) if isinstance(inner, ast.Attribute)}


@functools.lru_cache(maxsize=4096)
def _looks_names_up(statement: Statement) -> bool:
    if any(name in statement.uses for name in _BY_NAME):
        return True
    for node in ast.walk(statement.node):
        if isinstance(node, ast.Attribute) and node.attr in ("f_globals", "__globals__"):
            return True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "vars" and not node.args:
            return True
        text = ast.unparse(node) if isinstance(node, ast.Subscript | ast.Call) else ""
        if text.endswith(("modules[__name__]", "import_module(__name__)", "__import__(__name__)")):
            return True
    return False


def _of_package(package: str) -> list[str]:
    return [name for name in list(sys.modules) if name.partition(".")[0] == package]


def _asks_for_subclasses(modules: Iterable[str]) -> bool:
    return any("__subclasses__" in _source(module) for module in modules if module in sys.modules)


def _source(module: str) -> str:
    try:
        return inspect.getsource(sys.modules[module])
    except (OSError, TypeError):
        return ""


def _is_standard(module: str) -> bool:
    return module.partition(".")[0] in sys.stdlib_module_names
