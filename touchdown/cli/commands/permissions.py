from __future__ import annotations

import sys

import click

from touchdown.aws.calls import PURPOSES
from touchdown.cli.options import Options, global_options, locked, pass_options


@click.command("permissions")
@global_options
@click.option(
    "--for",
    "purpose",
    type=click.Choice(PURPOSES),
    default="apply",
    show_default=True,
    help="The command to allow. What apply needs includes what plan and destroy need.",
)
@locked
@pass_options
def command(options: Options, purpose: str, locked: bool) -> None:
    """Print the least IAM policy with which a command can do its work in this workspace.

    Nothing is called, and no credentials are needed. The policy is of what is declared now: make it anew, and allow
    it, before something new is applied; and keep the old one until what was taken out of the Touchdownfile is deleted.

    \b
      touchdown permissions > policy.json
      touchdown permissions --for plan
    """
    from touchdown.aws.permissions import permissions
    from touchdown.cli.touchdownfile import load
    from touchdown.cli.views.console import print_json, stderr
    from touchdown.cli.views.permissions import as_json, notes
    from touchdown.cli.views.steps import shown
    from touchdown.model.check import check
    from touchdown.operations import accounts, pack

    workspace = load(options)
    check(workspace)
    if purpose == "apply":
        with shown(stderr(options)) as steps:
            pack(workspace, locked=locked, steps=steps)  # large packages go another way
    found = permissions(accounts(workspace), purpose, workspace.name)
    print_json(as_json(found, purpose) if options.json else found.document)
    sys.stdout.flush()  # where both go to one place, in this order
    if not options.json:
        for note in notes(found):
            stderr(options).print(note)
