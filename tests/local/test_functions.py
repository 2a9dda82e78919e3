"""Python functions under `--local`: what AWS's own runtime client makes of them."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

import pytest

from tests.local.conftest import client, create_function
from touchdown.local import LocalAws

SOURCE = """
import decimal, json, logging, os, sys, time

def handler(event, context):
    return globals()[event["do"]](event, context)

def decimal_(event, context):
    return {"price": decimal.Decimal("1.5")}

def fails(event, context):
    raise KeyError("missing")

def imports(event, context):
    import yaml

def variables(event, context):
    return dict(os.environ)

def logs(event, context):
    print("printed")
    logging.getLogger().warning("warned")
    return context.aws_request_id

def hangs(event, context):
    time.sleep(30)

def leaves(event, context):
    os._exit(3)

def huge(event, context):
    return "x" * 6_300_000

def native(event, context):
    return sys.modules["runtime_client"].__file__
"""


@pytest.fixture(scope="module")
def functions(running: LocalAws) -> LocalAws:
    create_function(running, "all", SOURCE)
    create_function(running, "broken", "import nothing_such")
    return running


def invoke(local: LocalAws, do: str, name: str = "all") -> tuple[Any, str]:
    answer = client(local, "lambda").invoke(FunctionName=name, Payload=json.dumps({"do": do}), LogType="Tail")
    return json.load(answer["Payload"]), base64.b64decode(answer.get("LogResult", "")).decode()


def test_a_result_is_turned_into_json_as_on_lambda(functions: LocalAws) -> None:
    assert invoke(functions, "decimal_")[0] == {"price": 1.5}


def test_an_error_has_its_type_its_message_and_the_lines_of_the_code(functions: LocalAws) -> None:
    error, log = invoke(functions, "fails")

    assert (error["errorType"], error["errorMessage"]) == ("KeyError", "'missing'")
    assert 'raise KeyError("missing")' in error["stackTrace"][-1]
    assert "[ERROR] KeyError: 'missing'" in log


def test_an_error_at_import_is_the_runtimes(functions: LocalAws) -> None:
    error, _ = invoke(functions, "any", "broken")

    assert error["errorType"] == "Runtime.ImportModuleError"
    assert error["errorMessage"] == "Unable to import module 'main': No module named 'nothing_such'"


def test_nothing_of_the_emulator_can_be_imported(functions: LocalAws) -> None:
    assert invoke(functions, "imports")[0]["errorMessage"] == "No module named 'yaml'"


def test_the_variables_are_lambdas(functions: LocalAws) -> None:
    variables, _ = invoke(functions, "variables")

    assert variables["AWS_EXECUTION_ENV"] == "AWS_Lambda_python3.13"
    assert variables["AWS_LAMBDA_LOG_GROUP_NAME"] == "/aws/lambda/all"
    assert (variables["TZ"], variables["_HANDLER"]) == (":UTC", "main.handler")
    assert variables["AWS_LAMBDA_INITIALIZATION_TYPE"] == "on-demand"
    assert not {"STATE_DIR", "S3_DATA_DIR", "GATEWAY_PORT", "MINISTACK_AUTOCREATE_AWS_MANAGED"} & set(variables)


def test_what_is_printed_and_logged_is_in_the_log(functions: LocalAws) -> None:
    request_id, log = invoke(functions, "logs")

    assert "printed\n[WARNING]\t" in log
    assert f"Z\t{request_id}\twarned" in log


def test_a_process_that_ends_or_takes_too_long_is_an_error_and_the_next_call_is_answered(functions: LocalAws) -> None:
    assert invoke(functions, "leaves")[0]["errorType"] == "Runtime.ExitError"
    assert "Task timed out after 3.00 seconds" in invoke(functions, "hangs")[0]["errorMessage"]
    assert invoke(functions, "huge")[0]["errorType"] == "Function.ResponseSizeTooLarge"
    assert invoke(functions, "decimal_")[0] == {"price": 1.5}


def test_a_warm_call_does_not_wait_for_log_lines(functions: LocalAws) -> None:
    lambda_, times = client(functions, "lambda"), list[float]()
    for _ in range(20):
        start = time.monotonic()
        lambda_.invoke(FunctionName="all", Payload=b'{"do": "decimal_"}')["Payload"].read()
        times.append(time.monotonic() - start)

    assert min(times) < 0.05, times  # MiniStack's own workers wait that long for lines


def test_a_runtime_that_cannot_be_run_is_refused(functions: LocalAws) -> None:
    client(functions, "lambda").create_function(
        FunctionName="java",
        Role="arn:aws:iam::000000000000:role/any",
        Runtime="java21",
        Handler="any",
        Code={"ZipFile": b"PK\5\6" + bytes(18)},
    )

    assert invoke(functions, "any", "java")[0]["errorMessage"].startswith("The local AWS can't run java21")
