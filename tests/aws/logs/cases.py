"""Log groups, in the tests that go over all types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.support.calls import Call
from tests.support.cases import OUR_TAGS, Cases, TypeCases, Version
from tests.support.contents import tags_without_record, without_what_moves
from tests.support.emulators import REGION, Emulator
from tests.support.functions import hello
from tests.support.pairs import TAGS, from_model
from tests.support.workspaces import Declare, nothing
from touchdown import Account
from touchdown.aws.logs.log_group import LogGroup
from touchdown.aws.logs.subscription_filter import SubscriptionFilter

LOG_GROUP = TypeCases(
    cls=LogGroup,
    declare=lambda aws, given: aws.add_log_group(name="hello", **given),
    fields={"retention": from_model("logs:PutRetentionPolicy", "retentionInDays"), "tags": TAGS},
)

FILTER = TypeCases(
    cls=SubscriptionFilter,
    declare=lambda aws, given: _filtered(aws, given),
    fields={},
    tested_elsewhere={
        "target": "test_subscription_filter.py: moto takes no filters",
        "pattern": "test_subscription_filter.py: moto takes no filters",
    },
)


def _filtered(aws: Account, given: Mapping[str, Any]) -> SubscriptionFilter:
    watch = aws.add_lambda_function(name="hello", code=hello())
    return aws.add_log_group(name="shop").add_subscription_filter(**{"target": watch, **given})


def shop(version: Version) -> LogGroup:
    return version.aws.add_log_group(name="/shop/all", retention=7 if version.first else None, tags=version.tags)


def arns(call: Call, account_id: str) -> list[str]:
    given = call.parameters
    if "logGroupName" in given:
        return [f"arn:aws:logs:{REGION}:{account_id}:log-group:{given['logGroupName']}:*"]
    return [str(given.get("resourceArn", "*"))]


def strip_tags(emulator: Emulator) -> None:
    logs = emulator.client("logs")
    for one in logs.describe_log_groups()["logGroups"]:
        logs.untag_resource(resourceArn=one["arn"].removesuffix(":*"), tagKeys=[*OUR_TAGS])


def contents(emulator: Emulator) -> Mapping[str, object]:
    return dict(_contents(emulator.client("logs")))


def _contents(client: Any) -> Iterator[tuple[str, object]]:
    for one in client.describe_log_groups()["logGroups"]:
        tags = client.list_tags_for_resource(resourceArn=one["arn"].removesuffix(":*"))["tags"]
        yield one["logGroupName"], (one.get("retentionInDays"), tags_without_record(tags))


def put_stranger(emulator: Emulator) -> None:
    emulator.client("logs").create_log_group(logGroupName="/stranger", tags={"owner": "somebody"})


def stranger(emulator: Emulator) -> Any:
    (found,) = emulator.client("logs").describe_log_groups(logGroupNamePrefix="/stranger")["logGroups"]
    return without_what_moves(found)


def group(**fields: Any) -> Declare:
    return lambda aws: aws.add_log_group(name="hello", **fields)


def function(aws: Account) -> None:
    """A function, which brings a log group along."""
    aws.add_lambda_function(name="hello", code=hello())


CASES = Cases(
    types=(LOG_GROUP, FILTER),
    everything=(shop,),
    arns=arns,
    strip_tags=strip_tags,
    contents=contents,
    put_stranger=put_stranger,
    stranger=stranger,
    called={
        "logs:CreateLogGroup": (nothing, group()),
        "logs:PutRetentionPolicy": (group(), group(retention=7)),
        "logs:DeleteRetentionPolicy": (group(retention=7), group()),
        "logs:DeleteLogGroup": (function, nothing),
        "logs:PutSubscriptionFilter": (function, lambda aws: _filtered(aws, {})),
        "logs:DeleteSubscriptionFilter": (lambda aws: _filtered(aws, {}), nothing),
        "logs:TagResource": (group(), group(tags={"a": "b"})),
        "logs:UntagResource": (group(tags={"a": "b"}), group()),
    },
    not_called={
        "logs:FilterLogEvents": "by a command of its own",
        "logs:PutSubscriptionFilter": "test_subscription_filter.py: moto takes no filters",
        "logs:DescribeSubscriptionFilters": "test_subscription_filter.py: moto takes no filters",
        "logs:DeleteSubscriptionFilter": "test_subscription_filter.py: moto takes no filters",
    },
)
