"""Finds a declared resource of certain types, by the name or address that a user types."""

from __future__ import annotations

from collections.abc import Container

from touchdown.aws.account import Account
from touchdown.aws.resource import AwsResource
from touchdown.aws.workspace import Workspace
from touchdown.cli.options import Options
from touchdown.model.addresses import addresses_ending, known
from touchdown.model.errors import CommandLineError, Missing


def find(workspace: Workspace, typed: str, types: Container[str], noun: str) -> AwsResource:
    """The resource of one of these types with this name or address; the noun is for the error."""
    some = [one for one in workspace.resources() if isinstance(one, AwsResource) and one.TYPE in types]
    meant = addresses_ending(typed, known(some))
    found = [one for one in some if one.address in meant]
    if len(found) == 1:
        return found[0]
    addresses = ", ".join(one.address for one in found or some)
    if found:
        raise CommandLineError(f'Several are named "{typed}".', hint=f"Write one of {addresses}.")
    raise CommandLineError(
        f'No {noun} named "{typed}" is declared.',
        hint=f"There are {addresses}." if some else f"The Touchdownfile declares no {noun}.",
    )


def account_of(workspace: Workspace, resource: AwsResource, options: Options) -> Account:
    """The account that a resource is in, once it is known who calls."""
    from touchdown.cli.workspace import identify

    account = workspace.accounts[resource.account.name]
    assert isinstance(account, Account)
    identify(workspace, [account], options)
    return account


def not_there(resource: AwsResource) -> Missing:
    """The error for a resource that is declared, and doesn't exist yet."""
    hint = "`touchdown apply` creates it."
    return Missing(f"{resource.address} doesn't exist yet.", where=resource.where, hint=hint)
