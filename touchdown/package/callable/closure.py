"""A function, and transitively the statements of its file that bind what it names, and that change what they bind.

What is shipped does what the file does: a statement that changes a value that is shipped is shipped as well, and so are
all statements that bind a name. Of definitions of one name (functions, classes) only the last is, unless something that
is shipped uses it before. A statement that names an object of Touchdown's can't be shipped: it is refused if it changes
such a value, and it doesn't by naming it in a call.
"""

from __future__ import annotations

import builtins
from collections.abc import Mapping

import attrs

from touchdown.package.callable.changes import Changes
from touchdown.package.callable.moving import unmovable_code, unmovable_value
from touchdown.package.callable.statements import File, Statement
from touchdown.package.problem import Problem

_ALWAYS_THERE = frozenset(dir(builtins)) | {"__name__", "__file__", "__doc__", "__package__", "__spec__", "__loader__"}


@attrs.frozen
class Closure:
    """The statements that are shipped, in the order of the file, with the names that each is shipped for."""

    function: Statement | None
    """None where what is meant is a name, and `others` has what binds it."""
    others: Mapping[Statement, frozenset[str]]
    problems: tuple[Problem, ...]


class _Following:
    """The names that are still to be followed, and what was found."""

    def __init__(self, file: File, values: Mapping[str, object]) -> None:
        self.file = file
        self.values = values
        self.found: dict[Statement, set[str]] = {}
        self.problems: list[Problem] = []
        self.seen = set[str]()
        self._set_within = set[str]()

    def follow(self, statement: Statement) -> None:
        self._set_within |= statement.sets
        names = {**dict.fromkeys(statement.sets, statement.line), **statement.uses}
        names |= {one: statement.line for one in sorted(statement.may_use) if self._has(one)}
        for name in [one for one in names if one not in self.seen]:
            self.name(name, names[name])

    def name(self, name: str, line: int) -> None:
        self.seen.add(name)
        refused = unmovable_value(name, self.values.get(name))
        if refused:
            self.refuse(line, refused)
            return
        bindings = self.file.binding(name)
        if not bindings:
            self._undefined(name, line)
        # `import a.b` and `import a.c` both bind `a`, and both are needed.
        last = len(bindings) > 1 and all(one.defines and not one.imports for one in bindings)
        for one in bindings[-1:] if last else bindings:
            self.take(one, name)

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


def closure_of(file: File, function: Statement | str, values: Mapping[str, object]) -> Closure:
    """What has to be shipped with a function, or what binds a name; `values` are the globals of its module."""
    following = _Following(file, values)
    if isinstance(function, str):
        following.name(function, 0)
    else:
        following.seen |= function.binds
        following.follow(function)
    own = [function] if isinstance(function, Statement) else []
    changes = Changes(file, values)
    while not following.problems and _take_more(following, changes, own):
        pass
    others = {
        one: frozenset(following.found[one])
        for one in file.statements
        if one in following.found and not any(one.node is mine.node for mine in own)
    }
    return Closure(own[0] if own else None, others, tuple(following.problems))


def _take_more(following: _Following, changes: Changes, own: list[Statement]) -> bool:
    """Takes in what the statements that are shipped so far make necessary; whether there was something."""
    shipped = [*own, *following.found]
    nodes = {one.node for one in shipped}
    names = changes.names_of(shipped)
    subclasses = any("__subclasses__" in one.text for one in shipped)
    for statement in following.file.statements:
        if statement.node in nodes or statement.is_main_guard:
            continue
        name = changes.changed_by(statement, names, subclasses=subclasses)
        name = name or changes.used_before_redefined(statement, shipped)
        if name is None:
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
