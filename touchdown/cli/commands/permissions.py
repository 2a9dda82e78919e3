from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from touchdown.cli.command_options import global_options, locked
from touchdown.cli.completion import complete_names
from touchdown.cli.options import Options, pass_options
from touchdown.model.purposes import PURPOSES

if TYPE_CHECKING:
    from touchdown.aws.connection import Connection


@click.command("permissions")
@global_options
@click.option(
    "--for",
    "purpose",
    type=click.Choice(PURPOSES),
    default="apply",
    show_default=True,
    help="The command to allow. apply includes plan and destroy.",
)
@click.option("--of", "name", metavar="NAME", shell_complete=complete_names, help="Show what this function may do.")
@click.option(
    "--github",
    "repository",
    metavar="OWNER/NAME[@BRANCH]",
    help="Print the trust policy of a role that GitHub Actions of this repository assume: for plan on pull requests, "
    "otherwise on the branch (main).",
)
@locked
@pass_options
def command(options: Options, purpose: str, name: str | None, repository: str | None, locked: bool) -> None:
    """Print the smallest IAM policy that allows a command for this workspace; or what a function may do.

    Makes no call, and needs no credentials. The policy covers what is declared now: print and allow it again before
    applying something new, and keep the old policy until removed resources are deleted.

    \b
      touchdown permissions > policy.json
      touchdown permissions --for plan
      touchdown permissions --for plan --github ada/shop
      touchdown permissions --of worker
    """
    from touchdown.aws.permissions import permissions
    from touchdown.cli.functions import find_function
    from touchdown.cli.touchdownfile import load
    from touchdown.cli.views.allowed import show_allowed
    from touchdown.cli.views.console import print_json, stderr
    from touchdown.cli.views.permissions import as_json, notes
    from touchdown.cli.views.steps import shown
    from touchdown.model.check import check
    from touchdown.operations import accounts, pack

    workspace = load(options)
    check(workspace)
    if name is not None:
        show_allowed(find_function(workspace, name), options)
        return
    if repository is not None:
        _trust(accounts(workspace), repository, purpose)
        return
    if purpose == "apply":
        with shown(stderr(options)) as steps:
            pack(workspace, locked=locked, steps=steps)  # large packages need other permissions
    found = permissions(accounts(workspace), purpose, workspace.name)
    print_json(as_json(found, purpose) if options.json else found.document)
    sys.stdout.flush()  # keeps the order where both streams go to one place
    if not options.json:
        for note in notes(found):
            stderr(options).print(note)


def _trust(accounts: Sequence[Connection], repository: str, purpose: str) -> None:
    from touchdown.aws.policies.github import is_repository, trust_policy
    from touchdown.cli.views.console import print_json

    if not is_repository(repository):
        raise click.BadParameter("it takes OWNER/NAME, or OWNER/NAME@BRANCH.", param_hint="--github")
    print_json(trust_policy(accounts, repository, purpose))
