"""Shows what a function may do, and the line that each part of it comes from."""

from __future__ import annotations

from typing import Any

from rich.text import Text

from touchdown.aws.account import Account
from touchdown.aws.allowed import Allowed, allowed
from touchdown.aws.iam.role import Role
from touchdown.aws.lambda_.function import Function
from touchdown.cli.options import Options
from touchdown.cli.views.console import print_json, stdout

_ANY_ACCOUNT = "*"


def show_allowed(function: Function, options: Options) -> None:
    """Prints the statements of a function's role."""
    account = function.account
    assert isinstance(account, Account)
    found = allowed(function, account.expected_place(_ANY_ACCOUNT))
    if options.json:
        print_json({"version": 1, **_as_json(function, found)})
        return
    console = stdout(options)
    console.print(_head(function))
    for one in found:
        console.print(_text(one))
    for policy in _managed(function):
        console.print(Text(f"  what the managed policy {policy} allows"))


def _head(function: Function) -> Text:
    text = Text(function.address, style="bold")
    return text.append(f"  as {_role(function)}", style="not bold")


def _role(function: Function) -> str:
    return function.role.label if isinstance(function.role, Role) else str(function.role)


def _managed(function: Function) -> list[str]:
    return [*map(str, function.role.managed_policies)] if isinstance(function.role, Role) else []


def _text(one: Allowed) -> Text:
    text = Text("  ").append("" if one.effect == "Allow" else "denied: ", style="red")
    text.append(", ".join(one.actions))
    for arn in one.on:
        text.append(f"\n    on {arn}")
    if one.condition:
        text.append(f"\n    if {one.condition}")
    where = f"  {one.where}" if one.where else ""
    return text.append(f"\n    {one.comes_from}{where}", style="dim")


def _as_json(function: Function, found: list[Allowed]) -> dict[str, Any]:
    return {
        "function": function.address,
        "role": _role(function),
        "managed_policies": _managed(function),
        "statements": [
            {
                "effect": one.effect,
                "actions": one.actions,
                "resources": one.on,
                "condition": one.condition,
                "comes_from": one.comes_from,
                "where": str(one.where) if one.where else None,
            }
            for one in found
        ],
    }
