"""Coming from SAM: the page has each type, event and property of SAM, and what it writes beside them exists."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from typing import Any

import pytest

from docs.blocks import FOLDER
from touchdown import Workspace
from touchdown.aws.account import Account
from touchdown.aws.resource_types import all_types
from touchdown.model.later import imported

PAGE = (FOLDER / "coming-from-sam.rst").read_text(encoding="utf-8")
LITERALS = [re.sub(r"\s+", " ", found) for found in re.findall(r"``(.+?)``", PAGE, re.DOTALL)]

TYPES = "Function Api HttpApi SimpleTable StateMachine LayerVersion Connector Application GraphQLApi".split()
EVENTS = (
    "S3 SNS SQS Kinesis DynamoDB Api HttpApi Schedule ScheduleV2 EventBridgeRule CloudWatchEvent CloudWatchLogs "
    "IoTRule AlexaSkill Cognito MSK MQ SelfManagedKafka DocumentDB"
).split()
PROPERTIES = (
    "Architectures AssumeRolePolicyDocument AutoPublishAlias AutoPublishAliasAllProperties CapacityProviderConfig "
    "CodeSigningConfigArn CodeUri DeadLetterQueue DeploymentPreference Description DurableConfig Environment "
    "EphemeralStorage EventInvokeConfig FileSystemConfigs FunctionName FunctionUrlConfig Handler ImageConfig ImageUri "
    "InlineCode KmsKeyArn Layers LoggingConfig MemorySize PackageType PermissionsBoundary Policies "
    "ProvisionedConcurrencyConfig PublishToLatestPublished RecursiveLoop ReservedConcurrentExecutions Role RolePath "
    "Runtime RuntimeManagementConfig SnapStart SourceKMSKeyArn Tags TenancyConfig Timeout Tracing "
    "VersionDeletionPolicy VersionDescription VpcConfig"
).split()
REST = ["Globals", "Parameters", "Outputs", "!Ref", "!GetAtt", "!Sub"]


@pytest.mark.parametrize("names", [[f"AWS::Serverless::{one}" for one in TYPES], EVENTS, PROPERTIES, REST])
def test_whatever_a_template_may_hold_is_on_the_page(names: list[str]) -> None:
    assert [one for one in names if not any(one == text.split(":")[0] or one == text for text in _first_words())] == []


def _first_words() -> set[str]:
    return {word for text in LITERALS for word in (text, text.split(" ")[0], text.split(".")[0])}


def _calls() -> Iterator[ast.Call]:
    for text in LITERALS:
        try:
            parsed = ast.parse(text, mode="eval")
        except SyntaxError:
            continue
        yield from (
            one for one in ast.walk(parsed) if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute)
        )


def _called(name: str) -> list[Any]:
    """The methods of that name, of an account, a workspace or a resource."""
    found = (inspect.getattr_static(owner, name, None) for owner in (Account, Workspace, *all_types()))
    return [method for method in found if method is not None]


@pytest.mark.parametrize("call", list(_calls()), ids=ast.unparse)
def test_what_is_written_on_the_page_can_be_called_so(call: ast.Call) -> None:
    assert isinstance(call.func, ast.Attribute)
    given = {one.arg for one in call.keywords}
    assert any(given <= set(_parameters(method)) for method in _called(call.func.attr)), ast.unparse(call)


def _parameters(method: Any) -> list[str]:
    """Those of a method, or of the class whose resources it declares."""
    return list(inspect.signature(imported(method.construct) if hasattr(method, "construct") else method).parameters)
