"""osls, the fork of Serverless Framework 3: `osls deploy`, and `osls remove`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.engine.work import POLICY, REGION, ROLE, RUNTIME, TRUST, Access, Step, Work
from benchmarks.peers.buckets import bucket_of, made
from benchmarks.peers.installing import from_npm

_VERSION = "4.3.1"


class Osls:
    """Set up as its guides "Functions", "Packaging" and "IAM" say: with individual packages, so that changing a
    function changes only that function's package, and without versions. It creates the log groups itself."""

    name = "osls"

    def __init__(self) -> None:
        self._commands = from_npm("osls", [f"osls@{_VERSION}"])

    def version(self) -> str:
        return _VERSION

    def write(self, folder: Path, work: Work, access: Access) -> None:
        work.write_handlers(folder)
        role = {"RoleName": ROLE, "AssumeRolePolicyDocument": TRUST, "ManagedPolicyArns": [POLICY]}
        service = {
            "service": "bench",
            "provider": {
                "name": "aws",
                "region": REGION,
                "runtime": RUNTIME,
                "versionFunctions": False,
                "deploymentBucket": {"name": bucket_of(access)},
                "iam": {"role": {"Fn::GetAtt": ["Worker", "Arn"]}},
            },
            "package": {"individually": True},
            "functions": {f"f{index:05}": _function(work, name) for index, name in enumerate(work.names)},
            "resources": {"Resources": {"Worker": {"Type": "AWS::IAM::Role", "Properties": role}}},
        }
        (folder / "serverless.yml").write_text(json.dumps(service, indent=1))  # all JSON is YAML

    def preparations(self, access: Access) -> Sequence[Sequence[str]]:
        return [made(bucket_of(access))]

    def commands(self, work: Work) -> Sequence[Sequence[str]]:
        return [[str(self._commands / "osls"), "remove" if work.step is Step.DESTROY else "deploy"]]


def _function(work: Work, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "description": work.description(name),
        "handler": f"handlers/{name}/main.main",
        "package": {"patterns": ["!**", f"handlers/{name}/**"]},
    }
