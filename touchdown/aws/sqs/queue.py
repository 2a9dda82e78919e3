"""SQS queues. Their URLs are worked out, not asked for.

SQS takes CreateQueue for done where a queue of that name has all attributes that are sent. Ours are sent with tags
that no other queue has, and SQS refuses different tags: so nobody else's queue is taken for ours.

Weaknesses: what was written may be read as it was before for up to a minute (AWS: "SetQueueAttributes"). How many
messages a queue holds is approximate.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Set
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import attrs

from touchdown.aws.grants import Allowance, Grantee, Verbs, grant
from touchdown.aws.lifecycle import Found, Named, Tagged
from touchdown.aws.members import FLAG, JSON, NUMBER, POLICY, TEXT, carried_by, changed, sent, values_in
from touchdown.aws.operations import Calls, calls
from touchdown.aws.ownership import all_tags
from touchdown.aws.policies.accepted import Accepting, accepting, as_sent, split, wanted_and_present
from touchdown.aws.policies.accepted import desired as with_accepted
from touchdown.aws.resource import Step, Store
from touchdown.aws.sqs.dead_letters import is_for_dead_letters, own_dead_letter_queue, was_brought_along
from touchdown.aws.sqs.messages import USES, blocked
from touchdown.aws.tagging import Tagging, call
from touchdown.engine.lifecycle import Outputs
from touchdown.engine.observed import Observed, Values
from touchdown.model.field import FIXED, IDENTITY, defaults_of, field, resource
from touchdown.model.place import Place
from touchdown.model.resource import output

if TYPE_CHECKING:
    from touchdown.aws.lambda_.event_sources.mapping import EventSourceMapping

_CREATE, _UPDATE, _READ = "sqs:CreateQueue", "sqs:SetQueueAttributes", "sqs:GetQueueAttributes"
_FIFO_ONLY = ("fifo", "content_based_deduplication", "deduplication_scope", "throughput_limit")
_HIDDEN = 30
"""AWS's default of a visibility timeout, in seconds."""

TAGGING = Tagging(
    read="sqs:ListQueueTags", write="sqs:TagQueue", remove="sqs:UntagQueue", member="QueueUrl", subject="url"
)

_member = carried_by(f"{_CREATE}.Attributes", f"{_UPDATE}.Attributes")


@resource
class Queue(Accepting, Store):
    """An SQS queue (AWS: "CreateQueue", "Amazon SQS message quotas")."""

    TYPE: ClassVar[str] = "sqs_queue"
    ACCEPTS: ClassVar[str] = "SendMessage"
    MOST_STATEMENTS: ClassVar[int | None] = 20  # AWS, "Amazon SQS policy quotas"
    CALLS: ClassVar[Calls] = calls(
        read=[_READ], write=[_CREATE, _UPDATE], delete=["sqs:DeleteQueue"], tagging=TAGGING, use=USES
    )
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = {
        _UPDATE: {"QueueUrl": "the queue itself"},
        TAGGING.write: {"QueueUrl": "the queue itself"},
    }

    name: str = field(create=f"{_CREATE}.QueueName", update=IDENTITY)
    """Name of the queue: up to 80 letters, digits, hyphens and underscores; a FIFO queue's ends in `.fifo`."""

    fifo: bool = field(default=False, create=f"{_CREATE}.Attributes.FifoQueue", update=FIXED, form=FLAG)
    """Whether messages keep their order, and arrive once. SQS can't change it: the plan replaces the queue."""

    visibility_timeout: int | None = field(default=None, **_member("VisibilityTimeout"), form=NUMBER)
    """For how long a message that was received is hidden from others, in seconds: 0 to 43,200. Left out, 6 times the
    longest timeout of the functions that read the queue, as AWS recommends, plus their batching window; at least 30."""

    retention: int = field(default=345_600, **_member("MessageRetentionPeriod"), form=NUMBER)
    """For how long a message is kept, in seconds: 60 to 1,209,600."""

    delay: int = field(default=0, **_member("DelaySeconds"), form=NUMBER)
    """For how long a new message is hidden from everybody, in seconds: 0 to 900."""

    receive_wait: int = field(default=20, **_member("ReceiveMessageWaitTimeSeconds"), form=NUMBER)
    """For how long a receiver waits for a message, in seconds: 0 to 20. AWS's own default is 0, which costs a call for
    each look into an empty queue."""

    maximum_message_size: int = field(default=1_048_576, **_member("MaximumMessageSize"), form=NUMBER)
    """How large a message may be, in bytes: 1,024 to 1,048,576."""

    dead_letter_queue: Queue | str | Literal[False] | None = field(
        default=None, **_member("RedrivePolicy"), opaque=True
    )
    """Where messages go that were received too often: another queue of the same kind, or the ARN of one. Left out, the
    queue brings along `NAME-dead` (`NAME-dead.fifo`), unless it is a dead-letter queue itself; `False` for none."""

    max_receive_count: int = field(default=5, **_member("RedrivePolicy"), opaque=True)
    """How often a message is received before it goes to the dead-letter queue: 1 to 1,000."""

    redrive_allow: Mapping[str, Any] | None = field(
        default=None, **_member("RedriveAllowPolicy"), form=JSON, clear="", opaque=True
    )
    """Which queues may use this one as their dead-letter queue, as AWS's RedriveAllowPolicy. Left out, all may."""

    kms_key: str | None = field(default=None, **_member("KmsMasterKeyId"), form=TEXT, clear="")
    """The KMS key that encrypts: an ID, an ARN or an alias. Left out, SQS encrypts with keys of its own."""

    policy: Mapping[str, Any] | None = field(default=None, **_member("Policy"), form=POLICY, clear="")
    """Who may do what with the queue, as a policy document. Left out, statements that others have written stay."""

    content_based_deduplication: bool = field(default=False, **_member("ContentBasedDeduplication"), form=FLAG)
    """Of a FIFO queue: whether equal messages within five minutes count as one."""

    deduplication_scope: Literal["queue", "messageGroup"] = field(default="queue", **_member("DeduplicationScope"))
    """Of a FIFO queue: within what equal messages count as one."""

    throughput_limit: Literal["perQueue", "perMessageGroupId"] = field(
        default="perQueue", **_member("FifoThroughputLimit")
    )
    """Of a FIFO queue: what the limit of its throughput is for; `perMessageGroupId` needs the scope `messageGroup`."""

    tags: Mapping[str, str] = field(factory=dict[str, str], create=f"{_CREATE}.tags", update=f"{TAGGING.write}.Tags")
    """Tags, besides those of the account: up to 47 together."""

    force_destroy: bool = field(default=False)
    """Whether the queue may be deleted or replaced with the messages in it."""

    readers: list[EventSourceMapping] = attrs.field(init=False, factory=list["EventSourceMapping"], repr=False)
    """The event source mappings that read it."""

    GRANTS: ClassVar[Verbs] = {
        "send": (Allowance(("sqs:SendMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl")),),
        "receive": (
            Allowance(
                (
                    "sqs:ReceiveMessage",
                    "sqs:DeleteMessage",
                    "sqs:ChangeMessageVisibility",
                    "sqs:GetQueueAttributes",
                    "sqs:GetQueueUrl",
                )
            ),
        ),
    }

    def grant(self, *verbs: Literal["send", "receive"] | str, to: Grantee) -> None:
        """Lets a function send messages to the queue, or receive and delete messages."""
        grant(self, verbs, to, self.GRANTS)

    @output
    def arn(self, place: Place) -> str:
        """The queue's ARN."""
        return place.arn("sqs", self.name)

    @output
    def url(self, place: Place) -> str:
        """The queue's URL, by which messages are sent and received."""
        return f"{self.account.endpoint_of('sqs')}/{place.account_id}/{self.name}"

    def complete(self, named_in: Set[str]) -> None:
        if self.dead_letter_queue is None and not self.external and not is_for_dead_letters(self, named_in):
            self.dead_letter_queue = own_dead_letter_queue(self)

    def problems(self) -> Iterator[str]:
        if self.external:
            return
        yield from super().problems()
        if self.fifo != self.name.endswith(".fifo"):
            yield "fifo=True and a name that ends in .fifo go together."
        defaults = defaults_of(Queue)
        if not self.fifo and (given := [name for name in _FIFO_ONLY if getattr(self, name) != defaults[name]]):
            yield f"{given[0]}= is for FIFO queues only: add fifo=True, or leave it out."
        if self.throughput_limit == "perMessageGroupId" and self.deduplication_scope != "messageGroup":
            yield 'throughput_limit="perMessageGroupId" needs deduplication_scope="messageGroup".'
        dead = self.dead_letter_queue
        if not dead and self.max_receive_count != defaults["max_receive_count"]:
            yield "max_receive_count= is for a queue with a dead_letter_queue=: add that, or leave it out."
        if isinstance(dead, Queue) and dead.fifo != self.fifo:
            kind = "FIFO queue" if self.fifo else "standard queue"
            yield f"dead_letter_queue= is {dead.address}: dead letters of a {kind} go to another {kind}."


def desired(queue: Queue) -> Values:
    hidden = [6 * one.function.timeout + one.batching_window for one in queue.readers if not one.function.external]
    values, given = with_accepted(queue), queue.visibility_timeout
    return {
        **values,
        "visibility_timeout": max([_HIDDEN, *hidden]) if given is None else given,
        "dead_letter_queue": values["dead_letter_queue"] or None,
    }


def _attributes(operation: str, values: Values) -> dict[str, str]:
    """The attributes that carry the values; an empty text clears an attribute."""
    known = {name: value for name, value in values.items() if values["fifo"] or name not in _FIFO_ONLY}
    dead = known.pop("dead_letter_queue")
    redrive = {"deadLetterTargetArn": dead, "maxReceiveCount": known.pop("max_receive_count")}
    found: dict[str, str] = sent(Queue, operation, known)["Attributes"]
    if dead or operation == _UPDATE:
        found["RedrivePolicy"] = json.dumps(redrive) if dead else ""
    # The one excludes the other: SQS encrypts with its own keys, or with a key in KMS.
    return found if values["kms_key"] else {**found, "SqsManagedSseEnabled": "true"}


def read(queue: Named) -> Found:
    url = queue.output("url")
    attributes = queue.api.once(_READ, QueueUrl=url, AttributeNames=["All"])["Attributes"]
    redrive = json.loads(attributes.get("RedrivePolicy") or "{}")
    count = int(redrive.get("maxReceiveCount", 5))
    values = values_in(Queue, attributes, within="Attributes")
    values |= split(values["policy"], queue.output("arn"), Queue.writing())
    dead = {"dead_letter_queue": redrive.get("deadLetterTargetArn"), "max_receive_count": count}
    return Found({**values, **dead}, {"url": url})


def create(step: Step[Queue]) -> Outputs:
    arn = step.account.place().arn("sqs", step.resource.name)
    attributes = _attributes(_CREATE, as_sent(Queue, step.values, arn))
    call(step, _CREATE, QueueName=step.resource.name, Attributes=attributes, tags=all_tags(step))
    return {}


def update(step: Step[Queue], present: Observed) -> None:
    wanted, there = (_attributes(_UPDATE, values) for values in wanted_and_present(Queue, step.values, present))
    if attributes := changed(wanted, there):
        call(step, _UPDATE, QueueUrl=present.outputs["url"], Attributes=attributes)


def delete(step: Step[Queue]) -> None:
    call(step, "sqs:DeleteQueue", QueueUrl=step.observed.outputs["url"])


def _hides_longer(old: int | None, new: int) -> bool:
    """A queue hides messages for longer before its functions may run for longer, and for shorter after that."""
    return new > (old or 0)


QUEUES = Tagged(Queue, rank=3, tagging=TAGGING, read=read, create=create, update=update, delete=delete, desired=desired)
Queue.lifecycle = attrs.evolve(
    accepting(attrs.evolve(QUEUES.lifecycle(), loosens={"visibility_timeout": _hides_longer})),
    blocked=blocked,
    stays=was_brought_along,
)
