"""An AWS account in one region: where resources are declared, and how they are reached.

A resource type takes one line here, `add_queue = adder(Queue)`, and one row in `resource_types.py`: the rest of what
Touchdown knows of it is in the type's own file, which is imported when a Touchdownfile first declares one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from touchdown.aws.connection import Connection
from touchdown.aws.reading import observe, verify
from touchdown.aws.resource import AwsResource
from touchdown.aws.resource_types import type_named
from touchdown.engine.events import Report
from touchdown.engine.lifecycle import Lifecycle, Observation
from touchdown.engine.observed import Observed
from touchdown.engine.scope import Scope
from touchdown.model.adder import adder, checked, declare
from touchdown.model.later import later

if TYPE_CHECKING:
    from touchdown.aws.apigateway.rest_api import RestApi
    from touchdown.aws.apigatewayv2.api import HttpApi
    from touchdown.aws.apigatewayv2.websocket_api import WebSocketApi
    from touchdown.aws.dynamodb.table import Table
    from touchdown.aws.ec2.security_group import SecurityGroup
    from touchdown.aws.ec2.subnets import Subnets
    from touchdown.aws.events.event_bus import EventBus
    from touchdown.aws.iam.role import Role
    from touchdown.aws.kinesis.stream import Stream
    from touchdown.aws.lambda_.function import Function
    from touchdown.aws.lambda_.layers.layer import Layer
    from touchdown.aws.logs.log_group import LogGroup
    from touchdown.aws.s3.bucket import Bucket
    from touchdown.aws.scheduler.schedule import Schedule
    from touchdown.aws.sns.topic import Topic
    from touchdown.aws.sqs.queue import Queue
    from touchdown.aws.stepfunctions.state_machine import StateMachine
else:
    Table = later("touchdown.aws.dynamodb.table:Table")
    RestApi = later("touchdown.aws.apigateway.rest_api:RestApi")
    HttpApi = later("touchdown.aws.apigatewayv2.api:HttpApi")
    WebSocketApi = later("touchdown.aws.apigatewayv2.websocket_api:WebSocketApi")
    SecurityGroup = later("touchdown.aws.ec2.security_group:SecurityGroup")
    Subnets = later("touchdown.aws.ec2.subnets:Subnets")
    EventBus = later("touchdown.aws.events.event_bus:EventBus")
    Role = later("touchdown.aws.iam.role:Role")
    Stream = later("touchdown.aws.kinesis.stream:Stream")
    Function = later("touchdown.aws.lambda_.function:Function")
    Layer = later("touchdown.aws.lambda_.layers.layer:Layer")
    LogGroup = later("touchdown.aws.logs.log_group:LogGroup")
    Bucket = later("touchdown.aws.s3.bucket:Bucket")
    Schedule = later("touchdown.aws.scheduler.schedule:Schedule")
    Topic = later("touchdown.aws.sns.topic:Topic")
    Queue = later("touchdown.aws.sqs.queue:Queue")
    StateMachine = later("touchdown.aws.stepfunctions.state_machine:StateMachine")

Named = TypeVar("Named", bound=AwsResource)


class Account(Connection):
    """An account, made by `workspace.add_aws(...)`: its methods declare resources, or name existing ones."""

    add_lambda_function = adder(Function)
    add_layer = adder(Layer)
    add_role = adder(Role)
    add_log_group = adder(LogGroup)
    add_bucket = adder(Bucket)
    add_queue = adder(Queue)
    add_table = adder(Table)
    add_kinesis_stream = adder(Stream)
    add_http_api = adder(HttpApi)
    add_websocket_api = adder(WebSocketApi)
    add_rest_api = adder(RestApi)
    add_topic = adder(Topic)
    add_event_bus = adder(EventBus)
    add_state_machine = adder(StateMachine)
    add_schedule = adder(Schedule, within=lambda account, schedule: schedule.group_in(account))

    @checked
    def get_lambda_function(self, *, name: str) -> Function:
        """Names a function that exists and isn't ours to change."""
        return self._get(Function(name=name))

    @checked
    def get_layer(self, *, name: str, version: int | None = None) -> Layer:
        """Names a layer of this account that exists and isn't ours to change: a version of it, or the newest."""
        layer = Layer(name=name)
        layer.version = version
        return self._get(layer)

    @checked
    def get_subnets(self, *, vpc: str, tags: Mapping[str, str] | None = None) -> Subnets:
        """Names the subnets of a VPC, or those that have tags, for a function's `subnets=`."""
        return self._get(Subnets(vpc=vpc, tags=tags or {}))

    @checked
    def get_security_group(self, *, name: str, vpc: str | None = None) -> SecurityGroup:
        """Names a security group that exists, for a function's `security_groups=`."""
        return self._get(SecurityGroup(group=name, vpc=vpc))

    @checked
    def get_role(self, *, name: str) -> Role:
        """Names a role that exists and isn't ours to change."""
        return self._get(Role(name=name))

    @checked
    def get_log_group(self, *, name: str) -> LogGroup:
        """Names a log group that exists and isn't ours to change, as for a function's `log_group=`."""
        return self._get(LogGroup(name=name))

    @checked
    def get_bucket(self, *, name: str) -> Bucket:
        """Names a bucket that exists and isn't ours to change."""
        return self._get(Bucket(name=name))

    @checked
    def get_queue(self, *, name: str) -> Queue:
        """Names a queue that exists and isn't ours to change."""
        return self._get(Queue(name=name, fifo=name.endswith(".fifo")))

    @checked
    def get_table(self, *, name: str) -> Table:
        """Names a table that exists and isn't ours to change."""
        return self._get(Table(name=name, partition_key=""))

    @checked
    def get_kinesis_stream(self, *, name: str) -> Stream:
        """Names a Kinesis stream that exists and isn't ours to change."""
        return self._get(Stream(name=name))

    @checked
    def get_topic(self, *, name: str) -> Topic:
        """Names a topic that exists and isn't ours to change."""
        return self._get(Topic(name=name, fifo=name.endswith(".fifo")))

    @checked
    def get_event_bus(self, *, name: str) -> EventBus:
        """Names a bus that exists and isn't ours to change; `default` is the account's own."""
        return self._get(EventBus(name=name))

    @checked
    def get_state_machine(self, *, name: str) -> StateMachine:
        """Names a state machine that exists and isn't ours to change."""
        return self._get(StateMachine(name=name, definition={}))

    def observe(self, workspace: str | None, report: Report, scope: Scope) -> Observation:
        """Reads the declared resources in sight; if all are in sight, also what else is ours here."""
        return observe(self, self.lifecycle, workspace, report, scope)

    def verify(
        self, workspace: str | None, addresses: Sequence[str], report: Report, scope: Scope
    ) -> Mapping[str, Observed]:
        """Reads the resources declared under these addresses, each by itself."""
        return verify(self, self.lifecycle, workspace, addresses, report, scope)

    def lifecycle(self, type_name: str) -> Lifecycle:
        return type_named(type_name).lifecycle

    def _get(self, resource: Named) -> Named:
        resource.external = True
        return declare(self, resource)
