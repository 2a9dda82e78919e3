"""Touchdown and the floor, as tools that are measured."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks.engine.work import HANDLER, POLICY, REGION, ROLE, RUNTIME, TRUST, Access, Step, Work

_TOUCHDOWNFILE = """\
workspace.name = "bench"
aws = workspace.add_aws(
    region="{region}", endpoint_url="{access.address}",
    access_key_id="{access.access_key_id}", secret_access_key="{access.secret_access_key}",
)
worker = aws.add_role(name="{role}", managed_policies=["{policy}"])
{shared}
for name, description in {functions}:
    aws.add_lambda_function(
        name=name,
        description=description,
        role=worker,
        code=f"handlers/{{name}}",
        handler="{handler}",
        runtime="{runtime}",
        publish=False,
        {log_group}
    )
"""


class Touchdown:
    """`touchdown apply --yes` and `touchdown destroy --yes`."""

    name = "Touchdown"

    def __init__(self, *, limits: bool = True) -> None:
        self._limits = limits

    def version(self) -> str:
        return version("touchdown")

    def write(self, folder: Path, work: Work, access: Access) -> None:
        work.write_handlers(folder)
        text = _TOUCHDOWNFILE.format(
            access=access,
            region=REGION,
            role=ROLE,
            policy=POLICY,
            handler=HANDLER,
            runtime=RUNTIME,
            functions=[(name, work.description(name)) for name in work.names],
            shared='group = aws.add_log_group(name="/bench/shared")' if work.shared_log_group else "",
            log_group="log_group=group," if work.shared_log_group else "",
        )
        (folder / "Touchdownfile").write_text(text)

    def preparations(self, access: Access) -> Sequence[Sequence[str]]:
        return []

    def commands(self, work: Work) -> Sequence[Sequence[str]]:
        verb = "destroy" if work.step is Step.DESTROY else "apply"
        # Without emulator=True the simulated AWS is taken for AWS.
        module = "touchdown" if self._limits else "benchmarks.engine.without_limits"
        return [(sys.executable, "-m", module, verb, "--yes")]


class Floor:
    """The boto3 script."""

    name = "floor"

    def version(self) -> str:
        return f"boto3 {version('boto3')}"

    def write(self, folder: Path, work: Work, access: Access) -> None:
        work.write_handlers(folder)
        functions = [
            {"name": name, "description": work.description(name), "log_group": work.log_group(name)}
            for name in work.names
        ]
        told = {
            "region": REGION,
            "address": access.address,
            "access_key_id": access.access_key_id,
            "secret_access_key": access.secret_access_key,
            "role": ROLE,
            "policy": POLICY,
            "trust": TRUST,
            "runtime": RUNTIME,
            "handler": HANDLER,
            "functions": functions,
            "log_groups": sorted({function["log_group"] for function in functions}),
        }
        (folder / "work.json").write_text(json.dumps(told))

    def preparations(self, access: Access) -> Sequence[Sequence[str]]:
        return []

    def commands(self, work: Work) -> Sequence[Sequence[str]]:
        verb = {Step.CREATE: "create", Step.DESTROY: "destroy"}.get(work.step, "update")
        return [(sys.executable, "-m", "benchmarks.engine.floor", verb)]
