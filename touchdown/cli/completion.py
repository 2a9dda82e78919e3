"""Shell completion of function names and addresses. The Touchdownfile is loaded only when a completion is requested."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem


def complete_names(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The names of the declared functions."""
    from touchdown.cli.functions import functions_of, quietly_loaded

    workspace = quietly_loaded(context)
    names = sorted({function.name for function in functions_of(workspace)}) if workspace else []
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def complete_addresses(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The declared addresses."""
    from touchdown.cli.functions import quietly_loaded

    workspace = quietly_loaded(context)
    addresses = sorted(resource.address for resource in workspace.resources()) if workspace else []
    return [CompletionItem(address) for address in addresses if address.startswith(incomplete)]
