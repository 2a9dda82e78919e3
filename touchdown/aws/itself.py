"""An account as outputs: its number and partition, which are known once somebody has asked who we are.

They stand in texts like the outputs of resources, as in `f"arn:aws:iam::{aws.account_id}:role/deploy"`. Nothing waits
for them, since the account is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from touchdown.model.field import resource
from touchdown.model.place import Place
from touchdown.model.resource import Resource, output


@resource
class Itself(Resource):
    """An account. It isn't declared, and so in no plan."""

    TYPE: ClassVar[str] = "account"
    IS_PLACE: ClassVar[bool] = True

    @output
    def account_id(self, place: Place) -> str:
        """The account's number."""
        return place.account_id

    @output
    def partition(self, place: Place) -> str:
        """The partition: `aws`, or another as `aws-cn`."""
        return place.partition

    def references(self) -> Iterator[tuple[str, Resource]]:
        yield from ()
