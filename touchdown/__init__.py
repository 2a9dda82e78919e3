"""Touchdown: describe AWS Lambda functions, and what they need around them, in plain Python.

    from touchdown import Workspace, apply, plan

    workspace = Workspace("hello")
    aws = workspace.add_aws(region="eu-west-1")
    aws.add_lambda_function(name="hello", code=hello)
    apply(workspace)

In a Touchdownfile, for the command `touchdown`, `workspace` is there already.
"""

import touchdown_command

if touchdown_command.is_module():
    touchdown_command.begin()

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
