from __future__ import annotations

import click

from touchdown.cli.command_options import global_options
from touchdown.cli.completion import complete_names
from touchdown.cli.options import Options, pass_options


@click.command("versions")
@global_options
@click.argument("names", nargs=-1, metavar="[FUNCTION]...", shell_complete=complete_names)
@pass_options
def command(options: Options, names: tuple[str, ...]) -> None:
    """List the published versions of functions: when each was made, what differs from the version before, who names it.

    Without names, of all functions.

    \b
      touchdown versions orders
    """
    from touchdown.aws.lambda_.function import Function
    from touchdown.aws.lambda_.version_list import ListedVersion, versions_of
    from touchdown.cli.declared import not_there
    from touchdown.cli.functions import find_function, functions_of
    from touchdown.cli.views.aliases import show_versions
    from touchdown.cli.workspace import identify, opened
    from touchdown.engine.threads import at_once
    from touchdown.model.errors import Missing
    from touchdown.operations import accounts

    workspace = opened(options)
    functions = [find_function(workspace, name) for name in names] or functions_of(workspace)
    used = {function.account.name for function in functions}
    identify(workspace, [account for account in accounts(workspace) if account.name in used], options)

    def listed(function: Function) -> tuple[str, list[ListedVersion]]:
        try:
            return function.address, versions_of(function)
        except Missing as error:
            raise not_there(function) from error

    show_versions(at_once(listed, functions), options)
