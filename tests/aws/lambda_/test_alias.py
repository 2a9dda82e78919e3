"""Aliases: they follow the version that an apply publishes, once it is active."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.wire import Wire
from tests.support.workspaces import Declare, actions, applied, nothing, planned
from touchdown import destroy
from touchdown.model.errors import AccountError, DeclarationError

FUNCTION, ALIAS = "eu-west-1/lambda_function.hello", "eu-west-1/lambda_function.hello:alias.live"


def function(aws: Any, **fields: Any) -> Any:
    return aws.add_lambda_function(name="hello", **{"code": hello(), **fields})


def aliased(description: str = "", **fields: Any) -> Declare:
    return lambda aws: function(aws, **fields).add_alias(name="live", description=description)


def alias(emulator: Emulator) -> dict[str, Any]:
    return emulator.client("lambda").get_alias(FunctionName="hello", Name="live")


def test_an_alias_follows_the_version_that_is_published_in_the_same_apply(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, aliased())
    assert alias(emulator)["FunctionVersion"] == "1"
    assert " live 1]" in alias(emulator)["Description"]
    assert actions(planned(emulator, aliased())) == {}
    assert actions(planned(emulator, aliased(timeout=9))) == {FUNCTION: "update", ALIAS: "update"}
    wire.forget()
    applied(emulator, aliased(timeout=9))
    writes = wire.writes()
    assert writes.index("lambda:UpdateAlias") > writes.index("lambda:PublishVersion")
    assert alias(emulator)["FunctionVersion"] == "2"
    assert " live 2 1]" in alias(emulator)["Description"]
    assert actions(planned(emulator, aliased(timeout=9))) == {}


def test_a_change_of_tags_leaves_the_alias_alone(emulator: Emulator) -> None:
    applied(emulator, aliased())
    assert actions(planned(emulator, aliased(tags={"a": "b"}))) == {FUNCTION: "update"}
    applied(emulator, aliased(tags={"a": "b"}))
    assert actions(planned(emulator, aliased(tags={"a": "b"}))) == {}


def test_a_plan_without_changes_reads_aliases_in_one_call(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, aliased())
    wire.forget()
    planned(emulator, aliased())
    assert Counter(name for name in wire.names() if name.startswith("lambda:")) == {
        "lambda:GetFunction": 1,
        "lambda:ListAliases": 1,
    }


def test_the_versions_that_were_live_are_not_removed(emulator: Emulator) -> None:
    for timeout in range(3, 8):
        applied(emulator, aliased(timeout=timeout, keep_versions=1))
    found = emulator.client("lambda").list_versions_by_function(FunctionName="hello")["Versions"]
    assert {"3", "4", "5"} <= {one["Version"] for one in found}
    assert "1" not in {one["Version"] for one in found}


def test_an_alias_that_is_no_longer_declared_is_deleted_and_leaves_the_index(emulator: Emulator) -> None:
    applied(emulator, aliased())
    assert actions(planned(emulator, function)) == {FUNCTION: "update", ALIAS: "delete"}
    applied(emulator, function)
    applied(emulator, function)
    assert emulator.client("lambda").list_aliases(FunctionName="hello")["Aliases"] == []
    assert actions(planned(emulator, function)) == {}


def test_an_alias_goes_before_its_function_is_destroyed(emulator: Emulator, wire: Wire) -> None:
    made = applied(emulator, aliased())
    wire.forget()
    destroy(made)
    deletes = [name for name in wire.writes() if name.startswith("lambda:Delete")]
    assert deletes == ["lambda:DeleteAlias", "lambda:DeleteFunction"]
    assert actions(planned(emulator, nothing)) == {}


def test_an_alias_that_somebody_made_by_hand_is_theirs_until_it_is_adopted(emulator: Emulator) -> None:
    applied(emulator, function)
    client = emulator.client("lambda")
    client.create_alias(FunctionName="hello", Name="live", FunctionVersion="$LATEST", Description="mine")
    assert actions(planned(emulator, function)) == {}
    with pytest.raises(AccountError, match=r"alias\.live exists already"):
        planned(emulator, aliased())
    applied(emulator, aliased("ours"), adopt=[ALIAS])
    assert alias(emulator)["FunctionVersion"] == "1"
    assert alias(emulator)["Description"].startswith("ours [touchdown-")
    assert actions(planned(emulator, aliased("ours"))) == {}


def test_a_function_without_versions_has_no_alias(ministack: Emulator) -> None:
    with pytest.raises(DeclarationError, match="an alias needs versions"):
        planned(ministack, aliased(publish=False))
