"""All resource types, each imported when it is declared, or when there may be something of it that is no longer
declared. A type takes one row here, and one line on what declares it (`account.py`, or its parent).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

import attrs

from touchdown.aws.resource import AwsResource
from touchdown.model.later import named
from touchdown.model.resource import kind_of, label_of


@attrs.frozen
class ResourceType:
    """A row for a type: all that is known before its module is imported."""

    name: str
    """As in addresses: `sqs_queue`."""
    place: str
    """Its module and class, as `sqs.queue:Queue`, below `touchdown.aws`."""
    arns: tuple[tuple[str, str], ...] = ()
    """ARNs by which the tagging API shows that there may be something of it: a service, and the text that follows
    region and account. The first is the type's own."""
    attached_to: str = ""
    """The parent's type, whose index shows that there is something of it."""
    beside: str = ""
    """The type that, where it is declared, may have something of this type in it."""
    used_in: tuple[str, str] = ("", "")
    """A type and a field of it, whose values show that there may be something of this type, which has no tags."""
    always: bool = False
    """Whether it is always read, because only its own reads show what is there."""

    @property
    def kind(self) -> str:
        return kind_of(self.name)

    def load(self) -> type[AwsResource]:
        return cast("type[AwsResource]", named(f"touchdown.aws.{self.place}"))


RESOURCE_TYPES: tuple[ResourceType, ...] = (
    ResourceType("lambda_function", "lambda_.function:Function", (("lambda", "function:"),)),
    ResourceType("lambda_function:alias", "lambda_.aliases.alias:Alias", attached_to="lambda_function"),
    ResourceType(
        "lambda_function:event_source_mapping",
        "lambda_.event_sources.mapping:EventSourceMapping",
        (("lambda", "event-source-mapping:"),),
        attached_to="lambda_function",
    ),
    ResourceType(
        "lambda_function:alias:event_source_mapping",
        "lambda_.event_sources.mapping:AliasEventSourceMapping",
        attached_to="lambda_function:alias",
    ),
    ResourceType(
        "lambda_function:alias:permission", "lambda_.permission:AliasPermission", attached_to="lambda_function:alias"
    ),
    ResourceType(
        "lambda_function:alias:event_invoke_config",
        "lambda_.invocation.event_invoke_config:AliasEventInvokeConfig",
        attached_to="lambda_function:alias",
    ),
    ResourceType(
        "lambda_function:alias:provisioned_concurrency",
        "lambda_.aliases.provisioned_concurrency:ProvisionedConcurrency",
        attached_to="lambda_function:alias",
    ),
    ResourceType("lambda_function:alias:url", "lambda_.url:AliasUrl", attached_to="lambda_function:alias"),
    ResourceType(
        "lambda_function:concurrency", "lambda_.invocation.concurrency:Concurrency", attached_to="lambda_function"
    ),
    ResourceType(
        "lambda_function:event_invoke_config",
        "lambda_.invocation.event_invoke_config:EventInvokeConfig",
        attached_to="lambda_function",
    ),
    ResourceType(
        "lambda_function:recursion_config",
        "lambda_.invocation.recursion_config:RecursionConfig",
        attached_to="lambda_function",
    ),
    ResourceType("lambda_function:permission", "lambda_.permission:Permission", attached_to="lambda_function"),
    ResourceType("lambda_function:url", "lambda_.url:FunctionUrl", attached_to="lambda_function"),
    ResourceType("lambda_layer", "lambda_.layers.layer:Layer", used_in=("lambda_function", "layers")),
    # Only named, never declared.
    ResourceType("ec2_subnets", "ec2.subnets:Subnets", beside="ec2_subnets"),
    ResourceType("ec2_security_group", "ec2.security_group:SecurityGroup", beside="ec2_security_group"),
    # The tagging API doesn't know roles.
    ResourceType("iam_role", "iam.role:Role", always=True),
    # A function's group may be one that Lambda has made.
    ResourceType("logs_log_group", "logs.log_group:LogGroup", (("logs", "log-group:"), ("lambda", "function:"))),
    ResourceType(
        "logs_log_group:subscription_filter",
        "logs.subscription_filter:SubscriptionFilter",
        attached_to="logs_log_group",
    ),
    ResourceType("s3_bucket", "s3.bucket:Bucket", (("s3", ""),)),
    ResourceType("s3_bucket:notification", "s3.notification:Notifications", attached_to="s3_bucket"),
    ResourceType("s3_bucket:object", "s3.file:File", (("s3", ""),), beside="s3_bucket"),
    ResourceType("dynamodb_table", "dynamodb.table:Table", (("dynamodb", "table/"),)),
    ResourceType("apigateway_rest_api", "apigateway.rest_api:RestApi", (("apigateway", "/restapis/"),)),
    ResourceType("apigateway_rest_api:stage", "apigateway.stage:Stage", attached_to="apigateway_rest_api"),
    ResourceType(
        "apigateway_rest_api:api_key",
        "apigateway.api_key:ApiKey",
        (("apigateway", "/apikeys/"),),
        attached_to="apigateway_rest_api",
    ),
    ResourceType(
        "apigateway_rest_api:usage_plan",
        "apigateway.usage_plan:UsagePlan",
        (("apigateway", "/usageplans/"),),
        attached_to="apigateway_rest_api",
    ),
    ResourceType("apigatewayv2_api", "apigatewayv2.api:HttpApi", (("apigateway", "/apis/"),)),
    ResourceType("apigatewayv2_api:authorizer", "apigatewayv2.authorizer:Authorizer", attached_to="apigatewayv2_api"),
    ResourceType(
        "apigatewayv2_api:integration", "apigatewayv2.integration:Integration", attached_to="apigatewayv2_api"
    ),
    ResourceType("apigatewayv2_api:route", "apigatewayv2.route:Route", attached_to="apigatewayv2_api"),
    ResourceType("apigatewayv2_websocket_api", "apigatewayv2.websocket_api:WebSocketApi", (("apigateway", "/apis/"),)),
    *(
        ResourceType(
            f"apigatewayv2_websocket_api:{kind}",
            f"apigatewayv2.websocket_{kind}:WebSocket{kind.capitalize()}",
            attached_to="apigatewayv2_websocket_api",
        )
        for kind in ("authorizer", "integration", "route", "stage")
    ),
    ResourceType("kinesis_stream", "kinesis.stream:Stream", (("kinesis", "stream/"),)),
    ResourceType("sns_topic", "sns.topic:Topic", (("sns", ""),)),
    ResourceType("sns_topic:subscription", "sns.subscription:Subscription", attached_to="sns_topic"),
    ResourceType("sqs_queue", "sqs.queue:Queue", (("sqs", ""),)),
    ResourceType(
        "stepfunctions_state_machine", "stepfunctions.state_machine:StateMachine", (("states", "stateMachine:"),)
    ),
    ResourceType("events_event_bus", "events.event_bus:EventBus", (("events", "event-bus/"),)),
    ResourceType(
        "events_event_bus:rule",
        "events.rule:Rule",
        (("events", "rule/"), ("events", "event-bus/")),
        beside="events_event_bus",
    ),
    ResourceType("events_event_bus:rule:target", "events.target:Target", attached_to="events_event_bus:rule"),
    # Beside itself: the groups of an emulator are listed only where a schedule is declared.
    ResourceType(
        "scheduler_schedule_group",
        "scheduler.schedule_group:ScheduleGroup",
        (("scheduler", "schedule-group/"),),
        beside="scheduler_schedule_group",
    ),
    ResourceType(
        "scheduler_schedule_group:schedule", "scheduler.schedule:Schedule", attached_to="scheduler_schedule_group"
    ),
)


_WITHIN = {"lambda_function": "lambda_function:alias"}
"""By type, the type of what has its name behind a colon in the same ARN."""


def type_named(name: str) -> type[AwsResource]:
    """The class of a type, by the name that addresses have for it."""
    return next(row for row in RESOURCE_TYPES if row.name == name).load()


def label_in(arn: str) -> str:
    """What an ARN's resource is called in its account, as `lambda_function.worker`; empty for what no type has."""
    _, _, service, _, _, rest = (arn.split(":", 5) + [""] * 6)[:6]
    own = [(row.name, row.arns[0]) for row in RESOURCE_TYPES if row.arns and ":" not in row.name]
    found = [(name, rest.removeprefix(start)) for name, (of, start) in own if of == service and rest.startswith(start)]
    for name, identity in found[:1]:
        return label_of(_WITHIN.get(name, name) if ":" in identity else name, identity)
    return ""


def all_types() -> tuple[type[AwsResource], ...]:
    """All classes, for documentation, for permissions, and for the tests that go over all types."""
    return tuple(row.load() for row in RESOURCE_TYPES)


def services_of(names: Iterable[str]) -> frozenset[str]:
    """The services that these types are of, as the tagging API calls them."""
    wanted = set(names)
    return frozenset(row.arns[0][0] for row in RESOURCE_TYPES if row.name in wanted and row.arns)
