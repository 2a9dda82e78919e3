"""SNS topics: a template for a resource type of your own.

Say here what the type is, its rules and its weaknesses. This one has a weakness: of a topic's attributes it knows only
the display name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from touchdown.aws.api import Api
from touchdown.aws.operations import Calls
from touchdown.aws.ownership import all_tags, observed, still_ours
from touchdown.aws.reading import Reading
from touchdown.aws.resource import TaggedResource
from touchdown.aws.tags import Tags, from_pairs, pairs, to_remove, to_write
from touchdown.engine.lifecycle import Lifecycle, Outputs, Step
from touchdown.engine.observed import Observed, Values
from touchdown.model.errors import Missing
from touchdown.model.field import IDENTITY, field, resource
from touchdown.model.place import Place
from touchdown.model.resource import output


@resource
class Topic(TaggedResource):
    """An SNS topic (AWS: "CreateTopic")."""

    TYPE: ClassVar[str] = "topic"
    CALLS: ClassVar[Calls] = Calls(
        arns=lambda topic, place, action: [topic.predict("arn", place)],
        read={"sns:GetTopicAttributes": "", "sns:ListTagsForResource": ""},
        write={"sns:CreateTopic": "", "sns:SetTopicAttributes": "", "sns:TagResource": "", "sns:UntagResource": ""},
        delete={"sns:DeleteTopic": ""},
    )
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "sns:CreateTopic": {"DataProtectionPolicy": "later"},
        "sns:SetTopicAttributes": {"TopicArn": "the topic itself", "AttributeName": "the field itself"},
        "sns:TagResource": {"ResourceArn": "the topic itself"},
    }

    name: str = field(create="sns:CreateTopic.Name", update=IDENTITY)
    """Name of the topic: up to 256 letters, digits, hyphens and underscores."""

    display_name: str = field(
        default="", create="sns:CreateTopic.Attributes.value", update="sns:SetTopicAttributes.AttributeValue"
    )
    """What subscribers see as the sender, up to 100 characters."""

    tags: Mapping[str, str] = field(
        factory=dict[str, str], create="sns:CreateTopic.Tags", update="sns:TagResource.Tags"
    )
    """Tags, besides those of the account."""

    @output
    def arn(self, place: Place) -> str:
        """The topic's ARN."""
        return place.arn("sns", self.name)


def desired(topic: Topic) -> Values:
    """The declared values, in the form in which they are compared with those that were read."""
    return {"display_name": topic.display_name, "tags": topic.wanted_tags()}


def observe(reading: Reading, names: Sequence[str]) -> dict[str, Observed]:
    """Reads those with these names at the same time, and leaves out those that don't exist."""
    found = reading.each(lambda name: _read(reading, name), names)
    return {one.name: one for one in found if one is not None}


def _read(reading: Reading, name: str) -> Observed | None:
    arn = reading.place.arn("sns", name)
    try:
        attributes = reading.api.call("sns:GetTopicAttributes", TopicArn=arn)["Attributes"]
    except Missing:
        return None
    tags = _tags(reading.api, arn)
    if tags is None:
        return None
    values = {"display_name": attributes.get("DisplayName", "")}
    return observed(reading, Topic, name, arn, values, tags, outputs={"arn": arn}, details={"tags": tags})


def _tags(api: Api, arn: str) -> Tags | None:
    try:
        return from_pairs(api.call("sns:ListTagsForResource", ResourceArn=arn)["Tags"])
    except Missing:
        return None


def ours(reading: Reading) -> list[str]:
    """The names of those that carry the workspace's tag: what isn't declared any more is among them."""
    return reading.tagged_names("sns", "")


def create(step: Step) -> Outputs:
    """Makes it, with its tags in the same call, so that there is no moment without them."""
    attributes = {"DisplayName": step.desired["display_name"]}
    step.account.api.call(
        "sns:CreateTopic",
        report=step.report,
        Name=step.resource.name,
        Attributes=attributes,
        Tags=pairs(all_tags(step)),
    )
    return {}


def update(step: Step) -> Outputs:
    """Writes what differs, and nothing else."""
    api, arn, tags = step.account.api, step.observed.arn, step.observed.details["tags"]
    if "display_name" in step.change.fields:
        name, value = "DisplayName", step.desired["display_name"]
        api.call("sns:SetTopicAttributes", report=step.report, TopicArn=arn, AttributeName=name, AttributeValue=value)
    missing = to_write(all_tags(step), tags)
    if missing:
        api.call("sns:TagResource", report=step.report, ResourceArn=arn, Tags=pairs(missing))
    extra = to_remove(all_tags(step), tags, step.account.ignore_tags)
    if extra:
        api.call("sns:UntagResource", report=step.report, ResourceArn=arn, TagKeys=extra)
    return {}


def delete(step: Step) -> None:
    """Deletes it, if it is still ours. What is gone already is no error."""
    if not still_ours(step, _tags(step.account.api, step.observed.arn)):
        return
    step.account.api.call("sns:DeleteTopic", report=step.report, TopicArn=step.observed.arn)


Topic.lifecycle = Lifecycle(
    rank=4,
    observe=observe,
    ours=ours,
    desired=desired,
    create=create,
    update=update,
    delete=delete,
)
