"""Shell completion of function names and addresses. The Touchdownfile is loaded only when a completion is requested."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from touchdown.model.resource import Resource


def complete_names(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The names of the declared functions; or their addresses, where those are begun."""
    from touchdown.cli.functions import functions_of, quietly_loaded

    workspace = quietly_loaded(context)
    functions = functions_of(workspace) if workspace else []
    names = sorted({function.name for function in functions if function.name.startswith(incomplete)})
    return [CompletionItem(name) for name in names] or _completed(functions, incomplete)


def complete_addresses(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The declared addresses; of what was begun, the endings as well that only one address has."""
    from touchdown.cli.functions import quietly_loaded

    workspace = quietly_loaded(context)
    return _completed(workspace.resources() if workspace else (), incomplete)


def _completed(resources: Iterable[Resource], incomplete: str) -> list[CompletionItem]:
    from touchdown.model.addresses import known, single_endings

    addresses = known(resources)
    words = {*addresses, *(single_endings(addresses) if incomplete else ())}
    return [CompletionItem(word) for word in sorted(words) if word.startswith(incomplete)]
