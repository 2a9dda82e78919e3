"""What answers is taken for AWS unless it is declared to be an emulator: another address alone says nothing of it."""

from __future__ import annotations

import attrs
import pytest

from tests.aws.s3.buckets import cause
from tests.support.emulators import Emulator
from tests.support.wire import Wire
from tests.support.workspaces import Declare, actions, applied, planned
from touchdown import Account, TouchdownError, Workspace, plan
from touchdown.aws.endpoint import AWS, EMULATOR
from touchdown.model.workspace import Defaults, reading_with

NAMES = tuple("abcdefgh")
ADDRESS = "http://localhost:4566"


def groups(*names: str) -> Declare:
    return lambda aws: [aws.add_log_group(name=name) for name in names]


def nothing(aws: Account) -> None:
    """An account without declarations."""


def has_limiters(there: Emulator, **more: bool) -> bool:
    made = Workspace("shop")
    keys = {"access_key_id": there.access_key_id, "secret_access_key": there.secret_access_key}
    aws = made.add_aws(
        region="eu-west-1", endpoint_url=there.address, session_token=there.session_token, **keys, **more
    )
    plan(made)
    return aws.api.limiters is not None


def test_another_address_alone_is_aws() -> None:
    assert Workspace("shop").add_aws(region="eu-west-1", endpoint_url=ADDRESS).endpoint is AWS


def test_an_address_in_the_environment_is_aws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", ADDRESS)
    assert Workspace("shop").add_aws(region="eu-west-1").endpoint is AWS


def test_an_emulator_is_declared_as_one() -> None:
    assert Workspace("shop").add_aws(region="eu-west-1", endpoint_url=ADDRESS, emulator=True).endpoint is EMULATOR


def test_the_local_aws_is_an_emulator_whatever_is_declared() -> None:
    assert Workspace("shop").add_aws(region="eu-west-1", local=True).endpoint is EMULATOR
    with reading_with(Defaults(local=True)):
        assert Workspace("shop").add_aws(region="eu-west-1", endpoint_url=ADDRESS).endpoint is EMULATOR


def test_calls_to_another_address_are_limited(emulator: Emulator) -> None:
    assert has_limiters(emulator)


def test_calls_to_an_emulator_are_not_limited(emulator: Emulator) -> None:
    assert not has_limiters(emulator, emulator=True)


def test_what_the_tagging_api_of_an_emulator_misses_is_found_in_its_lists(ministack: Emulator) -> None:
    applied(ministack, groups("a"))
    assert actions(planned(ministack, nothing)) == {"eu-west-1/logs_log_group.a": "delete"}


def test_elsewhere_the_tagging_api_is_believed(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, groups("a"))
    wire.forget()
    assert not planned(ministack, nothing, emulator=False).to_do
    assert "logs:DescribeLogGroups" not in wire.names()


def test_where_names_of_log_groups_are_not_heeded_each_is_read_by_itself(moto: Emulator) -> None:
    """MiniStack and moto answer with all groups: those that are declared mustn't be taken for undeclared."""
    applied(moto, groups(*NAMES), emulator=False)
    found = actions(planned(moto, groups(*NAMES[:4]), emulator=False))
    assert found == {f"eu-west-1/logs_log_group.{name}": "delete" for name in NAMES[4:]}


def test_a_new_bucket_without_its_tags_is_told_with_what_to_do_if_an_emulator_answers(moto: Emulator) -> None:
    name = f"shop-{moto.account_id}"
    with pytest.raises(TouchdownError) as caught:
        applied(moto, lambda aws: aws.add_bucket(name=name), emulator=False)
    assert cause(caught.value).hint.endswith("If an emulator answers at endpoint_url=, add emulator=True to add_aws().")


def test_a_lack_is_named_as_arns_have_it() -> None:
    endpoint = attrs.evolve(AWS, unknown_to_tagging=frozenset({"logs:log-group:"}))
    assert not endpoint.tagging_knows("logs", "log-group:")
    assert endpoint.tagging_knows("lambda", "function:")
