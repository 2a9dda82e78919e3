"""AWS SAM CLI: `sam deploy`, and `sam delete`. There is nothing to build, since the functions need no packages.

The functions are declared as `AWS::Lambda::Function`, whose code SAM uploads as well: MiniStack doesn't carry out SAM's
transform without a library that its environment here lacks.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.engine.work import HANDLER, POLICY, REGION, ROLE, RUNTIME, TRUST, Access, Step, Work
from benchmarks.peers.buckets import bucket_of, made
from benchmarks.peers.installing import from_pypi

_VERSION = "1.170.0"


class Sam:
    """Set up as "Tutorial: Deploy a Hello World application with AWS SAM" says, with a bucket of the user's own."""

    name = "AWS SAM CLI"

    def __init__(self) -> None:
        self._commands = from_pypi("sam", [f"aws-sam-cli=={_VERSION}"])
        self._bucket = ""

    def version(self) -> str:
        return _VERSION

    def write(self, folder: Path, work: Work, access: Access) -> None:
        work.write_handlers(folder)
        self._bucket = bucket_of(access)
        template = {
            "AWSTemplateFormatVersion": "2010-09-09",
            "Resources": {"Worker": _role(), **_functions(work)},
        }
        (folder / "template.yaml").write_text(json.dumps(template, indent=1))  # all JSON is YAML

    def preparations(self, access: Access) -> Sequence[Sequence[str]]:
        return [made(bucket_of(access))]

    def commands(self, work: Work) -> Sequence[Sequence[str]]:
        sam, stack = str(self._commands / "sam"), ("--stack-name", "bench", "--region", REGION)
        if work.step is Step.DESTROY:
            return [[sam, "delete", *stack, "--no-prompts"]]
        deploy = (sam, "deploy", *stack, "--s3-bucket", self._bucket, "--capabilities", "CAPABILITY_NAMED_IAM")
        return [[*deploy, "--no-confirm-changeset", "--no-fail-on-empty-changeset"]]


def _role() -> dict[str, Any]:
    properties = {"RoleName": ROLE, "AssumeRolePolicyDocument": TRUST, "ManagedPolicyArns": [POLICY]}
    return {"Type": "AWS::IAM::Role", "Properties": properties}


def _functions(work: Work) -> dict[str, Any]:
    resources: dict[str, Any] = {}
    for index, name in enumerate(work.names):
        resources[f"Log{index:05}"] = {
            "Type": "AWS::Logs::LogGroup",
            "Properties": {"LogGroupName": work.log_group(name)},
        }
        resources[f"Function{index:05}"] = {
            "Type": "AWS::Lambda::Function",
            "DependsOn": f"Log{index:05}",
            "Properties": {
                "FunctionName": name,
                "Description": work.description(name),
                "Code": f"handlers/{name}",
                "Handler": HANDLER,
                "Runtime": RUNTIME,
                "Role": {"Fn::GetAtt": ["Worker", "Arn"]},
            },
        }
    return resources
