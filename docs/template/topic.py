"""SNS topics: a template for a resource type of your own.

Say here what the type is, its rules and its weaknesses. SNS takes CreateTopic for done where a topic of that name has
the same tags; ours are sent with tags that no other topic has, so nobody else's is taken for ours. This one has a
weakness: of a topic's attributes it knows only the display name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from touchdown.aws.lifecycle import Found, Named, Tagged
from touchdown.aws.operations import Calls, calls
from touchdown.aws.ownership import all_tags
from touchdown.aws.resource import Step, TaggedResource
from touchdown.aws.tagging import Tagging, call
from touchdown.engine.lifecycle import Outputs
from touchdown.engine.observed import Observed
from touchdown.model.field import IDENTITY, field, resource
from touchdown.model.place import Place
from touchdown.model.resource import output

_CREATE, _UPDATE, _READ = "sns:CreateTopic", "sns:SetTopicAttributes", "sns:GetTopicAttributes"

TAGGING = Tagging(
    read="sns:ListTagsForResource",
    write="sns:TagResource",
    remove="sns:UntagResource",
    member="ResourceArn",
    in_pairs=True,
)


@resource
class Topic(TaggedResource):
    """An SNS topic (AWS: "CreateTopic")."""

    TYPE: ClassVar[str] = "sns_topic"
    CALLS: ClassVar[Calls] = calls(read=[_READ], write=[_CREATE, _UPDATE], delete=["sns:DeleteTopic"], tagging=TAGGING)
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = {
        _CREATE: {"DataProtectionPolicy": "later"},
        _UPDATE: {"TopicArn": "the topic itself", "AttributeName": "the field itself"},
        TAGGING.write: {"ResourceArn": "the topic itself"},
    }

    name: str = field(create=f"{_CREATE}.Name", update=IDENTITY)
    """Name of the topic: up to 256 letters, digits, hyphens and underscores."""

    display_name: str = field(default="", create=f"{_CREATE}.Attributes.value", update=f"{_UPDATE}.AttributeValue")
    """What subscribers see as the sender, up to 100 characters."""

    tags: Mapping[str, str] = field(factory=dict[str, str], create=f"{_CREATE}.Tags", update=f"{TAGGING.write}.Tags")
    """Tags, besides those of the account."""

    @output
    def arn(self, place: Place) -> str:
        """The topic's ARN."""
        return place.arn("sns", self.name)


def read(topic: Named) -> Found:
    """What is there. That there is none is no matter here: it is caught where this is called."""
    attributes = topic.api.call(_READ, TopicArn=topic.output("arn"))["Attributes"]
    return Found({"display_name": attributes.get("DisplayName", "")})


def create(step: Step[Topic]) -> Outputs:
    """Makes it, with its tags in the same call, so that there is no moment without them."""
    attributes = {"DisplayName": step.values["display_name"]}
    call(step, _CREATE, Name=step.resource.name, Attributes=attributes, Tags=TAGGING.sent(all_tags(step)))
    return {}


def update(step: Step[Topic], present: Observed) -> None:
    """Writes what differs from what is there, but for the tags."""
    if step.values["display_name"] != present.values["display_name"]:
        value = step.values["display_name"]
        call(step, _UPDATE, TopicArn=present.arn, AttributeName="DisplayName", AttributeValue=value)


def delete(step: Step[Topic]) -> None:
    """Deletes what is still ours, as was read right before."""
    call(step, "sns:DeleteTopic", TopicArn=step.observed.arn)


Topic.lifecycle = Tagged(
    Topic, rank=4, tagging=TAGGING, read=read, create=create, update=update, delete=delete
).lifecycle()
