"""SNS topics. Their ARNs are worked out, not asked for.

SNS takes CreateTopic for done where a topic of that name has the same tags and attributes. Ours are sent with tags that
no other topic has, and SNS refuses different tags: so nobody else's topic is taken for ours (EVENTS.md, 25).

A topic always has a policy. A topic that was given none has AWS's own, by which everything in the account may use it;
it counts as no policy here, and is written again to clear a policy.

Weakness: attributes are written one by one, so an update that is cut short may have written some of them. The next
apply goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import attrs

from touchdown.aws.grants import Allowance, Grantee, Verbs, grant
from touchdown.aws.lifecycle import Found, Named, Tagged, extends
from touchdown.aws.members import FLAG, POLICY, TEXT, changed
from touchdown.aws.operations import Calls, calls
from touchdown.aws.ownership import all_tags
from touchdown.aws.policies.accepted import Accepting, accepting, as_sent, desired, split, wanted_and_present
from touchdown.aws.resource import Step
from touchdown.aws.sns.attributes import TOPIC, set_by_hand, texts, values
from touchdown.aws.sns.default_policy import default_policy, is_default
from touchdown.aws.tagging import Tagging, call
from touchdown.engine.lifecycle import Outputs
from touchdown.engine.observed import Observed
from touchdown.model.adder import adder
from touchdown.model.field import FIXED, IDENTITY, field, resource
from touchdown.model.later import later
from touchdown.model.output import has_unknown, reveal
from touchdown.model.place import Place
from touchdown.model.resource import output

if TYPE_CHECKING:
    from touchdown.aws.sns.subscription import Subscription
else:
    Subscription = later("touchdown.aws.sns.subscription:Subscription")

_CREATE, _UPDATE, _READ = "sns:CreateTopic", "sns:SetTopicAttributes", "sns:GetTopicAttributes"
SENDING = {"send": {"sns:Publish": ""}}
TAGGING = Tagging(
    read="sns:ListTagsForResource",
    write="sns:TagResource",
    remove="sns:UntagResource",
    member="ResourceArn",
    in_pairs=True,
)
_ATTRIBUTE: dict[str, Any] = {"create": f"{_CREATE}.Attributes.value", "update": f"{_UPDATE}.AttributeValue"}


@resource
class Topic(Accepting):
    """An SNS topic (AWS: "CreateTopic", "Amazon SNS endpoints and quotas")."""

    TYPE: ClassVar[str] = "sns_topic"
    ACCEPTS: ClassVar[str] = "Publish"
    ATTACHED: ClassVar[frozenset[str]] = frozenset({"subscription"})
    CALLS: ClassVar[Calls] = calls(
        read=[_READ], write=[_CREATE, _UPDATE], delete=["sns:DeleteTopic"], tagging=TAGGING, use=SENDING
    )
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = {
        _CREATE: {"DataProtectionPolicy": "later: a document with rules of its own"},
        _UPDATE: {"TopicArn": "the topic itself", "AttributeName": "the field itself"},
        TAGGING.write: {"ResourceArn": "the topic itself"},
    }

    name: str = field(create=f"{_CREATE}.Name", update=IDENTITY)
    """Name of the topic: up to 256 letters, digits, hyphens and underscores; a FIFO topic's ends in `.fifo`."""

    fifo: bool = field(default=False, create=f"{_CREATE}.Attributes.value", update=FIXED, form=FLAG)
    """Whether messages keep their order, and arrive once. SNS can't change it: the plan replaces the topic."""

    display_name: str = field(default="", **_ATTRIBUTE)
    """What e-mails from the topic show as their sender, up to 100 characters."""

    kms_key: str | None = field(default=None, **_ATTRIBUTE, form=TEXT, clear="")
    """The KMS key that encrypts messages: an ID, an ARN or an alias. Left out, they aren't encrypted at rest."""

    policy: Mapping[str, Any] | None = field(default=None, **_ATTRIBUTE, form=POLICY)
    """Who may do what with the topic, as a policy document. Left out, AWS's own, with statements that others have
    written."""

    content_based_deduplication: bool = field(default=False, **_ATTRIBUTE, form=FLAG)
    """Of a FIFO topic: whether equal messages within five minutes count as one."""

    tracing: Literal["PassThrough", "Active"] = field(default="PassThrough", **_ATTRIBUTE)
    """Whether SNS sends traces of its own to X-Ray, or only passes those of the senders on."""

    tags: Mapping[str, str] = field(factory=dict[str, str], create=f"{_CREATE}.Tags", update=f"{TAGGING.write}.Tags")
    """Tags, besides those of the account: up to 47 together."""

    @output
    def arn(self, place: Place) -> str:
        """The topic's ARN, by which messages are published."""
        return place.arn("sns", self.name)

    GRANTS: ClassVar[Verbs] = {"publish": (Allowance(("sns:Publish",)),)}

    def grant(self, *verbs: Literal["publish"] | str, to: Grantee) -> None:
        """Lets a function publish messages."""
        grant(self, verbs, to, self.GRANTS)

    add_subscription = adder(Subscription)
    policy_of_aws = staticmethod(default_policy)

    def problems(self) -> Iterator[str]:
        if self.external:
            return
        yield from super().problems()
        if self.fifo != self.name.endswith(".fifo"):
            yield "fifo=True and a name that ends in .fifo go together."
        if self.content_based_deduplication and not self.fifo:
            yield "content_based_deduplication= is for FIFO topics only: add fifo=True, or leave it out."
        if self.tracing == "Active" and self.fifo:
            yield 'tracing="Active" is for standard topics only: SNS has no traces of FIFO topics.'
        if not has_unknown(self.display_name) and (length := len(reveal(self.display_name))) > 100:
            yield f"display_name= is {length} characters long, AWS allows 100"


def read(topic: Named) -> Found:
    arn = topic.output("arn")
    found = values(Topic, TOPIC, topic.api.once(_READ, TopicArn=arn)["Attributes"])
    policy = split(found["policy"], arn, Topic.writing())
    return Found({**found, **policy, "policy": None if is_default(policy["policy"]) else policy["policy"]})


def create(step: Step[Topic]) -> Outputs:
    arn, given = step.account.place().arn("sns", step.resource.name), step.values
    attributes = set_by_hand(Topic, TOPIC, as_sent(Topic, given, arn) if given["accepted"] else given)
    call(step, _CREATE, Name=step.resource.name, Attributes=attributes, Tags=TAGGING.sent(all_tags(step)))
    return {}


def update(step: Step[Topic], present: Observed) -> None:
    wanted, there = (texts(Topic, TOPIC, one) for one in wanted_and_present(Topic, step.values, present))
    for name, value in changed(wanted, there).items():
        call(step, _UPDATE, TopicArn=present.arn, AttributeName=name, AttributeValue=value)


def delete(step: Step[Topic]) -> None:
    call(step, "sns:DeleteTopic", TopicArn=step.observed.arn)


TOPICS = Tagged(Topic, rank=4, tagging=TAGGING, read=read, create=create, update=update, delete=delete, desired=desired)
Topic.lifecycle = accepting(attrs.evolve(TOPICS.lifecycle(), loosens={"attached": extends}))
