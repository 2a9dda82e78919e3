"""What an alias has of its own: a check of new versions, provisioned concurrency, settings for asynchronous events."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.emulators import Emulator
from tests.support.functions import function as function_of
from tests.support.functions import hello
from tests.support.wire import Wire
from tests.support.workspaces import Declare, actions, applied, planned
from touchdown.model.errors import DeclarationError, PartlyApplied

GOOD, BAD = "return 1", "return event['missing']"
CHECKER = function_of(
    "def hello(event, context):\n    if not event['function'].endswith(':1'):\n        raise ValueError(event)\n"
)


def checked(body: str) -> Declare:
    code = function_of(f"def hello(event, context):\n    {body}\n")
    return lambda aws: aws.add_lambda_function(name="hello", code=code).add_alias(name="live", check={"a": 1})


def checked_by_another(timeout: int) -> Declare:
    def declare(aws: Any) -> None:
        checker = aws.add_lambda_function(name="checker", code=CHECKER)
        aws.add_lambda_function(name="hello", code=hello(), timeout=timeout).add_alias(name="live", check=checker)

    return declare


def with_settings(**fields: Any) -> Declare:
    return lambda aws: aws.add_lambda_function(name="hello", code=hello()).add_alias(name="live", **fields)


def live(emulator: Emulator) -> str:
    return emulator.client("lambda").get_alias(FunctionName="hello", Name="live")["FunctionVersion"]


def test_a_version_whose_check_raises_gets_no_calls(ministack: Emulator) -> None:
    applied(ministack, checked(GOOD))
    assert live(ministack) == "1"
    for _ in range(2):  # once more, it is checked once more
        with pytest.raises(PartlyApplied, match="check of version 2 failed") as raised:
            applied(ministack, checked(BAD))
        assert "missing" in str(raised.value)
        assert live(ministack) == "1"
    applied(ministack, checked(GOOD.replace("1", "2")))
    assert live(ministack) == "3"


def test_a_function_of_the_workspace_checks_a_version_by_its_arn(ministack: Emulator) -> None:
    applied(ministack, checked_by_another(3))
    with pytest.raises(PartlyApplied, match="checker raised"):
        applied(ministack, checked_by_another(4))
    assert live(ministack) == "1"


def test_settings_of_an_alias_are_its_own_and_go_when_they_are_taken_out(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, with_settings(provisioned_concurrency=2, async_retries=1))
    client = ministack.client("lambda")
    ready = client.get_provisioned_concurrency_config(FunctionName="hello", Qualifier="live")
    assert ready["RequestedProvisionedConcurrentExecutions"] == 2
    config = client.get_function_event_invoke_config(FunctionName="hello", Qualifier="live")
    assert config["MaximumRetryAttempts"] == 1
    wire.forget()
    assert actions(planned(ministack, with_settings(provisioned_concurrency=2, async_retries=1))) == {}
    read = [name for name in wire.names() if name.startswith("lambda:")]
    assert len(read) == 4
    applied(ministack, with_settings())
    for gone in (client.get_provisioned_concurrency_config, client.get_function_event_invoke_config):
        with pytest.raises(client.exceptions.ClientError):
            gone(FunctionName="hello", Qualifier="live")


# FUNCTION.md, 2.3.
def test_a_share_beside_provisioned_concurrency_is_refused(ministack: Emulator) -> None:
    with pytest.raises(DeclarationError, match="exclude each other"):
        planned(ministack, with_settings(provisioned_concurrency=2, weight=10))
