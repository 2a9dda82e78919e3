"""What an API's authorizers, integrations and routes have in common.

All of a kind are read with one list an API. They are known by AWS's ARNs, which hold the ids of the API and of their
own. Ours carry a mark in a text that AWS does nothing with, so that what somebody makes by hand beside them is theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs

from touchdown.aws.apigatewayv2.listing import HTTP_APIS, Api, arn_of
from touchdown.aws.by_tags import ByTags
from touchdown.aws.lifecycle import Named
from touchdown.aws.marks import of_workspace, start_of_id
from touchdown.aws.reading import Reading, reading_of
from touchdown.aws.resource import AwsResource, Step
from touchdown.aws.tagging import call
from touchdown.engine.lifecycle import Outputs
from touchdown.model.errors import Missing
from touchdown.model.resource import carried_address, split_identity

Item = Mapping[str, Any]


def api_of(arn: str) -> str:
    """The ARN of the API that a child's ARN lies below."""
    return "/".join(arn.split("/")[:-2])


@attrs.frozen
class Children:
    """A kind: `Route` in the names of operations and ids, `routes` in ARNs; the member with the mark; and the APIs that
    have it."""

    noun: str
    mark: str
    apis: ByTags = HTTP_APIS
    id: str = attrs.field(default=attrs.Factory(lambda self: f"{self.noun}Id", takes_self=True))
    """The member with the id."""

    def listed(self, reading: Reading, api: str) -> tuple[Api, list[Item]]:
        """An API with all that it has of the kind."""
        operation = f"apigatewayv2:Get{self.noun}s"
        found = self.apis.named(reading, api)
        items = reading.once(
            f"{operation} of {found['ApiId']}",
            lambda: list(reading.api.pages(operation, "Items", ApiId=found["ApiId"])),
        )
        return found, items

    def arn_in(self, reading: Reading, api_id: str, child_id: str) -> str:
        return f"{arn_of(reading.place, api_id)}/{self.noun.lower()}s/{child_id}"

    def found(self, child: Named, fits: Callable[[Item], bool]) -> tuple[Item, str]:
        """A child with its ARN; where several fit, ours comes first."""
        api, items = self.listed(child.reading, split_identity(child.cls.TYPE, child.identity)[0])
        fitting = sorted((one for one in items if fits(one)), key=lambda one: not self.is_ours(child.reading, one))
        if not fitting:
            raise Missing(f"There is no {self.noun.lower()} {child.identity}.")
        return fitting[0], self.arn_in(child.reading, api["ApiId"], fitting[0][self.id])

    def is_ours(self, reading: Reading, item: Item) -> bool:
        return of_workspace(reading.workspace)[:-1] in (item.get(self.mark) or "")

    def ours(self, reading: Reading, api: str) -> Iterable[Item]:
        return [one for one in self.listed(reading, api)[1] if self.is_ours(reading, one)]

    def names(self, reading: Reading, api: str, cls: type[AwsResource]) -> Iterable[str]:
        """The names of ours where the mark is all that AWS has of them, as declared; of undeclared ones, the marks."""
        declared = {
            mark_of(reading.account.name, reading.workspace, cls, one.identity): one.name
            for one in reading.declared
            if isinstance(one, cls) and one.identity.startswith(f"{api}:")
        }
        marks = [str(one[self.mark]) for one in self.ours(reading, api)]
        return {declared.get(mark, mark) for mark in marks}

    def create(self, step: Step[AwsResource], fits: Callable[[Item], bool], **members: Any) -> Outputs:
        """Creates a child; if nobody knows whether a call was carried out, looks for it first (EVENTS.md, 63)."""
        api, api_arn = split_identity(step.resource.TYPE, step.identity)[0], step.values["api"]

        def find() -> Item | None:
            with reading_of(step.account, step.workspace) as reading:
                return next((one for one in self.ours(reading, api) if fits(one)), None)

        made = step.account.api.create_once(
            f"apigatewayv2:Create{self.noun}", find, report=step.report, ApiId=id_in(api_arn), **members
        )
        return {"arn": f"{api_arn}/{self.noun.lower()}s/{made[self.id]}"}

    def call(self, step: Step[AwsResource], verb: str, arn: str, **members: Any) -> None:
        """Updates or deletes a child."""
        ids = {"ApiId": id_in(arn.rpartition("/")[0].rpartition("/")[0]), self.id: id_in(arn)}
        call(step, f"apigatewayv2:{verb}{self.noun}", **ids, **members)


def id_in(arn: str) -> str:
    """The id at the end of an ARN."""
    return arn.rpartition("/")[2]


def mark_of(account: str, workspace: str | None, cls: type[AwsResource], identity: str) -> str:
    """The mark of a child: hashes of the workspace and of its address."""
    return start_of_id(workspace, carried_address(account, cls.TYPE, identity))[:-1]


def mark_for(step: Step[AwsResource]) -> str:
    return mark_of(step.account.name, step.workspace, type(step.resource), step.identity)
