"""Which statements of a file change what other statements bind, and so have to be shipped with them.

A statement changes a value directly, by calling a function of the file that does, or under another name for it
(`same = table`). It is enough that the function may be called. Statements that use an object of Touchdown's are an
exception: passing a value as `code=` or `environment=` changes nothing.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence, Set

from touchdown.package.callable.effects import may_change
from touchdown.package.callable.moving import belongs_to_touchdown
from touchdown.package.callable.statements import File, Statement


class Changes:
    """How the statements of a file change each other's values."""

    def __init__(self, file: File, values: Mapping[str, object]) -> None:
        self._file = file
        self._values = values
        self._reached: dict[str, frozenset[Statement]] = {}
        self._changed_names: dict[Statement, frozenset[str]] = {}

    def changed_by(self, statement: Statement, names: frozenset[str], *, subclasses: bool) -> str | None:
        """A name whose value the statement changes; with `subclasses`, subclassing counts as a change of the class."""
        found = names & self._changed(statement)
        if subclasses and not self.touchdowns(statement):
            found |= names & statement.effects.bases
        return min(found, default=None)

    def names_of(self, shipped: Sequence[Statement], found: Mapping[Statement, Set[str]]) -> frozenset[str]:
        """All names for the values that some statements use.

        :param found: the names that statements are shipped for; of an import only these are shipped.
        """
        names = {name for statement in shipped for name in {*statement.uses, *statement.sets}}
        bound = (found.get(one, one.binds) if one.imports else one.binds for one in shipped)
        return self._with_aliases(names.union(*bound))

    def used_before_redefined(self, statement: Statement, shipped: Sequence[Statement]) -> str | None:
        """The name of a definition that is replaced later, if something shipped needs it before that."""
        if not statement.defines:
            return None
        for name in statement.binds:
            later = [
                later_binding.line for later_binding in self._file.binding(name) if later_binding.line > statement.line
            ]
            between = [other for other in shipped if later and statement.line < other.line < later[0]]
            if any(name in self._needs(other) for other in between):
                return name
        return None

    def _changed(self, statement: Statement) -> frozenset[str]:
        """The names whose values a statement changes."""
        if statement not in self._changed_names:
            called = statement.effects.calls
            if not self.touchdowns(statement):
                called = called | statement.effects.handed
            inside = {definition for name in sorted(called) for definition in self.reach(name)}
            found = {name for name in statement.uses if self._changes(statement, name, called_only=False)}
            for definition in inside:
                found |= definition.sets | {
                    name for name in definition.uses if self._changes(definition, name, called_only=True)
                }
            self._changed_names[statement] = frozenset(found)
        return self._changed_names[statement]

    def touchdowns(self, statement: Statement) -> bool:
        """Whether a statement uses an object of Touchdown's, or calls a function of the file that does."""
        names = {*statement.uses}
        for name in statement.effects.calls:
            names |= {used for definition in self.reach(name) for used in definition.uses}
        return any(belongs_to_touchdown(self._values.get(name)) for name in names)

    def _changes(self, statement: Statement, name: str, *, called_only: bool) -> bool:
        if name not in statement.uses:
            return False
        effects = statement.effects_called if called_only else statement.effects
        if not called_only and self.touchdowns(statement):
            effects = effects.without_handing()
        imported = any(binding.imports for binding in self._file.binding(name))
        return may_change(effects, name, self._values.get(name), imported=imported)

    def reach(self, name: str) -> frozenset[Statement]:
        """The definitions that may run when a name is called."""
        if name not in self._reached:
            found: dict[str, Statement] = {}
            names = [name]
            for reached in names:  # grows during the loop
                for statement in self._file.binding(reached):
                    if statement.defines and not statement.imports and reached not in found:
                        found[reached] = statement
                        names += statement.uses
            self._reached[name] = frozenset(found.values())
        return self._reached[name]

    def _needs(self, statement: Statement) -> frozenset[str]:
        """The names that are looked up when a statement is executed at import."""
        names = statement.runs
        return names | {
            used
            for name in names & statement.effects.calls
            for definition in self.reach(name)
            for used in definition.uses
        }

    def _with_aliases(self, names: set[str]) -> frozenset[str]:
        """These names, and other names that assignments give to the same values."""
        for statement in self._file.statements:
            if not statement.defines and any(self._is_object(name) for name in names & statement.effects.keeps):
                names |= statement.binds
        return frozenset(names)

    def _is_object(self, name: str) -> bool:
        """Whether what is read from a value may be part of it; modules and classes give new objects."""
        value = self._values.get(name)
        return not (inspect.ismodule(value) or inspect.isclass(value) or inspect.isroutine(value))
