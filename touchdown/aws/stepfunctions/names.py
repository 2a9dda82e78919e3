"""The operations that state machines call, by short names, and the three for tags."""

from __future__ import annotations

from typing import Final

from touchdown.aws.tagging import Tagging

CREATE, UPDATE = "stepfunctions:CreateStateMachine", "stepfunctions:UpdateStateMachine"
READ, DELETE = "stepfunctions:DescribeStateMachine", "stepfunctions:DeleteStateMachine"
PUBLISH, VERSIONS = "stepfunctions:PublishStateMachineVersion", "stepfunctions:ListStateMachineVersions"
LIST, VALIDATE = "stepfunctions:ListStateMachines", "stepfunctions:ValidateStateMachineDefinition"
START, START_SYNC = "stepfunctions:StartExecution", "stepfunctions:StartSyncExecution"
HISTORY = "stepfunctions:GetExecutionHistory"

TAGGING: Final = Tagging(
    read="stepfunctions:ListTagsForResource",
    write="stepfunctions:TagResource",
    remove="stepfunctions:UntagResource",
    member="resourceArn",
    tags="tags",
    keys="tagKeys",
    in_pairs=True,
    in_lower_case=True,
)
