"""`Tagging`: a service's three tagging operations, as data, and the calls that are made with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from touchdown.aws.api import Api
from touchdown.aws.resource import AwsResource, Step
from touchdown.aws.tags import Tags, from_pairs, pairs, to_remove, to_write
from touchdown.model.errors import Missing


@attrs.frozen(kw_only=True)
class Tagging:
    """`member` is the parameter that names the resource, by its output `subject`, or by its name."""

    read: str
    write: str
    remove: str
    member: str
    subject: str = "arn"
    tags: str = "Tags"
    """The member that holds the tags, in requests and in the answer."""
    keys: str = "TagKeys"
    within: str = ""
    """The member of the answer that holds the resource with its tags, where no operation reads the tags alone."""
    in_pairs: bool = False
    """Whether tags are a list of keys and values; otherwise they are a mapping."""
    in_lower_case: bool = False
    """Whether the members of the pairs are `key` and `value`."""

    def read_tags(self, api: Api, subject: str) -> Tags | None:
        """The tags of a resource; None if there is no such resource."""
        try:
            parameters: dict[str, Any] = {self.member: subject}
            answer: Any = api.call(self.read, **parameters)
        except Missing:
            return None
        found: Any = (answer[self.within] if self.within else answer).get(self.tags) or {}
        return from_pairs(found) if self.in_pairs else dict(found)

    def sent(self, tags: Mapping[str, str]) -> Any:
        """Tags in the form in which the service takes them."""
        if self.in_lower_case:
            return [{"key": key, "value": value} for key, value in tags.items()]
        return pairs(tags) if self.in_pairs else dict(tags)

    def write_tags(
        self, step: Step[AwsResource], subject: str, present: Mapping[str, str], wanted: Mapping[str, str]
    ) -> None:
        """Writes what differs between the tags that are wanted, ours among them, and those that are there.

        What goes is removed first: there may be no room for more, and to IAM `team` is the `Team` that is removed.
        """
        extra = to_remove(wanted, present, step.account.ignore_tags)
        if extra:
            call(step, self.remove, **{self.member: subject, self.keys: extra})
        missing = to_write(wanted, present)
        if missing:
            call(step, self.write, **{self.member: subject, self.tags: self.sent(missing)})


def call(step: Step[AwsResource], operation: str, /, **parameters: Any) -> Any:
    """Makes a call of a change, with its waits reported."""
    return step.account.api.call(operation, report=step.report, **parameters)
