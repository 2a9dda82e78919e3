"""Event source mappings: Lambda reads a queue or a stream, and calls a function with what it finds.

A mapping brings along what the function's role has to allow. It is known by function and source, of which AWS allows a
single mapping; AWS makes up its id. All mappings of a function are read in one call.

A mapping calls a function, or an alias of it. So there are two types, which differ in their parent.

Weakness: a queue's visibility timeout is held against the function's timeout only where both are declared here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Literal

import attrs

from touchdown.aws.attached import parent_of
from touchdown.aws.grants import allow, calls_itself
from touchdown.aws.iam.role import Role
from touchdown.aws.lambda_.aliases.alias import Alias
from touchdown.aws.lambda_.event_sources.kinds import arn_of_source, granted_on, kind_of_source, label_of_source
from touchdown.aws.lambda_.event_sources.listing import (
    arn_of_mapping,
    arns_of_mappings,
    gone_after_all,
    listed,
    name_in,
    state_of,
)
from touchdown.aws.lambda_.event_sources.members import (
    AGE,
    CONCURRENCY,
    FAILURES,
    FILTERS,
    LATER,
    MEMBERS_LEFT_OUT,
    METRICS,
    MOMENT,
    ON_FAILURE,
)
from touchdown.aws.lambda_.event_sources.rules import moment, wrong
from touchdown.aws.lambda_.function import Function
from touchdown.aws.lambda_.invocable import Invocable, invoked_in
from touchdown.aws.lambda_.service import MAPPING_SETTLED
from touchdown.aws.lambda_.tagging import TAGGING
from touchdown.aws.lifecycle import Found, Named, Tagged, declared_values
from touchdown.aws.members import carried_by, changed, sent, values_in
from touchdown.aws.operations import Calls, calls
from touchdown.aws.ownership import all_tags
from touchdown.aws.reading import FEW, Reading
from touchdown.aws.resource import Step, TaggedResource
from touchdown.aws.sqs.queue import Queue
from touchdown.aws.tagging import call
from touchdown.engine.change import Difference, Reason
from touchdown.engine.lifecycle import Lifecycle, Outputs, Verdict
from touchdown.engine.observed import Observed, Values
from touchdown.engine.waits import until_settled
from touchdown.model.errors import AlreadyExists, Missing
from touchdown.model.field import FIXED, field, resource
from touchdown.model.place import Place
from touchdown.model.resource import Resource, kind_of, output

_CREATE, _UPDATE = "lambda:CreateEventSourceMapping", "lambda:UpdateEventSourceMapping"
_LIST, _READ, _DELETE = (
    "lambda:ListEventSourceMappings",
    "lambda:GetEventSourceMapping",
    "lambda:DeleteEventSourceMapping",
)
_RUNNING = frozenset({"Creating", "Enabling", "Enabled", "Updating"})

_member = carried_by(_CREATE, _UPDATE)


@resource
class EventSourceMapping(TaggedResource):
    """An event source mapping (AWS: "CreateEventSourceMapping", "Using Lambda with Amazon SQS")."""

    TYPE: ClassVar[str] = "lambda_function:event_source_mapping"
    CALLS: ClassVar[Calls] = calls(
        read=[_LIST], write=[_CREATE, _UPDATE, _READ], delete=[_DELETE], tagging=TAGGING, arns=arns_of_mappings
    )
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = {
        _CREATE: {**MEMBERS_LEFT_OUT, **dict.fromkeys(("Topics", "Queues", "SelfManagedEventSource"), LATER)},
        _UPDATE: {
            **MEMBERS_LEFT_OUT,
            "UUID": "the mapping itself",
            "ProvisionedPollerConfig": "nothing takes pollers back, so a mapping with others is made anew",
        },
        TAGGING.write: {"Resource": "the mapping itself"},
    }

    source: Resource | str = field(create=f"{_CREATE}.EventSourceArn", update=FIXED)
    """What Lambda reads: a queue, a table with a stream, a Kinesis stream, or the ARN of a queue or stream."""

    name: str = attrs.field(
        init=False, default=attrs.Factory(lambda self: label_of_source(self.source), takes_self=True)
    )
    """A mapping is named after its source."""

    batch_size: int | None = field(default=None, **_member("BatchSize"))
    """How many records an invocation gets at most. Left out: 10 of a queue, 100 of a stream."""

    batching_window: int = field(default=0, **_member("MaximumBatchingWindowInSeconds"))
    """For how long records are gathered, in seconds: 0 to 300. A batch of more than 10 messages needs at least 1."""

    filters: Sequence[Mapping[str, Any]] | None = field(
        default=None, **_member("FilterCriteria", form=FILTERS, clear={}), opaque=True
    )
    """Which records the function gets, as AWS's event patterns: `[{"body": {"kind": ["paid"]}}]`. All others are
    dropped."""

    enabled: bool = field(default=True, **_member("Enabled"))
    """Whether Lambda reads the source."""

    report_batch_item_failures: bool = field(default=True, **_member("FunctionResponseTypes", form=FAILURES))
    """Whether the function names the records that failed (`batchItemFailures`), so that only those are tried again.
    AWS's own default is no. A function that answers nothing has handled all records either way."""

    starting_position: Literal["LATEST", "TRIM_HORIZON", "AT_TIMESTAMP"] | None = field(
        default=None, create=f"{_CREATE}.StartingPosition", update=FIXED
    )
    """Of a stream, and without a default: whether Lambda begins with new records, or with the oldest."""

    starting_timestamp: str | None = field(
        default=None, create=f"{_CREATE}.StartingPositionTimestamp", update=FIXED, form=MOMENT
    )
    """Of a Kinesis stream, with `AT_TIMESTAMP`: when to begin, as `2026-01-31T12:00:00Z`."""

    maximum_concurrency: int | None = field(
        default=None, **_member("ScalingConfig", form=CONCURRENCY, clear={}), opaque=True
    )
    """Of a queue: how many invocations run at the same time at most, 2 to 1,000."""

    bisect_on_error: bool = field(default=True, **_member("BisectBatchOnFunctionError"))
    """Of a stream: whether a batch that fails is cut in two. AWS's own default is no."""

    maximum_retries: int = field(default=10, **_member("MaximumRetryAttempts"))
    """Of a stream: how often a batch that fails is tried again, 0 to 10,000. AWS's own default is -1, for ever: one bad
    record stops the shard until it expires."""

    maximum_age: int | None = field(default=None, **_member("MaximumRecordAgeInSeconds", form=AGE, clear=-1))
    """Of a stream: how old a record may be, in seconds: 60 to 604,800. Left out, any age."""

    parallelization: int = field(default=1, **_member("ParallelizationFactor"))
    """Of a stream: how many batches of a shard are handled at the same time, 1 to 10."""

    tumbling_window: int = field(default=0, **_member("TumblingWindowInSeconds"))
    """Of a stream: for how long results are added up, in seconds: 0 to 900."""

    on_failure: Resource | str | None = field(
        default=None, **_member("DestinationConfig", form=ON_FAILURE, clear={}), opaque=True
    )
    """Of a stream: where Lambda sends a note on records that it gives up: a queue, a topic, or the ARN of one."""

    pollers: Mapping[str, int] | None = field(
        default=None, create=f"{_CREATE}.ProvisionedPollerConfig", update=FIXED, opaque=True
    )
    """Of a queue: pollers that are kept ready, as `{"MinimumPollers": 2, "MaximumPollers": 20}`. AWS has no call that
    takes them back: the plan replaces the mapping."""

    metrics: bool = field(default=False, **_member("MetricsConfig", form=METRICS))
    """Whether AWS counts the events: a metric each for what was polled, filtered, invoked, failed and dropped."""

    kms_key: str | None = field(default=None, **_member("KMSKeyArn", clear=""))
    """The ARN of the KMS key that encrypts the filters."""

    tags: Mapping[str, str] = field(factory=dict[str, str], create=f"{_CREATE}.Tags", update=f"{TAGGING.write}.Tags")
    """Tags, besides those of the account."""

    @output
    def arn(self, place: Place) -> None:
        """The mapping's ARN, which AWS makes up."""

    @output
    def uuid(self, place: Place) -> None:
        """The mapping's id, which AWS makes up."""

    @property
    def function(self) -> Function:
        assert isinstance(self.parent, Invocable)
        return self.parent.function

    def implied(self) -> None:
        kind = kind_of_source(self.source)
        if kind is None or self.function.external:
            return
        allow(granted_on(self.source), kind.allowances, self.function)
        if isinstance(self.source, Queue):
            self.source.readers.append(self)
            self.function.queues.append(self.source)

    def warnings(self) -> Iterator[str]:
        yield from calls_itself(self.function, self.source)

    def references(self) -> Iterator[tuple[str, Resource]]:
        yield from super().references()
        # Lambda asks whether the role may read the source.
        if isinstance(self.function.role, Role):
            yield "role", self.function.role

    def problems(self) -> Iterator[str]:
        yield from super().problems()
        yield from wrong(self)


def desired(mapping: EventSourceMapping) -> Values:
    kind = kind_of_source(mapping.source)
    assert kind is not None
    values = {**declared_values(mapping), "source": arn_of_source(mapping.source)}
    values["batch_size"] = mapping.batch_size or kind.batch_size
    return {name: value for name, value in values.items() if name not in kind.others}


def _found(config: Mapping[str, Any]) -> Found:
    kind = kind_of_source(config.get("EventSourceArn", ""))
    values = {
        **values_in(EventSourceMapping, config),
        "enabled": config["State"] in _RUNNING,
        "report_batch_item_failures": bool(config.get("FunctionResponseTypes")),
    }
    left_out = kind.others if kind else ()
    outputs = {"uuid": config["UUID"], "reason": str(config.get("StateTransitionReason", ""))}
    return Found(
        {name: one for name, one in values.items() if name not in left_out}, outputs, arn=arn_of_mapping(config)
    )


def read(mapping: Named) -> Found:
    found = listed(mapping.reading, parent_of(mapping.cls, mapping.name)).get(mapping.name)
    if found is None:
        raise Missing(f"There is no event source mapping {mapping.name}.")
    return _found(found)


def found_of(cls: type[EventSourceMapping], reading: Reading, identities: Sequence[str]) -> Mapping[str, Found]:
    """Reads the mappings of a few declared functions with a call for each, and of more with one for a hundred."""
    functions = {parent_of(cls, one) for one in identities}
    declared = {one.identity for one in reading.declared if isinstance(one, Invocable)}
    few = len(functions) <= FEW and functions <= declared
    lists = reading.each(lambda one: listed(reading, one), sorted(functions) if few else [""])
    return {name: _found(config) for one in lists for name, config in one.items() if name in set(identities)}


def ours(reading: Reading, to: type[Invocable]) -> list[str]:
    """What the functions have whose index says so, and what carries our tag though its function is gone."""
    functions = [
        one
        for one in reading.seen(to.TYPE).values()
        if kind_of(EventSourceMapping.TYPE) in one.values.get("attached", ())
    ]
    tagged = _tagged(reading) if to is Function else set[str]()
    if not functions and not tagged:
        return []
    names = sorted(one.name for one in functions)
    lists = [listed(reading, one) for one in names] if len(names) <= FEW else [listed(reading)]
    found = {name: config for one in lists for name, config in one.items()}
    if tagged - {config["UUID"] for config in found.values()}:
        found |= listed(reading)
    return [
        name
        for name, config in found.items()
        if config["FunctionArn"].split(":", 6)[6] in names or config["UUID"] in tagged
    ]


def _tagged(reading: Reading) -> set[str]:
    """The ids of those that carry our tag, but for those of aliases that are there."""
    of_aliases = {one.outputs["uuid"] for one in reading.seen(AliasEventSourceMapping.TYPE).values()}
    return set(reading.tagged_names("lambda", "event-source-mapping:")) - of_aliases


def create(step: Step[EventSourceMapping]) -> Outputs:
    members = sent(EventSourceMapping, _CREATE, step.values)
    function = invoked_in(step)
    members |= {"FunctionName": name_in(step.account.place(), function), "Tags": all_tags(step)}
    try:
        made = call(step, _CREATE, **members)
    except AlreadyExists:
        if not gone_after_all(step, function):
            raise
        made = call(step, _CREATE, **members)
    return {"arn": arn_of_mapping(made), "uuid": made["UUID"]}


def update(step: Step[EventSourceMapping], present: Observed) -> None:
    names = set(changed(step.values, present.values))
    if names & {"batch_size", "batching_window"}:
        names |= {"batch_size", "batching_window"}  # EVENTS.md, 9: the one is held against the other
    members = sent(EventSourceMapping, _UPDATE, step.values, only=names & step.values.keys())
    if members:
        uuid, api = present.outputs["uuid"], step.account.api
        call(step, _UPDATE, UUID=uuid, **members)
        until_settled(lambda: state_of(api, uuid), MAPPING_SETTLED, api.clock, step.report)


def delete(step: Step[EventSourceMapping]) -> None:
    call(step, _DELETE, UUID=step.observed.outputs["uuid"])


def judge(mapping: Resource, wanted: Values, present: Observed, found: tuple[Difference, ...]) -> Verdict | None:
    """Says why AWS has disabled a mapping that is to be enabled."""
    reason = present.outputs["reason"]
    if wanted["enabled"] and not present.values["enabled"] and reason and not reason.upper().startswith("USER"):
        return Verdict(Reason.DIFFERS, notes=(f"AWS has disabled it: {reason}",))
    return None


@resource
class AliasEventSourceMapping(EventSourceMapping):
    """An event source mapping of an alias (AWS: "CreateEventSourceMapping", "Using Lambda with Amazon SQS")."""

    TYPE: ClassVar[str] = "lambda_function:alias:event_source_mapping"


def lifecycle(cls: type[EventSourceMapping], to: type[Invocable]) -> Lifecycle:
    def observe(reading: Reading, identities: Sequence[str]) -> Mapping[str, Observed]:
        found = found_of(cls, reading, identities)
        return mappings.in_bulk(reading, lambda: found)

    mappings = Tagged(
        cls,
        rank=0,
        tagging=TAGGING,
        read=read,
        observe=observe,
        ours=lambda reading: ours(reading, to),
        desired=desired,
        create=create,
        update=update,
        delete=delete,
    )
    return attrs.evolve(
        mappings.lifecycle(), judge=judge, lasting=frozenset({"arn", "uuid"}), meaning={"starting_timestamp": moment}
    )


EventSourceMapping.lifecycle = lifecycle(EventSourceMapping, Function)
AliasEventSourceMapping.lifecycle = lifecycle(AliasEventSourceMapping, Alias)
