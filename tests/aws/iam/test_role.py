"""Roles as IAM tells them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.emulators import Emulator
from tests.support.wire import FOREVER, Wire
from tests.support.workspaces import applied, planned
from touchdown import Account, apply, destroy, plan
from touchdown.model.errors import DeclarationError

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": ["lambda.amazonaws.com", "edge.amazonaws.com"]},
            "Action": "sts:AssumeRole",
        }
    ],
}


ATTACHED = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
READ = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}],
}


def role(**fields: Any) -> Any:
    return lambda aws: aws.add_role(name="reader", **fields)


def nothing(aws: Account) -> None:
    """An account without declarations."""


def test_a_role_that_iam_tells_in_another_order_is_not_taken_for_changed(moto: Emulator, wire: Wire) -> None:
    applied(moto, role(assume_role_policy=TRUST))

    def swapped(body: bytes) -> bytes:
        return (
            body.replace(b"lambda.amazonaws", b"LAMBDA")
            .replace(b"edge.", b"lambda.")
            .replace(b"LAMBDA", b"edge.amazonaws")
        )

    wire.replace("iam:GetRole", swapped)
    applied(moto, role(assume_role_policy=TRUST, description="new"))
    assert "iam:UpdateRole" in wire.writes()


def test_a_role_leaves_its_instance_profiles_before_it_is_deleted(emulator: Emulator) -> None:
    applied(emulator, role())
    iam = emulator.client("iam")
    iam.create_instance_profile(InstanceProfileName="machines")
    iam.add_role_to_instance_profile(InstanceProfileName="machines", RoleName="reader")
    applied(emulator, nothing)
    assert planned(emulator, nothing).changes == ()


def test_a_role_leaves_its_instance_profiles_where_the_bulk_read_is_denied(emulator: Emulator, wire: Wire) -> None:
    made = applied(emulator, role())
    iam = emulator.client("iam")
    iam.create_instance_profile(InstanceProfileName="machines")
    iam.add_role_to_instance_profile(InstanceProfileName="machines", RoleName="reader")
    wire.fail("iam:GetAccountAuthorizationDetails", code="AccessDenied", status=403, times=FOREVER)
    assert destroy(made).complete
    assert iam.get_instance_profile(InstanceProfileName="machines")["InstanceProfile"]["Roles"] == []


def test_a_role_that_somebody_takes_out_of_an_instance_profile_meanwhile_is_deleted(
    emulator: Emulator, wire: Wire
) -> None:
    made = applied(emulator, role())
    iam = emulator.client("iam")
    iam.create_instance_profile(InstanceProfileName="machines")
    iam.add_role_to_instance_profile(InstanceProfileName="machines", RoleName="reader")
    wire.fail("iam:RemoveRoleFromInstanceProfile", code="NoSuchEntity", status=404, when="after")
    assert destroy(made).complete


def test_a_role_that_somebody_gives_policies_since_the_plan_is_deleted_with_them(emulator: Emulator) -> None:
    made = applied(emulator, role(policies={"ours": READ}))
    found = plan(made, destroy=True)
    iam = emulator.client("iam")
    iam.put_role_policy(RoleName="reader", PolicyName="theirs", PolicyDocument=json.dumps(READ))
    iam.attach_role_policy(RoleName="reader", PolicyArn=ATTACHED)
    assert apply(made, found).complete
    assert not planned(emulator, nothing).changes


def test_a_role_is_deleted_by_what_the_plan_has_seen_of_it(emulator: Emulator, wire: Wire) -> None:
    made = applied(emulator, role(policies={"ours": READ}, managed_policies=[ATTACHED]))
    found = plan(made, destroy=True)
    wire.forget()
    apply(made, found)
    deleting = ["iam:GetRole", "iam:DetachRolePolicy", "iam:DeleteRolePolicy", "iam:DeleteRole"]
    assert [name for name in wire.names() if name.startswith("iam:")] == deleting


def test_two_roles_whose_names_differ_only_in_case_are_an_error_of_the_declaration(ministack: Emulator) -> None:
    def declare(aws: Account) -> None:
        aws.add_role(name="reader")
        aws.add_role(name="Reader")

    with pytest.raises(DeclarationError, match=r"iam_role\.Reader is declared twice.* of eu-west-1/iam_role\.reader"):
        planned(ministack, declare)
