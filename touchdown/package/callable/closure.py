"""A function, and transitively the statements of its file that bind or change what it uses.

The shipped module behaves as the file does: all statements that bind a shipped name are shipped, and so are those that
change a shipped value. Of several definitions of one name (functions, classes) only the last is shipped, unless
something shipped uses an earlier one before. A statement that uses an object of Touchdown's can't be shipped: it is
refused if it changes a shipped value, which passing the value in a call doesn't count as. What else can change what
shipped code sees is shipped if it can be, by the rule in `rule.py`, and otherwise listed in `left_out`.
"""

from __future__ import annotations

import builtins
import inspect
from collections.abc import Callable, Mapping

import attrs

from touchdown.package.callable.changes import Changes
from touchdown.package.callable.moving import belongs_to_touchdown, machine_of, unmovable_code, unmovable_value
from touchdown.package.callable.rule import NOTHING, Rule, Why, is_change_of_path
from touchdown.package.callable.statements import File, Statement
from touchdown.package.callable.world import World
from touchdown.package.problem import Problem

_ALWAYS_THERE = frozenset(dir(builtins)) | {"__name__", "__file__", "__doc__", "__package__", "__spec__", "__loader__"}


@attrs.frozen
class Closure:
    """The statements that are shipped, in the order of the file, with the names that each is shipped for."""

    function: Statement | None
    """None where a name is asked for: `others` holds what binds it."""
    others: Mapping[Statement, frozenset[str]]
    problems: tuple[Problem, ...]
    effects: Mapping[Statement, Why] = attrs.field(factory=dict[Statement, Why])
    """The statements among `others` that nothing shipped names, and why they are shipped."""
    left_out: Mapping[Statement, str] = attrs.field(factory=dict[Statement, str])
    """The statements that aren't shipped though they might matter, and why they aren't."""


class _Following:
    """The names still to be followed, and the statements found so far."""

    def __init__(self, file: File, values: Mapping[str, object]) -> None:
        self.file = file
        self.values = values
        self.found: dict[Statement, set[str]] = {}
        self.problems: list[Problem] = []
        self.seen = set[str]()
        self._set_within = set[str]()
        self.effects: dict[Statement, Why] = {}
        self.left_out: dict[Statement, str] = {}
        self.meets_touchdown = False

    def attempt(self, statement: Statement, names: frozenset[str], missing: Callable[[list[Statement]], str]) -> str:
        """Takes a statement with all that it needs, or nothing of it: then the reason is returned."""
        found, seen, within = {one: {*some} for one, some in self.found.items()}, {*self.seen}, {*self._set_within}
        self.meets_touchdown = False
        machine = None if statement.defines else unmovable_code(statement, min(names, default=""))
        if machine is None:
            self.found.setdefault(statement, set()).update(names)
            self.follow(statement)
        new = [one for one in self.found if one not in found]
        why = machine or (self.problems[0].sentence if self.problems else missing(new))
        if why:
            self.found, self.seen, self._set_within, self.problems = found, seen, within, []
        return why

    def follow(self, statement: Statement) -> None:
        self._set_within |= statement.sets
        names = {**dict.fromkeys(statement.sets, statement.line), **statement.uses}
        names |= {name: statement.line for name in sorted(statement.may_use) if self._has(name)}
        for name in [name for name in names if name not in self.seen]:
            self.name(name, names[name])

    def name(self, name: str, line: int) -> None:
        self.seen.add(name)
        refused = unmovable_value(name, self.values.get(name))
        if refused:
            self.meets_touchdown |= belongs_to_touchdown(self.values.get(name))
            self.refuse(line, refused)
            return
        bindings = self.file.binding(name)
        if not bindings:
            self._undefined(name, line)
        # `import a.b` and `import a.c` both bind `a`, and both are needed.
        last = len(bindings) > 1 and all(binding.defines and not binding.imports for binding in bindings)
        for binding in bindings[-1:] if last else bindings:
            self.take(binding, name)

    def take(self, statement: Statement, name: str) -> None:
        refused = None if statement.defines else unmovable_code(statement, name)
        if refused:
            self.refuse(statement.line, refused)
            return
        self.found.setdefault(statement, set()).add(name)
        self.follow(statement)

    def refuse(self, line: int, sentence: str) -> None:
        self.problems.append(Problem(self.file.path, line, sentence))

    def _has(self, name: str) -> bool:
        """Whether the file binds a name to something that can be shipped."""
        return bool(self.file.binding(name)) and unmovable_value(name, self.values.get(name)) is None

    def _undefined(self, name: str, line: int) -> None:
        if name in _ALWAYS_THERE or name in self._set_within:
            return
        if name in self.values:
            self.refuse(line, f"{name} is set by something that isn't a statement of the file, so it can't be shipped")
        else:
            self.refuse(line, f"nothing in the file defines {name}: define or import it")


def closure_of(file: File, function: Statement | str, values: Mapping[str, object], world: World) -> Closure:
    """What has to be shipped for a function, or for a name; `values` are the globals of its module."""
    following = _Following(file, values)
    if isinstance(function, str):
        following.name(function, 0)
    else:
        following.seen |= function.binds
        following.follow(function)
    own = [function] if isinstance(function, Statement) else []
    changes = Changes(file, values)
    rule = Rule(file, values, changes, world)
    while not following.problems and (_take_more(following, changes, own) or _take_effect(following, rule, own)):
        pass
    others = {
        statement: frozenset(following.found[statement])
        for statement in file.statements
        if statement in following.found and not any(statement.node is mine.node for mine in own)
    }
    first = own[0] if own else None
    return Closure(first, others, tuple(following.problems), following.effects, following.left_out)


def _take_more(following: _Following, changes: Changes, own: list[Statement]) -> bool:
    """Adds what the statements shipped so far require; False once there is nothing more."""
    shipped = [*own, *following.found]
    nodes = {statement.node for statement in shipped}
    names = changes.names_of(shipped, following.found)
    subclasses = any("__subclasses__" in statement.text for statement in shipped)
    for statement in following.file.statements:
        if statement.node in nodes or statement.is_main_guard or is_change_of_path(statement):
            continue
        name = changes.changed_by(statement, names, subclasses=subclasses)
        name = name or changes.used_before_redefined(statement, shipped)
        # What a module of the standard library does to this machine is noted by the rule, not refused.
        if name is None or (inspect.ismodule(following.values.get(name)) and machine_of(statement.node)):
            continue
        if changes.touchdowns(statement):
            following.refuse(
                statement.line,
                f"{name} is changed in line {statement.line} together with an object of Touchdown's, which isn't there "
                "on Lambda: change it in a statement of its own, or within the function",
            )
        else:
            following.take(statement, name)
        return True
    return False


def _take_effect(following: _Following, rule: Rule, own: list[Statement]) -> bool:
    """Adds a statement that the rule wants shipped; False if there is none, or none that can be."""
    shipped = [*own, *following.found]
    nodes = {statement.node for statement in shipped}
    following.left_out.clear()
    for statement in following.file.statements:
        verdict = rule.of(statement, shipped) if statement.node not in nodes else NOTHING
        why = verdict.note
        if verdict.ship is not None:
            names = verdict.names or statement.binds
            why = following.attempt(statement, names, lambda new: rule.missing(new, shipped))
            if not why:
                following.effects[statement] = verdict.ship
                return True
        if why and not following.meets_touchdown:
            following.left_out[statement] = why
        following.meets_touchdown = False
    return False
