"""AWS CDK: `cdk deploy`, and `cdk destroy`; the application is in JavaScript, which CDK itself is written in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from benchmarks.engine.work import HANDLER, POLICY, REGION, ROLE, RUNTIME, Access, Step, Work
from benchmarks.peers.installing import from_npm

_VERSION = "2.1148.1"
_LIBRARIES = ("aws-cdk-lib@2.276.0", "constructs@10.8.1")

_APP = """\
const cdk = require("aws-cdk-lib");
const iam = require("aws-cdk-lib/aws-iam");
const lambda = require("aws-cdk-lib/aws-lambda");
const logs = require("aws-cdk-lib/aws-logs");
const work = require("./work.json");

const app = new cdk.App();
const stack = new cdk.Stack(app, "bench", {{ env: {{ account: "{account}", region: "{region}" }} }});
const role = new iam.Role(stack, "Worker", {{
  roleName: "{role}",
  assumedBy: new iam.ServicePrincipal("lambda.amazonaws.com"),
  managedPolicies: [iam.ManagedPolicy.fromManagedPolicyArn(stack, "Basic", "{policy}")],
}});
for (const one of work) {{
  const logGroup = new logs.LogGroup(stack, `${{one.name}}-log`, {{
    logGroupName: one.logGroup,
    removalPolicy: cdk.RemovalPolicy.DESTROY,
  }});
  new lambda.Function(stack, one.name, {{
    functionName: one.name,
    description: one.description,
    code: lambda.Code.fromAsset(`handlers/${{one.name}}`),
    handler: "{handler}",
    runtime: new lambda.Runtime("{runtime}", lambda.RuntimeFamily.PYTHON),
    role: role.withoutPolicyUpdates(),
    logGroup,
  }});
}}
"""


class Cdk:
    """Set up as "Tutorial: Create your first AWS CDK app" says; the account is bootstrapped beforehand."""

    name = "AWS CDK CLI"

    def __init__(self) -> None:
        self._commands = from_npm("cdk", [f"aws-cdk@{_VERSION}", *_LIBRARIES])

    def version(self) -> str:
        return f"{_VERSION}, {_LIBRARIES[0].replace('@', ' ')}"

    def write(self, folder: Path, work: Work, access: Access) -> None:
        work.write_handlers(folder)
        (folder / "cdk.json").write_text(json.dumps({"app": "node app.js", "versionReporting": False}))
        told = [
            {"name": name, "description": work.description(name), "logGroup": work.log_group(name)}
            for name in work.names
        ]
        (folder / "work.json").write_text(json.dumps(told))
        text = _APP.format(
            account=access.account_id, region=REGION, role=ROLE, policy=POLICY, handler=HANDLER, runtime=RUNTIME
        )
        (folder / "app.js").write_text(text)
        modules = folder / "node_modules"
        if not modules.exists():
            modules.symlink_to(self._commands.parent)

    def preparations(self, access: Access) -> Sequence[Sequence[str]]:
        return [[*self._cdk(), "bootstrap", f"aws://{access.account_id}/{REGION}"]]

    def commands(self, work: Work) -> Sequence[Sequence[str]]:
        if work.step is Step.DESTROY:
            return [[*self._cdk(), "destroy", "--force"]]
        return [[*self._cdk(), "deploy", "--require-approval", "never"]]

    def _cdk(self) -> Sequence[str]:
        return [str(self._commands / "cdk"), "--no-notices", "--ci"]
