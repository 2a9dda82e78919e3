"""An application with all kinds of events: how many calls a plan without changes makes, by name."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.wire import Wire
from tests.support.workspaces import actions, applied, planned

ON_EMULATORS_ONLY = {
    "apigateway:GetRestApis",
    "apigatewayv2:GetApis",
    "events:ListRules",
    "kinesis:ListStreams",
    "stepfunctions:ListStateMachines",
}
"""The tagging APIs of emulators miss these types, so that they are listed."""


def application(aws: Any) -> None:
    """Three functions, an HTTP API with three routes, a table, a topic, a queue with dead letters, a rule."""
    web, work, told = (aws.add_lambda_function(name=name, code=hello()) for name in ("web", "work", "told"))
    api = aws.add_http_api(name="shop")
    for route in ("GET /", "POST /orders", "GET /orders/{id}"):
        api.add_route(route=route, target=web)
    table = aws.add_table(name="orders", partition_key="id", stream="NEW_IMAGE", force_destroy=True)
    table.grant("read", "write", to=web)
    work.add_event_source(source=aws.add_queue(name="to-pack"))
    told.add_event_source(source=table, starting_position="LATEST")
    aws.add_topic(name="placed").add_subscription(target=told)
    aws.add_event_bus(name="shop").add_rule(name="packed", pattern={"source": ["shop"]}).add_target(target=work)


def test_an_application_without_changes_takes_these_calls(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, application)
    wire.forget()
    assert actions(planned(ministack, application)) == {}
    assert counted(wire) == {
        "sts:GetCallerIdentity": 1,
        "tagging:GetResources": 1,
        # A function with its tags in a call each, its policy and its mappings only where it has any.
        "lambda:GetFunction": 3,
        "lambda:GetPolicy": 3,
        "lambda:ListEventSourceMappings": 2,
        "lambda:ListTags": 2,
        "iam:GetAccountAuthorizationDetails": 1,
        "iam:GetRole": 3,
        "logs:DescribeLogGroups": 1,
        "logs:ListTagsForResource": 3,
        # All routes and integrations of an API are a call each.
        "apigatewayv2:GetTags": 1,
        "apigatewayv2:GetStage": 1,
        "apigatewayv2:GetRoutes": 1,
        "apigatewayv2:GetIntegrations": 1,
        "dynamodb:DescribeTable": 1,
        "dynamodb:DescribeTimeToLive": 1,
        "dynamodb:DescribeContinuousBackups": 1,
        "dynamodb:GetResourcePolicy": 1,
        "dynamodb:ListTagsOfResource": 1,
        "sqs:GetQueueAttributes": 2,
        "sqs:ListQueueTags": 2,
        "sns:GetTopicAttributes": 1,
        "sns:ListTagsForResource": 1,
        "sns:ListSubscriptionsByTopic": 1,
        "sns:GetSubscriptionAttributes": 1,
        "events:DescribeEventBus": 1,
        "events:DescribeRule": 1,
        "events:ListTagsForResource": 2,
        "events:ListTargetsByRule": 1,
    }


def counted(wire: Wire) -> dict[str, int]:
    """The calls by name, but for those that only emulators need."""
    return {name: number for name, number in Counter(wire.names()).items() if name not in ON_EMULATORS_ONLY}
