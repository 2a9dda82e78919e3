"""The aliases that a command moves: chosen by their functions' names, read and moved all at the same time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import click

from touchdown.aws.lambda_.aliases.alias import Alias
from touchdown.aws.lambda_.aliases.turning import Turn, Way, look, turn
from touchdown.aws.lambda_.function import Function
from touchdown.aws.workspace import Workspace
from touchdown.cli.asking import ask
from touchdown.cli.functions import find_function, functions_of
from touchdown.cli.options import Options
from touchdown.cli.views.aliases import as_json, show_moved, show_moves
from touchdown.cli.views.console import print_json
from touchdown.cli.views.errors import as_json as error_as_json
from touchdown.cli.views.errors import show_error
from touchdown.cli.workspace import identify
from touchdown.engine.threads import at_once
from touchdown.model.errors import DeclarationError, PartlyApplied, TouchdownError, all_in_one
from touchdown.model.resource import kind_of
from touchdown.operations import accounts

Item = TypeVar("Item")
_TRIGGERS = frozenset({"event_source_mapping", "permission", "url"})
"""The kinds that call a function itself."""


def chosen(workspace: Workspace, names: Sequence[str], alias: str) -> list[Alias]:
    """The aliases of these functions; without names, of all functions that have one of that name."""
    functions = [find_function(workspace, name) for name in names] or [
        one for one in functions_of(workspace) if any(alias == child.name for child in _aliases(one))
    ]
    if not functions:
        raise DeclarationError(f"No function has an alias {alias}.", hint=_declare(alias))
    errors = [error for function in functions for error in _objections(function, alias)]
    if errors:
        raise all_in_one(errors)
    return [child for function in functions for child in _aliases(function) if child.name == alias]


def _aliases(function: Function) -> list[Alias]:
    return [child for child in function.children if isinstance(child, Alias)]


def _declare(alias: str) -> str:
    return f'Declare it, as in function.add_alias(name="{alias}"), and make it the target of its callers.'


def _objections(function: Function, alias: str) -> Iterator[TouchdownError]:
    """Why a function can't be turned back by its alias."""
    if not any(child.name == alias for child in _aliases(function)):
        yield DeclarationError(f"{function.address} has no alias {alias}.", where=function.where, hint=_declare(alias))
        return
    beside = [child.label for child in function.children if kind_of(child.TYPE) in _TRIGGERS]
    if beside:
        yield DeclarationError(
            f"{function.address} is called beside its alias {alias}, by way of {', '.join(beside[:3])}.",
            where=function.where,
            why="Those calls reach what was applied last, wherever the alias is.",
            hint="Declare these on the alias, as in alias.add_event_source(...), target=alias.",
        )


def give_weight(workspace: Workspace, weight: int) -> None:
    """Gives all aliases this share for new versions, where none is declared, and none is excluded."""
    aliases = [alias for function in functions_of(workspace) for alias in _aliases(function)]
    if not aliases:
        raise DeclarationError("--weight is for new versions of functions with an alias.", hint=_declare("live"))
    for alias in aliases:
        if alias.provisioned_concurrency is None:
            alias.weight = alias.weight or weight


def move(workspace: Workspace, aliases: Sequence[Alias], way: Way, options: Options, *, command: str) -> None:
    """Reads all aliases, shows where they go, asks, and moves them."""
    names = {alias.account.name for alias in aliases}
    identify(workspace, [account for account in accounts(workspace) if account.name in names], options)
    turns, errors = _of_all(lambda alias: look(alias, workspace.name, way), aliases)
    if errors:
        raise all_in_one(errors)
    moves = [one for one in turns if one.changes_something]
    if not options.json:
        show_moves(turns, options)
    if moves:
        ask(options, f"Move {len(moves)} {'alias' if len(moves) == 1 else 'aliases'}?", f"touchdown {command}")
        options.changing = "Give the same command again"
    done, failed = _of_all(_turned, moves)
    error = _shortfall(done, failed) if failed else None
    if options.json:
        print_json({"version": 1, **as_json(done), "error": error_as_json(error, options) if error else None})
        options.json = False  # the error follows as text
    elif done:
        show_moved(done, options)
    if error is not None:
        show_error(error, options)
        raise click.exceptions.Exit(error.exit_code)


def _turned(made: Turn) -> Turn:
    turn(made)
    return made


def _of_all(work: Callable[[Item], Turn], items: Sequence[Item]) -> tuple[list[Turn], list[TouchdownError]]:
    """The results for all items, worked on at the same time, and the errors of those that failed."""

    def tried(item: Item) -> Turn | TouchdownError:
        try:
            return work(item)
        except TouchdownError as error:
            return error

    results = at_once(tried, items)
    return (
        [one for one in results if isinstance(one, Turn)],
        [one for one in results if isinstance(one, TouchdownError)],
    )


def _shortfall(done: Sequence[Turn], failed: Sequence[TouchdownError]) -> TouchdownError:
    if not done:
        return all_in_one(failed)
    what = f"Not all aliases were moved: {len(done)} moved, {len(failed)} failed."
    return PartlyApplied(what, hint="Give the same command again with the names of those that failed.", others=failed)
