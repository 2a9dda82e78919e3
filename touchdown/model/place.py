"""The place of an account's resources, known once we have asked who we are."""

from __future__ import annotations

import attrs


@attrs.frozen
class Place:
    """An AWS account's number and partition, and a region: what most outputs can be worked out from."""

    account_id: str
    partition: str
    region: str

    def arn(self, service: str, resource: str, *, everywhere: bool = False) -> str:
        """An ARN in this place; `everywhere` for services without regions, as IAM."""
        return f"arn:{self.partition}:{service}:{'' if everywhere else self.region}:{self.account_id}:{resource}"
