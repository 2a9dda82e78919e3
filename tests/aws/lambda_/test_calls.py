"""How many calls are made, and which: a round trip is what time is spent on."""

from __future__ import annotations

import io
import threading
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.support.emulators import Emulator
from tests.support.functions import function, hello
from tests.support.lists import ONLY_ON_EMULATORS, as_on_aws
from tests.support.wire import FOREVER, Wire
from tests.support.workspaces import applied, planned

HELLO = hello()
CHANGED = hello("changed")


def one_function(**fields: Any) -> Any:
    return lambda aws: aws.add_lambda_function(name="hello", **{"code": HELLO, **fields})


def test_a_function_with_its_role_and_log_group_is_planned_in_seven_calls_of_which_six_go_together(
    emulator: Emulator, wire: Wire
) -> None:
    applied(emulator, one_function())
    wire.forget()
    together = threading.Barrier(6, timeout=30)
    alone = {"sts:GetCallerIdentity", *ONLY_ON_EMULATORS}
    wire.on("*", lambda call: call.name in alone or together.wait(), times=FOREVER)
    assert not planned(emulator, one_function()).to_do
    assert as_on_aws(wire.names()) == {
        "sts:GetCallerIdentity": 1,
        "tagging:GetResources": 1,
        "lambda:GetFunction": 1,
        "iam:GetAccountAuthorizationDetails": 1,
        "iam:GetRole": 1,
        "logs:DescribeLogGroups": 1,
        "logs:ListTagsForResource": 1,
    }


def test_a_function_with_alias_layer_and_async_settings_is_planned_in_eleven_calls(
    ministack: Emulator, wire: Wire, tmp_path: Path
) -> None:
    (tmp_path / "prices.py").write_text("VAT = 19\n")

    def declare(aws: Any) -> None:
        layer = aws.add_layer(name="libs", code=tmp_path)
        made = aws.add_lambda_function(name="hello", code=HELLO, layers=[layer], async_retries=1)
        made.add_alias(name="live")

    applied(ministack, declare)
    wire.forget()
    assert not planned(ministack, declare).to_do
    assert as_on_aws(wire.names()) == {
        "sts:GetCallerIdentity": 1,
        "tagging:GetResources": 1,
        "lambda:GetFunction": 1,
        "lambda:GetFunctionEventInvokeConfig": 1,
        "lambda:ListAliases": 1,
        "lambda:ListLayers": 1,
        "lambda:GetLayerVersionPolicy": 1,
        "iam:GetAccountAuthorizationDetails": 1,
        "iam:GetRole": 1,
        "logs:DescribeLogGroups": 1,
        "logs:ListTagsForResource": 1,
    }


def test_a_function_with_its_role_and_log_group_is_created_in_thirteen_calls(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, one_function())
    names = as_on_aws(wire.names())
    settling = max(0, names["lambda:GetFunction"] - 2)  # the plan's read, and one look whether it is active
    assert sum(names.values()) - settling <= 13
    assert Counter(wire.writes()) == {
        "iam:CreateRole": 1,
        "iam:PutRolePolicy": 1,
        "logs:CreateLogGroup": 1,
        "lambda:CreateFunction": 1,
    }


def test_a_second_apply_writes_nothing(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, one_function())
    wire.forget()
    applied(emulator, one_function())
    assert wire.writes() == []


def test_a_changed_description_is_one_update_one_version_and_one_tag(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, one_function(description="old"))
    wire.forget()
    applied(emulator, one_function(description="new"))
    assert wire.writes() == ["lambda:UpdateFunctionConfiguration", "lambda:PublishVersion", "lambda:TagResource"]


def test_a_changed_body_is_one_update_that_publishes_and_one_tag(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, one_function())
    wire.forget()
    applied(emulator, one_function(code=CHANGED))
    assert wire.writes() == ["lambda:UpdateFunctionCode", "lambda:TagResource"]


def test_a_comment_or_another_function_above_changes_nothing(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, one_function())
    above = "# a comment\n\n\ndef other(event, context):\n    return 1\n\n\n"
    moved = function(above + "def hello(event, context):\n    return 'hello'\n")
    wire.forget()
    applied(emulator, one_function(code=moved))
    assert wire.writes() == []


def test_changed_tags_are_one_call_and_no_version(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, one_function())
    wire.forget()
    applied(emulator, one_function(tags={"team": "web"}))
    assert wire.writes() == ["lambda:TagResource"]


def test_configuration_and_code_together_publish_once(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, one_function())
    wire.forget()
    applied(emulator, one_function(code=CHANGED, timeout=5))
    assert wire.writes() == [
        "lambda:UpdateFunctionConfiguration",
        "lambda:UpdateFunctionCode",
        "lambda:TagResource",
    ]


def test_turning_publish_on_publishes_the_present_state(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, one_function(publish=False))
    wire.forget()
    applied(emulator, one_function(publish=True))
    assert wire.writes() == ["lambda:PublishVersion", "lambda:TagResource"]


def archive(text: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as opened:
        opened.writestr(zipfile.ZipInfo("main.py"), text)
    return buffer.getvalue()


def test_a_zip_of_bytes_is_uploaded_when_it_changes_and_not_again(emulator: Emulator, wire: Wire) -> None:
    def declare(text: str) -> Any:
        return one_function(code=None, code_from_bytes=archive(text), handler="main.hello")

    applied(emulator, declare("def hello(event, context): return 1\n"))
    wire.forget()
    applied(emulator, declare("def hello(event, context): return 2\n"))
    applied(emulator, declare("def hello(event, context): return 2\n"))
    assert [name for name in wire.writes() if name.startswith("lambda:Update")] == ["lambda:UpdateFunctionCode"]


@pytest.mark.parametrize("keep", [2])
def test_versions_beyond_those_kept_are_removed_except_those_with_an_alias(ministack: Emulator, keep: int) -> None:
    def declare(description: str) -> Any:
        return one_function(description=description, keep_versions=keep)

    applied(ministack, declare("0"))
    client = ministack.client("lambda")
    client.create_alias(FunctionName="hello", Name="live", FunctionVersion="1")
    for number in range(1, 5):
        applied(ministack, declare(str(number)))
    found = client.list_versions_by_function(FunctionName="hello")["Versions"]
    assert [one["Version"] for one in found] == ["$LATEST", "1", "4", "5"]
