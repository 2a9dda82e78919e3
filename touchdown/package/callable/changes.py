"""Which statements of a file change what other statements bind, and so have to be shipped with them.

A statement changes a value by itself, or with a function of the file that it calls, or under another name for it
(`same = table`). That a function may be called is enough, but for statements that name an object of Touchdown's: naming
a value there, as `code=` or `environment=`, changes nothing.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence

from touchdown.package.callable.effects import may_change
from touchdown.package.callable.moving import belongs_to_touchdown
from touchdown.package.callable.statements import File, Statement


class Changes:
    """What the statements of one file do to each other's values."""

    def __init__(self, file: File, values: Mapping[str, object]) -> None:
        self._file = file
        self._values = values
        self._reached: dict[str, frozenset[Statement]] = {}
        self._changed_names: dict[Statement, frozenset[str]] = {}

    def changed_by(self, statement: Statement, names: frozenset[str], *, subclasses: bool) -> str | None:
        """A name whose value a statement changes; with `subclasses` by being a class that is made of it."""
        found = names & self._changed(statement)
        if subclasses and not self.touchdowns(statement):
            found |= names & statement.effects.bases
        return min(found, default=None)

    def names_of(self, shipped: Sequence[Statement]) -> frozenset[str]:
        """All names for the values that some statements use."""
        return self._with_aliases({name for one in shipped for name in {*one.uses, *one.sets, *one.binds}})

    def used_before_redefined(self, statement: Statement, shipped: Sequence[Statement]) -> str | None:
        """The name of a definition that another takes the place of later, if something shipped needs it before."""
        if not statement.defines:
            return None
        for name in statement.binds:
            later = [one.line for one in self._file.binding(name) if one.line > statement.line]
            between = [one for one in shipped if later and statement.line < one.line < later[0]]
            if any(name in self._needs(one) for one in between):
                return name
        return None

    def _changed(self, statement: Statement) -> frozenset[str]:
        """The names whose values a statement changes."""
        if statement not in self._changed_names:
            called = statement.effects.calls
            if not self.touchdowns(statement):
                called = called | statement.effects.handed
            inside = {one for name in sorted(called) for one in self._reach(name)}
            found = {name for name in statement.uses if self._changes(statement, name, called_only=False)}
            for one in inside:
                found |= one.sets | {name for name in one.uses if self._changes(one, name, called_only=True)}
            self._changed_names[statement] = frozenset(found)
        return self._changed_names[statement]

    def touchdowns(self, statement: Statement) -> bool:
        """Whether a statement names an object of Touchdown's, or calls a function of the file that does."""
        names = {*statement.uses}
        for name in statement.effects.calls:
            names |= {used for one in self._reach(name) for used in one.uses}
        return any(belongs_to_touchdown(self._values.get(name)) for name in names)

    def _changes(self, statement: Statement, name: str, *, called_only: bool) -> bool:
        if name not in statement.uses:
            return False
        effects = statement.effects_called if called_only else statement.effects
        if not called_only and self.touchdowns(statement):
            effects = effects.without_handing()
        imported = any(one.imports for one in self._file.binding(name))
        return may_change(effects, name, self._values.get(name), imported=imported)

    def _reach(self, name: str) -> frozenset[Statement]:
        """The definitions that may be executed if a name is called."""
        if name not in self._reached:
            found: dict[str, Statement] = {}
            names = [name]
            for one in names:  # grows meanwhile
                for statement in self._file.binding(one):
                    if statement.defines and not statement.imports and one not in found:
                        found[one] = statement
                        names += statement.uses
            self._reached[name] = frozenset(found.values())
        return self._reached[name]

    def _needs(self, statement: Statement) -> frozenset[str]:
        """The names that are looked up when a statement is executed with its module."""
        names = statement.runs
        return names | {
            used for name in names & statement.effects.calls for one in self._reach(name) for used in one.uses
        }

    def _with_aliases(self, names: set[str]) -> frozenset[str]:
        """With other names for the same values, as an assignment gives them."""
        for statement in self._file.statements:
            if not statement.defines and any(self._is_object(name) for name in names & statement.effects.keeps):
                names |= statement.binds
        return frozenset(names)

    def _is_object(self, name: str) -> bool:
        """Whether what is got out of a value may be a part of it; a module or a class makes something else."""
        value = self._values.get(name)
        return not (inspect.ismodule(value) or inspect.isclass(value) or inspect.isroutine(value))
