"""The floor: a plain boto3 script with the fewest calls that do the work.

It reads `work.json` in the current folder, and knows its task: before it creates, it doesn't check what exists; after a
change, it reads in bulk and updates what differs. It compares nothing else and checks no owner, and none of it is safe
to repeat.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import sys
import time
import zipfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import boto3  # pyright: ignore[reportMissingTypeStubs]
from botocore.config import Config
from botocore.exceptions import ClientError

PARALLEL = 32

WORK = json.loads(Path("work.json").read_text())


def client(service: str) -> Any:
    config = Config(max_pool_connections=PARALLEL, retries={"mode": "standard", "total_max_attempts": 10})
    return cast(Any, boto3).client(
        service,
        region_name=WORK["region"],
        endpoint_url=WORK["address"],
        aws_access_key_id=WORK["access_key_id"],
        aws_secret_access_key=WORK["secret_access_key"],
        config=config,
    )


awslambda, iam, logs = client("lambda"), client("iam"), client("logs")


def at_once(call: Callable[[Any], object], items: Iterable[Any]) -> None:
    with ThreadPoolExecutor(PARALLEL) as pool:
        list(pool.map(call, items))


def zipped(function: Any) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr(zipfile.ZipInfo("main.py"), Path("handlers", function["name"], "main.py").read_text())
    return buffer.getvalue()


def create() -> None:
    trust = json.dumps(WORK["trust"])
    role = iam.create_role(RoleName=WORK["role"], AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    iam.attach_role_policy(RoleName=WORK["role"], PolicyArn=WORK["policy"])
    at_once(lambda name: logs.create_log_group(logGroupName=name), WORK["log_groups"])

    def create_function(function: Any) -> None:
        live = awslambda.create_function(
            FunctionName=function["name"],
            Description=function["description"],
            Role=role,
            Runtime=WORK["runtime"],
            Handler=WORK["handler"],
            Code={"ZipFile": zipped(function)},
            LoggingConfig={"LogGroup": function["log_group"]},
        )
        settle(live)

    first, *others = WORK["functions"]
    once_the_role_is_known(lambda: create_function(first))
    at_once(create_function, others)


def once_the_role_is_known(call: Callable[[], None]) -> None:
    while True:
        try:
            return call()
        except ClientError as error:
            if "cannot be assumed" not in str(error):
                raise
            time.sleep(0.5)


def settle(live: Any) -> None:
    """Waits only if the answer says that the function isn't ready."""
    while live.get("State") == "Pending" or live.get("LastUpdateStatus") == "InProgress":
        time.sleep(0.5)
        live = awslambda.get_function_configuration(FunctionName=live["FunctionName"])


def listed(client: Any, operation: str, result: str, **parameters: Any) -> list[Any]:
    pages = client.get_paginator(operation).paginate(**parameters)
    return [item for page in pages for item in page[result]]


def update() -> None:
    with ThreadPoolExecutor(PARALLEL) as pool:
        functions = pool.submit(listed, awslambda, "list_functions", "Functions")
        groups = pool.submit(listed, logs, "describe_log_groups", "logGroups")
        role = pool.submit(iam.get_role, RoleName=WORK["role"])
    live = {function["FunctionName"]: function for function in functions.result()}
    assert role.result()
    assert {group["logGroupName"] for group in groups.result()} >= set(WORK["log_groups"])
    for function in WORK["functions"]:
        bring_up(function, live[function["name"]])


def bring_up(function: Any, live: Any) -> None:
    code = zipped(function)
    if base64.b64encode(hashlib.sha256(code).digest()).decode() != live["CodeSha256"]:
        settle(awslambda.update_function_code(FunctionName=function["name"], ZipFile=code))
    if function["description"] != live["Description"]:
        name, description = function["name"], function["description"]
        settle(awslambda.update_function_configuration(FunctionName=name, Description=description))


def destroy() -> None:
    at_once(lambda function: awslambda.delete_function(FunctionName=function["name"]), WORK["functions"])
    at_once(lambda name: logs.delete_log_group(logGroupName=name), WORK["log_groups"])
    iam.detach_role_policy(RoleName=WORK["role"], PolicyArn=WORK["policy"])
    iam.delete_role(RoleName=WORK["role"])


if __name__ == "__main__":
    {"create": create, "update": update, "destroy": destroy}[sys.argv[1]]()
