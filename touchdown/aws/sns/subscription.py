"""Subscriptions: what a topic sends its messages to. Functions and queues get what they need for it by themselves, a
permission, or a statement in their policy.

SNS knows a subscription by topic, protocol and endpoint; its ARN is made up. Subscriptions carry no tags, and stand
beside those of others on the same topic. One to a function or queue of the workspace is ours; all others of ours are
in the topic's index, as a hash of the endpoint.

Weaknesses: while an e-mail or web address isn't confirmed, SNS shows nothing of its subscription but that it exists, so
it is neither changed nor deleted; after some days SNS lets go of it. A topic that isn't ours can't have any. Targets
are in the account and region of the topic.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal, cast

import attrs

from touchdown.aws.attached import Attached, parent_of
from touchdown.aws.lambda_.aliases.alias import Alias
from touchdown.aws.lambda_.function import Function
from touchdown.aws.lambda_.invocable import Invocable
from touchdown.aws.lambda_.permission import Permission, allow
from touchdown.aws.lifecycle import Found, Named
from touchdown.aws.members import FLAG, changed
from touchdown.aws.operations import Calls, arns_of_parent, calls
from touchdown.aws.resource import AttachedResource, Step
from touchdown.aws.sns.attributes import SUBSCRIPTION, set_by_hand, texts, values
from touchdown.aws.sns.endpoints import mark_of, name_of, protocol_of
from touchdown.aws.sns.subscribers import LIST as _LIST
from touchdown.aws.sns.subscribers import declared, is_ours, names, subscribed
from touchdown.aws.sns.subscription_rules import told, wrong
from touchdown.aws.sns.topic import Topic
from touchdown.aws.sqs.queue import Queue
from touchdown.aws.tagging import call
from touchdown.engine.lifecycle import Outputs
from touchdown.engine.observed import Observed
from touchdown.model.errors import Missing
from touchdown.model.field import FIXED, Form, field, resource
from touchdown.model.output import substitute
from touchdown.model.place import Place
from touchdown.model.resource import Resource, output, split_identity

_CREATE, _UPDATE, _READ = "sns:Subscribe", "sns:SetSubscriptionAttributes", "sns:GetSubscriptionAttributes"
_DELETE = "sns:Unsubscribe"
_SERVICE = "sns.amazonaws.com"
_PENDING = "PendingConfirmation"
_ATTRIBUTE: dict[str, Any] = {"create": f"{_CREATE}.Attributes.value", "update": f"{_UPDATE}.AttributeValue"}
_FILTER = Form(send=json.dumps, read=lambda text: json.loads(text or "{}") or None)
_REDRIVE = Form(
    send=lambda arn: json.dumps({"deadLetterTargetArn": arn}),
    read=lambda text: json.loads(text or "{}").get("deadLetterTargetArn"),
)


@resource
class Subscription(AttachedResource):
    """A subscription (AWS: "Subscribe", "Amazon SNS subscription filter policies")."""

    TYPE: ClassVar[str] = "sns_topic:subscription"
    CALLS: ClassVar[Calls] = calls(read=[_LIST, _READ], write=[_CREATE, _UPDATE], delete=[_DELETE], arns=arns_of_parent)
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = {
        _CREATE: {"TopicArn": "the topic that it belongs to", "ReturnSubscriptionArn": "always: it is an output"},
        _UPDATE: {"SubscriptionArn": "the subscription itself", "AttributeName": "the field itself"},
    }

    target: Function | Alias | Queue | str = field(create=(f"{_CREATE}.Endpoint", f"{_CREATE}.Protocol"), update=FIXED)
    """What gets the messages: a function, a queue, a web address (`https://...`), or an e-mail address. A person has to
    confirm a web or e-mail address; this is said, and not waited for."""

    name: str = attrs.field(init=False, default=attrs.Factory(lambda self: name_of(self.target), takes_self=True))
    """A subscription is named after its target."""

    filter_policy: Mapping[str, Any] | None = field(default=None, **_ATTRIBUTE, form=_FILTER, clear="{}", opaque=True)
    """Which messages it gets, as AWS's filter policy: `{"kind": ["paid"]}`. Left out, all."""

    filter_policy_scope: Literal["MessageAttributes", "MessageBody"] = field(default="MessageAttributes", **_ATTRIBUTE)
    """What the filter policy is held against: the attributes of a message, or its body, which is JSON then."""

    raw_message_delivery: bool = field(default=False, **_ATTRIBUTE, form=FLAG)
    """Whether a queue or web address gets the message alone, without SNS's JSON around it."""

    dead_letter_queue: Queue | str | None = field(default=None, **_ATTRIBUTE, form=_REDRIVE, clear="", opaque=True)
    """Where messages go that can't be delivered: a queue, or the ARN of a queue."""

    permission: Permission | None = attrs.field(init=False, default=None, repr=False)
    """The permission by which the topic calls its function."""

    @output
    def arn(self, place: Place) -> None:  # pyright: ignore[reportIncompatibleVariableOverride]  AWS has an ARN for it
        """The ARN, which SNS makes up."""

    @property
    def mark(self) -> str:
        target = self.target
        return "" if isinstance(target, Resource) and not target.external else mark_of(self.name)

    def implied(self) -> None:
        topic = self.parent
        assert isinstance(topic, Topic)
        if isinstance(self.target, Invocable):
            self.permission = allow(self.target, by=self, principal=_SERVICE, source_arn=topic.arn)
        for queue in (self.target, self.dead_letter_queue):
            if isinstance(queue, Queue):
                queue.accept(by=self, principal=_SERVICE, source_arn=topic.arn)

    def references(self) -> Iterator[tuple[str, Resource]]:
        yield from super().references()
        if self.permission is not None:
            yield "permission", self.permission

    def problems(self) -> Iterator[str]:
        yield from super().problems()
        yield from wrong(self, cast(Topic, self.parent))

    def warnings(self) -> Iterator[str]:
        yield from told(self, cast(Topic, self.parent))


def read(subscription: Named) -> Found:
    reading, (topic, name) = subscription.reading, split_identity(Subscription.TYPE, subscription.name)
    found = subscribed(reading, topic).get(name)
    if found is None:
        raise Missing(f"There is no subscription {name}.")
    arn, target = found["SubscriptionArn"], {"target": found["Endpoint"]}
    if arn == _PENDING:  # SNS shows nothing more of it: it is taken to be as it is declared
        one = declared(reading, subscription.name)
        known = dict(Subscription.lifecycle.desired(one)) if one else {}
        known = substitute(known, lambda output: output.resource.predict(output.attribute, reading.place))
        return Found({**known, **target}, {"arn": arn})
    attributes = reading.api.once(_READ, SubscriptionArn=arn)["Attributes"]
    return Found({**values(Subscription, SUBSCRIPTION, attributes), **target}, {"arn": arn})


def create(step: Step[Subscription]) -> Outputs:
    made = call(
        step,
        _CREATE,
        TopicArn=step.account.place().arn("sns", parent_of(Subscription, step.identity)),
        Protocol=protocol_of(step.resource.target),
        Endpoint=step.values["target"],
        Attributes=set_by_hand(Subscription, SUBSCRIPTION, step.values),
        ReturnSubscriptionArn=True,
    )
    return {"arn": made["SubscriptionArn"]}


def update(step: Step[Subscription], present: Observed) -> None:
    wanted, there = (texts(Subscription, SUBSCRIPTION, one) for one in (step.values, present.values))
    # A policy with keys below others needs the scope of bodies while it is there (EVENTS.md, 28).
    policy_first = wanted["FilterPolicyScope"] == "MessageAttributes"
    for name, value in sorted(changed(wanted, there).items(), key=lambda one: one[0], reverse=not policy_first):
        call(step, _UPDATE, SubscriptionArn=present.outputs["arn"], AttributeName=name, AttributeValue=value)


def delete(step: Step[Subscription]) -> None:
    if step.observed.outputs["arn"] != _PENDING:
        call(step, _DELETE, SubscriptionArn=step.observed.outputs["arn"])


Subscription.lifecycle = Attached(
    Subscription,
    to=Topic,
    rank=1,
    lasting=frozenset({"arn"}),
    read=read,
    listed=names,
    owns=is_ours,
    create=create,
    update=update,
    delete=delete,
).lifecycle()
