"""What IAM refuses of a role although its model allows it."""

from __future__ import annotations

import pytest

from tests.support.emulators import Emulator
from tests.support.workspaces import planned
from touchdown.model.errors import DeclarationError


@pytest.mark.parametrize("fields", [{"name": "AWSServiceRoleForX"}, {"name": "x", "path": "/aws-service-role/x/"}])
def test_a_service_linked_role_is_refused(ministack: Emulator, fields: dict[str, str]) -> None:
    with pytest.raises(DeclarationError, match="only AWS's service can make or change"):
        planned(ministack, lambda aws: aws.add_role(**fields))


def test_a_trust_policy_above_the_default_quota_is_a_warning(ministack: Emulator) -> None:
    def trust(count: int) -> dict[str, object]:
        principals = [f"arn:aws:iam::123456789012:role/caller-{number:03}" for number in range(count)]
        allowed = {"Effect": "Allow", "Principal": {"AWS": principals}, "Action": "sts:AssumeRole"}
        return {"Version": "2012-10-17", "Statement": [allowed]}

    (short,) = planned(ministack, lambda aws: aws.add_role(name="a", assume_role_policy=trust(30))).changes
    (long,) = planned(ministack, lambda aws: aws.add_role(name="a", assume_role_policy=trust(60))).changes
    assert not short.notes
    assert "AWS allows 2,048 unless the quota was raised" in long.notes[0]
