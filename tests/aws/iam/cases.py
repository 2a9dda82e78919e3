"""Roles, in the tests that go over all types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import strategies as st

from tests.support.calls import Call
from tests.support.cases import OUR_TAGS, Cases, TypeCases, Version
from tests.support.contents import tags_of_list, without_what_moves
from tests.support.drawing import values
from tests.support.emulators import Emulator
from tests.support.pairs import TAGS, chosen, from_model, in_xml, plain, policy
from tests.support.workspaces import Declare, nothing
from touchdown.aws.constraints import constraint
from touchdown.aws.iam.role import Role

_MANAGED = {1: "AWSLambdaBasicExecutionRole", 2: "AWSXRayDaemonWriteAccess"}
_AWS_POLICIES = ("AWSLambdaBasicExecutionRole", "AmazonS3ReadOnlyAccess", "arn:aws:iam::aws:policy/AmazonS3FullAccess")
_DOCUMENTS = st.sampled_from([policy("s3:*", Resource="*"), policy("sqs:*", Resource="*")])
_ATTACHED = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"


def trust(service: str) -> dict[str, Any]:
    """A policy whose one statement isn't in a list."""
    (statement,) = policy("sts:AssumeRole", Principal={"Service": service})["Statement"]
    return {"Version": "2012-10-17", "Statement": statement}


def worker(version: Version) -> Role:
    services = ["lambda.amazonaws.com", "scheduler.amazonaws.com"][: version.number]
    return version.aws.add_role(
        name="worker",
        path=version.path,
        description=version.text,
        assume_role_policy=policy("sts:AssumeRole", Principal={"Service": services}),
        policies={f"policy-{version.number}": policy("s3:GetObject", Resource="*")},
        managed_policies=[_MANAGED[version.number]],
        permissions_boundary="arn:aws:iam::aws:policy/PowerUserAccess" if version.first else None,
        tags=version.tags,
    )


ROLE = TypeCases(
    cls=Role,
    declare=lambda aws, given: aws.add_role(name="hello", **given),
    fields={
        "description": plain(in_xml(values(constraint("iam:CreateRole", "Description")))),
        "path": plain(in_xml(values(constraint("iam:CreateRole", "Path")))),
        "assume_role_policy": chosen(lambda aws: trust("edge.amazonaws.com"), lambda aws: trust("ec2.amazonaws.com")),
        "policies": plain(
            st.dictionaries(values(constraint("iam:PutRolePolicy", "PolicyName")), _DOCUMENTS, max_size=3)
        ),
        "managed_policies": plain(st.lists(st.sampled_from(_AWS_POLICIES), min_size=1, unique=True)),
        "permissions_boundary": plain(
            st.sampled_from(["arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::aws:policy/PowerUserAccess"])
        ),
        "max_session_duration": from_model("iam:CreateRole", "MaxSessionDuration"),
        "tags": TAGS,
    },
    replacing=frozenset({"path"}),
    gaps={("ministack", "description"): "MiniStack doesn't clear a description"},
)


def arns(call: Call, account_id: str) -> list[str]:
    name = call.parameters.get("RoleName")
    return [f"arn:aws:iam::{account_id}:role{path}{name}" for path in ("/", "/moved/")] if name else ["*"]


def strip_tags(emulator: Emulator) -> None:
    iam = emulator.client("iam")
    for one in iam.list_roles()["Roles"]:
        iam.untag_role(RoleName=one["RoleName"], TagKeys=[*OUR_TAGS])


def contents(emulator: Emulator) -> Mapping[str, object]:
    return dict(_contents(emulator.client("iam")))


def _contents(client: Any) -> Iterator[tuple[str, object]]:
    for one in client.list_roles()["Roles"]:
        name = {"RoleName": one["RoleName"]}
        attached = sorted(
            policy["PolicyArn"] for policy in client.list_attached_role_policies(**name)["AttachedPolicies"]
        )
        inline = sorted(client.list_role_policies(**name)["PolicyNames"])
        yield one["RoleName"], (attached, inline, tags_of_list(client.list_role_tags(**name)["Tags"]))


def put_stranger(emulator: Emulator) -> None:
    nobody = '{"Version": "2012-10-17", "Statement": []}'
    emulator.client("iam").create_role(RoleName="stranger", AssumeRolePolicyDocument=nobody)


def stranger(emulator: Emulator) -> Any:
    return without_what_moves(emulator.client("iam").get_role(RoleName="stranger")["Role"])


def role(**fields: Any) -> Declare:
    return lambda aws: aws.add_role(name="hello", **fields)


CASES = Cases(
    types=(ROLE,),
    everything=(worker,),
    arns=arns,
    strip_tags=strip_tags,
    contents=contents,
    put_stranger=put_stranger,
    stranger=stranger,
    called={
        "iam:CreateRole": (nothing, role()),
        "iam:DeleteRole": (role(), nothing),
        "iam:TagRole": (role(), role(tags={"a": "b"})),
        "iam:UntagRole": (role(tags={"a": "b"}), role()),
        "iam:UpdateRole": (role(), role(description="new")),
        "iam:UpdateAssumeRolePolicy": (role(), role(assume_role_policy=trust("edge.amazonaws.com"))),
        "iam:PutRolePolicy": (role(), role(policies={"s3": policy("s3:*", Resource="*")})),
        "iam:AttachRolePolicy": (role(), role(managed_policies=[_ATTACHED])),
    },
    not_called={
        "iam:ListRoles": "not on an emulator, whose list lacks boundaries: test_bulk.py",
        "iam:ListInstanceProfilesForRole": "only where a role has more than the plan has seen: test_role.py",
        "iam:RemoveRoleFromInstanceProfile": "only where somebody has put a role into one: test_role.py",
    },
)
