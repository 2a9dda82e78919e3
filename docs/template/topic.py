"""SNS topics: a template for a resource type of your own.

Say here what the type is, its rules and its weaknesses. SNS takes CreateTopic for done where there is a topic of that
name; a topic of somebody else has other tags, and SNS refuses those.

Weakness: of a topic's attributes it knows two.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from touchdown.aws.lifecycle import Found, Named, Tagged
from touchdown.aws.members import FLAG, changed
from touchdown.aws.operations import Calls, calls
from touchdown.aws.ownership import all_tags
from touchdown.aws.resource import Step, TaggedResource
from touchdown.aws.tagging import Tagging, call
from touchdown.engine.lifecycle import Outputs
from touchdown.engine.observed import Observed, Values
from touchdown.model.field import FIXED, IDENTITY, field, resource
from touchdown.model.place import Place
from touchdown.model.resource import output

TAGGING = Tagging(
    read="sns:ListTagsForResource",
    write="sns:TagResource",
    remove="sns:UntagResource",
    member="ResourceArn",
    in_pairs=True,
)
_ATTRIBUTES, _ATTRIBUTE = "sns:CreateTopic.Attributes.value", "sns:SetTopicAttributes.AttributeValue"


@resource
class Topic(TaggedResource):
    """An SNS topic (AWS: "CreateTopic")."""

    TYPE: ClassVar[str] = "sns_topic"
    CALLS: ClassVar[Calls] = calls(
        read=["sns:GetTopicAttributes"],
        write=["sns:CreateTopic", "sns:SetTopicAttributes"],
        delete=["sns:DeleteTopic"],
        tagging=TAGGING,
    )
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "sns:CreateTopic": {"DataProtectionPolicy": "later"},
        "sns:SetTopicAttributes": {"TopicArn": "the topic itself", "AttributeName": "the field itself"},
        "sns:TagResource": {"ResourceArn": "the topic itself"},
    }

    name: str = field(create="sns:CreateTopic.Name", update=IDENTITY)
    """Name of the topic: up to 256 letters, digits, hyphens and underscores; a FIFO topic's ends in `.fifo`."""

    fifo: bool = field(default=False, create=_ATTRIBUTES, update=FIXED, form=FLAG)
    """Whether messages keep their order. SNS can't change it: the plan replaces the topic."""

    display_name: str = field(default="", create=_ATTRIBUTES, update=_ATTRIBUTE)
    """What subscribers see as the sender, up to 100 characters."""

    tags: Mapping[str, str] = field(
        factory=dict[str, str], create="sns:CreateTopic.Tags", update="sns:TagResource.Tags"
    )
    """Tags, besides those of the account."""

    @output
    def arn(self, place: Place) -> str:
        """The topic's ARN."""
        return place.arn("sns", self.name)


def _attributes(values: Values) -> dict[str, str]:
    """The attributes that carry the values. Where the model knows a member for each, `members.sent` makes them."""
    fifo = {"FifoTopic": "true"} if values["fifo"] else {}
    return {"DisplayName": values["display_name"], **fifo}


def read(topic: Named) -> Found:
    """Reads a topic. That there is none is an error of AWS, which needn't be expected here."""
    attributes = topic.api.once("sns:GetTopicAttributes", TopicArn=topic.output("arn"))["Attributes"]
    return Found({"display_name": attributes.get("DisplayName", ""), "fifo": attributes.get("FifoTopic") == "true"})


def create(step: Step[Topic]) -> Outputs:
    """Makes it, with its tags in the same call, so that there is no moment without them."""
    tags = TAGGING.sent(all_tags(step))
    call(step, "sns:CreateTopic", Name=step.resource.name, Attributes=_attributes(step.values), Tags=tags)
    return {}


def update(step: Step[Topic], present: Observed) -> None:
    """Writes what differs from what is there, and nothing else. It was read again right before; tags come after."""
    for name, value in changed(_attributes(step.values), _attributes(present.values)).items():
        call(step, "sns:SetTopicAttributes", TopicArn=present.arn, AttributeName=name, AttributeValue=value)


def delete(step: Step[Topic]) -> None:
    """Deletes it. That it is still ours was read right before, and what is gone already is no error."""
    call(step, "sns:DeleteTopic", TopicArn=step.observed.arn)


TOPICS = Tagged(Topic, rank=4, tagging=TAGGING, read=read, create=create, update=update, delete=delete)
Topic.lifecycle = TOPICS.lifecycle()
