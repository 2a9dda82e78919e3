"""A workspace that has every resource type in it, in two versions that differ in all that can be changed, and the runs
that it goes through: created, updated, replaced, pruned, adopted, destroyed.

The matrices of calls that are denied, that fail, or at which the run is killed, are made of these runs.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any, Protocol

import attrs

from tests.support.functions import function
from tests.support.workspaces import Declare, Endpoint, workspace
from touchdown import Account, Workspace, apply, destroy

_MANAGED = {1: "AWSLambdaBasicExecutionRole", 2: "AWSXRayDaemonWriteAccess"}


def bucket_name(account_id: str | None) -> str:
    """Names of buckets are shared by all accounts of an emulator."""
    assert account_id, "pin the account"
    return f"everything-{account_id}"


def everything(version: int, *, path: str = "/", force_destroy: bool = False) -> Declare:
    """All types; version 2 differs from version 1 in every field that can be changed."""

    def declare(aws: Account) -> None:
        first, text = version == 1, f"version {version}"
        tags = {"first": "yes", "version": "1"} if first else {"second": "yes", "version": "2"}
        role = _role(aws, version, path, tags)
        group = aws.add_log_group(name="/shop/all", retention=7 if first else None, tags=tags)
        bucket = aws.add_bucket(
            name=bucket_name(aws.account),
            versioning=not first,
            public_access_blocked=first,
            encryption="AES256" if first else "aws:kms",
            tags=tags,
            force_destroy=force_destroy,
        )
        bucket.add_file(name="settings.txt", contents=text)
        bucket.add_file(name="notes.txt", contents="always the same", tags=tags)
        stored = bucket.add_file(name="code.zip", contents=zipped(version))
        aws.add_lambda_function(
            name="hello", role=role, log_group=group, code=code(version), description=text, tags=tags, keep_versions=1
        )
        # Only its configuration differs, so that a version is published by itself.
        aws.add_lambda_function(name="plain", code=code(1), description=text)
        aws.add_lambda_function(
            name="stored", role=role, log_group=group, code_from_s3=stored, handler="main.hello", publish=False
        )

    return declare


def _role(aws: Account, version: int, path: str, tags: dict[str, str]) -> Any:
    services = ["lambda.amazonaws.com", "scheduler.amazonaws.com"][:version]
    return aws.add_role(
        name="worker",
        path=path,
        description=f"version {version}",
        assume_role_policy=policy("sts:AssumeRole", Principal={"Service": services}),
        policies={f"policy-{version}": policy("s3:GetObject", Resource="*")},
        managed_policies=[_MANAGED[version]],
        permissions_boundary="arn:aws:iam::aws:policy/PowerUserAccess" if version == 1 else None,
        tags=tags,
    )


def policy(action: str, **more: Any) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, **more}]}


def nothing(aws: Account) -> None:
    """An account without declarations."""


def code(version: int) -> Callable[[Any, Any], Any]:
    return function(f"def hello(event, context):\n    return {version}\n")


def zipped(version: int) -> bytes:
    """The same bytes each time."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as opened:
        opened.writestr(zipfile.ZipInfo("main.py"), f"def hello(event, context):\n    return {version}\n")
    return data.getvalue()


def strip_tags(emulator: Any) -> None:
    """Takes our tags off everything, so that it is somebody else's, and may be adopted."""
    ours = ["touchdown:workspace", "touchdown:id", "touchdown:applied"]
    functions, iam, logs = (emulator.client(name) for name in ("lambda", "iam", "logs"))
    for one in functions.list_functions()["Functions"]:
        functions.untag_resource(Resource=one["FunctionArn"], TagKeys=ours)
    for one in iam.list_roles()["Roles"]:
        iam.untag_role(RoleName=one["RoleName"], TagKeys=ours)
    for one in logs.describe_log_groups()["logGroups"]:
        logs.untag_resource(resourceArn=one["arn"].removesuffix(":*"), tagKeys=ours)
    s3, bucket = emulator.client("s3"), bucket_name(emulator.account_id)
    s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": []})
    for one in s3.list_objects_v2(Bucket=bucket)["Contents"]:
        s3.put_object_tagging(Bucket=bucket, Key=one["Key"], Tagging={"TagSet": []})


class Place(Endpoint, Protocol):
    """An account in an emulator."""

    account_id: str


@attrs.frozen
class Run:
    """One apply: what is there before it, what it makes of that, and what is declared then."""

    name: str
    before: Declare | None
    after: Declare
    prepare: Callable[[Any], None] = lambda emulator: None
    adopt: tuple[str, ...] = ()
    destroys: bool = False

    def begin(self, emulator: Any) -> None:
        """Brings about what is there before the run."""
        if self.before is not None:
            apply(workspace(emulator, self.before, account=emulator.account_id))
        self.prepare(emulator)

    def carry_out(self, endpoint: Place) -> Workspace:
        made = workspace(endpoint, self.after, account=endpoint.account_id)
        destroy(made) if self.destroys else apply(made, adopt=self.adopt)
        return made


RUNS = {
    one.name: one
    for one in (
        Run("create", None, everything(1)),
        Run("update", everything(1), everything(2)),
        Run("replace", everything(1), everything(1, path="/moved/")),
        Run("prune", everything(1), nothing),
        Run("adopt", everything(2), everything(1), strip_tags, ("all",)),
        Run("destroy", everything(1), everything(1), destroys=True),
    )
}
