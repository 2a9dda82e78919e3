"""The templates of a resource type and of a service's data work as they stand."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest

from docs import template
from docs.template import service
from docs.template.topic import Topic
from tests.support.emulators import Emulator
from tests.support.workspaces import actions, applied, planned
from touchdown import Account, destroy
from touchdown.aws import reading, resource_types
from touchdown.aws.resource_types import ResourceType
from touchdown.model.adder import declare


@pytest.fixture(autouse=True)
def _with_topics(monkeypatch: pytest.MonkeyPatch) -> None:
    others = (row for row in resource_types.RESOURCE_TYPES if row.name != "sns_topic")
    rows = (*others, ResourceType("sns_topic", "sns:Topic", (("sns", ""),)))
    for module in (resource_types, reading):
        monkeypatch.setattr(module, "RESOURCE_TYPES", rows)
    monkeypatch.setattr(template, "Topic", Topic, raising=False)
    monkeypatch.setitem(sys.modules, "touchdown.aws.sns", template)
    monkeypatch.setitem(sys.modules, "touchdown.aws.sns.service", service)


def topic(**values: Any) -> Callable[[Account], Any]:
    return lambda aws: declare(aws, Topic(name="orders", **values))


def test_a_topic_is_created_changed_and_destroyed(emulator: Emulator) -> None:
    applied(emulator, topic(display_name="Orders", tags={"team": "shop"}))
    assert actions(planned(emulator, topic(display_name="Orders", tags={"team": "shop"}))) == {}
    assert actions(planned(emulator, topic())) == {"eu-west-1/sns_topic.orders": "update"}
    workspace = applied(emulator, topic())
    assert actions(planned(emulator, topic())) == {}
    destroy(workspace)
    assert actions(planned(emulator, topic())) == {"eu-west-1/sns_topic.orders": "create"}


def test_a_topic_that_is_no_longer_declared_is_deleted(emulator: Emulator) -> None:
    applied(emulator, topic())
    assert actions(planned(emulator, lambda aws: aws.add_log_group(name="/other"))) == {
        "eu-west-1/logs_log_group./other": "create",
        "eu-west-1/sns_topic.orders": "delete",
    }
