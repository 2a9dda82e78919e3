"""Touchdown: describe AWS Lambda functions, and what they need around them, in plain Python.

    from touchdown import Workspace, apply, plan

    workspace = Workspace("hello")
    aws = workspace.add_aws(region="eu-west-1")
    aws.add_lambda_function(name="hello", code=hello)
    apply(workspace)

In a Touchdownfile, for the command `touchdown`, `workspace` is there already.

Each package's docstring is its map. Read them in this order: `model` (what is declared), `engine` (from a declaration
to a plan and its changes), `aws` (types and calls), `package` (the code of functions), `local` (the local AWS), `cli`
(the command). `docs/architecture.rst` says which may import which, and how to add a resource type.
"""

from typing import TYPE_CHECKING, Any

import touchdown_command

if touchdown_command.is_module():
    touchdown_command.begin()

if TYPE_CHECKING:
    from touchdown.aws.account import Account
    from touchdown.aws.workspace import Workspace
    from touchdown.engine.apply import Applied
    from touchdown.engine.change import Action, Change, Difference, Plan, Reason
    from touchdown.model.errors import TouchdownError
    from touchdown.model.output import Secret
    from touchdown.operations import apply, destroy, plan

__version__ = "0.1.0"

__all__ = [
    "Account",
    "Action",
    "Applied",
    "Change",
    "Difference",
    "Plan",
    "Reason",
    "Secret",
    "TouchdownError",
    "Workspace",
    "apply",
    "destroy",
    "plan",
]

_PLACES = {
    "touchdown.aws.account": ("Account",),
    "touchdown.aws.workspace": ("Workspace",),
    "touchdown.engine.apply": ("Applied",),
    "touchdown.engine.change": ("Action", "Change", "Difference", "Plan", "Reason"),
    "touchdown.model.errors": ("TouchdownError",),
    "touchdown.model.output": ("Secret",),
    "touchdown.operations": ("apply", "destroy", "plan"),
}


def __getattr__(name: str) -> Any:
    """Imports a public name when it is first used: `touchdown --help` needs none of them."""
    import importlib

    for module, names in _PLACES.items():
        if name in names:
            found = globals()[name] = getattr(importlib.import_module(module), name)
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
