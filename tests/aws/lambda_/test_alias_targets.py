"""An alias in place of its function: as target, with an event source, a URL, and permissions of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.support.emulators import REGION, Emulator
from tests.support.functions import hello
from tests.support.workspaces import Declare, actions, applied, nothing, planned


def function(aws: Any) -> Any:
    return aws.add_lambda_function(name="hello", code=hello())


def alias(aws: Any) -> Any:
    return function(aws).add_alias(name="live")


def everything_calls(invoked: Callable[[Any], Any]) -> Declare:
    """All that can call a function, or an alias."""

    def declare(aws: Any) -> None:
        target = invoked(aws)
        target.add_event_source(source=aws.add_queue(name="orders", dead_letter_queue=False), batch_size=5)
        target.add_url(auth="NONE")
        target.add_permission(name="other", principal="123456789012")
        aws.add_event_bus(name="shop").add_rule(name="paid", pattern={"a": ["b"]}).add_target(target=target)
        aws.add_topic(name="news").add_subscription(target=target)
        aws.add_schedule(name="nightly", target=target, expression="rate(5 minutes)")
        aws.add_http_api(name="shop").add_route(route="GET /", target=target)
        aws.add_log_group(name="lines").add_subscription_filter(target=target, pattern="ERROR")
        bucket = aws.add_bucket(name=f"pics-{aws.place().account_id}")
        bucket.add_notification(target=target, events=["s3:ObjectCreated:*"])

    return declare


def callers(emulator: Emulator) -> dict[str, str]:
    """By service, what each calls."""
    bucket = f"pics-{emulator.account_id}"
    notified = emulator.client("s3").get_bucket_notification_configuration(Bucket=bucket)
    apis = emulator.client("apigatewayv2")
    (api,) = apis.get_apis()["Items"]
    (integration,) = apis.get_integrations(ApiId=api["ApiId"])["Items"]
    rules, logs, scheduler = (emulator.client(one) for one in ("events", "logs", "scheduler"))
    (mapping,) = emulator.client("lambda").list_event_source_mappings()["EventSourceMappings"]
    return {
        "sqs": mapping["FunctionArn"],
        "s3": notified["LambdaFunctionConfigurations"][0]["LambdaFunctionArn"],
        "sns": emulator.client("sns").list_subscriptions()["Subscriptions"][0]["Endpoint"],
        "events": rules.list_targets_by_rule(Rule="paid", EventBusName="shop")["Targets"][0]["Arn"],
        "logs": logs.describe_subscription_filters(logGroupName="lines")["subscriptionFilters"][0]["destinationArn"],
        "scheduler": scheduler.get_schedule(Name="nightly", GroupName="shop")["Target"]["Arn"],
        "apigateway": integration["IntegrationUri"],
    }


def statements(emulator: Emulator, name: str) -> list[dict[str, Any]]:
    """Those of the function's own policy, or of the alias's: MiniStack shows both together."""
    client = emulator.client("lambda")
    try:
        policy = json.loads(client.get_policy(FunctionName="hello")["Policy"])
    except client.exceptions.ResourceNotFoundException:
        return []
    return [one for one in policy["Statement"] if one["Resource"].endswith(f":function:{name}")]


def test_all_that_calls_a_function_calls_an_alias_and_moves_between_both(ministack: Emulator) -> None:
    arn = f"arn:aws:lambda:{REGION}:{ministack.account_id}:function:hello"
    applied(ministack, everything_calls(function))
    assert set(callers(ministack).values()) == {arn}
    applied(ministack, everything_calls(alias))
    assert set(callers(ministack).values()) == {f"{arn}:live"}
    applied(ministack, everything_calls(alias))  # the function's index is cut
    assert actions(planned(ministack, everything_calls(alias))) == {}
    # Two of the URL, that of the account, and one of each service but those that use a role.
    assert len(statements(ministack, "hello:live")) == 8
    assert statements(ministack, "hello") == []
    live = ministack.client("lambda").get_alias(FunctionName="hello", Name="live")
    assert " has event_source_mapping permission url]" in live["Description"]
    applied(ministack, everything_calls(function))
    assert set(callers(ministack).values()) == {arn}
    applied(ministack, everything_calls(function))
    assert actions(planned(ministack, everything_calls(function))) == {}
    applied(ministack, nothing)
    assert ministack.client("lambda").list_event_source_mappings()["EventSourceMappings"] == []
    assert actions(planned(ministack, nothing)) == {}


def test_what_hangs_on_an_alias_is_no_longer_declared(ministack: Emulator) -> None:
    applied(ministack, everything_calls(alias))
    applied(ministack, alias)
    applied(ministack, alias)
    assert statements(ministack, "hello:live") == []
    assert ministack.client("lambda").list_event_source_mappings()["EventSourceMappings"] == []
    live = ministack.client("lambda").get_alias(FunctionName="hello", Name="live")
    assert live["Description"].endswith(" live 1]")
    assert actions(planned(ministack, alias)) == {}
