"""All that an account has, in a form in which two accounts are compared: names, what belongs to each, and tags.

What carries tags is asked of the tagging API besides, for all of AWS's types, so that what is left over of a type that
no resource has is seen too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.support.emulators import Emulator
from touchdown.aws.tags import APPLIED

Contents = dict[str, Any]
_KEPT = 2
"""Versions of the function that keeps one: an old one may be left, until the next is made."""


def contents(emulator: Emulator) -> Contents:
    """What an account has, without its number."""
    found = {
        "functions": dict(_functions(emulator.client("lambda"))),
        "roles": dict(_roles(emulator.client("iam"))),
        "groups": dict(_groups(emulator.client("logs"))),
        "buckets": dict(_buckets(emulator.client("s3"))),
        "tagged": dict(_tagged(emulator.client("resourcegroupstaggingapi"))),
    }
    return _without(emulator.account_id, found)


def _functions(client: Any) -> Iterator[tuple[str, object]]:
    for one in client.list_functions()["Functions"]:
        name = one["FunctionName"]
        versions = len(client.list_versions_by_function(FunctionName=name)["Versions"])
        aliases = [alias["Name"] for alias in client.list_aliases(FunctionName=name)["Aliases"]]
        tags = _tags(client.list_tags(Resource=one["FunctionArn"])["Tags"])
        yield name, (min(versions, _KEPT) if name == "hello" else versions, aliases, tags)


def _roles(client: Any) -> Iterator[tuple[str, object]]:
    for one in client.list_roles()["Roles"]:
        name = {"RoleName": one["RoleName"]}
        attached = sorted(
            policy["PolicyArn"] for policy in client.list_attached_role_policies(**name)["AttachedPolicies"]
        )
        inline = sorted(client.list_role_policies(**name)["PolicyNames"])
        yield one["RoleName"], (attached, inline, _tags_of_list(client.list_role_tags(**name)["Tags"]))


def _groups(client: Any) -> Iterator[tuple[str, object]]:
    for one in client.describe_log_groups()["logGroups"]:
        tags = client.list_tags_for_resource(resourceArn=one["arn"].removesuffix(":*"))["tags"]
        yield one["logGroupName"], (one.get("retentionInDays"), _tags(tags))


def _buckets(client: Any) -> Iterator[tuple[str, object]]:
    """What each holds, also as an older version, and uploads that nobody has ended."""
    for name in [one["Name"] for one in client.list_buckets()["Buckets"]]:
        listed = client.list_object_versions(Bucket=name)
        keys = {one["Key"] for part in ("Versions", "DeleteMarkers") for one in listed.get(part, ())}
        present = [one["Key"] for one in client.list_objects_v2(Bucket=name).get("Contents", ())]
        tags = {key: _tags_of_list(client.get_object_tagging(Bucket=name, Key=key)["TagSet"]) for key in present}
        uploads = [one["Key"] for one in client.list_multipart_uploads(Bucket=name).get("Uploads", ())]
        yield name, (sorted(keys), tags, uploads)


def _tagged(client: Any) -> Iterator[tuple[str, object]]:
    for page in client.get_paginator("get_resources").paginate():
        for one in page["ResourceTagMappingList"]:
            yield one["ResourceARN"], _tags_of_list(one["Tags"])


def _tags_of_list(tags: list[dict[str, str]]) -> dict[str, str]:
    return _tags({one["Key"]: one["Value"] for one in tags})


def _tags(tags: dict[str, str]) -> dict[str, str]:
    """What was applied holds a version's number, which a run that is taken up again may count otherwise."""
    return {key: "" if key == APPLIED else value for key, value in tags.items()}


def _without(account_id: str, found: Any) -> Any:
    if isinstance(found, dict):
        return {_without(account_id, key): _without(account_id, value) for key, value in found.items()}
    if isinstance(found, list | tuple):
        return [_without(account_id, one) for one in found]
    return found.replace(account_id, "ACCOUNT") if isinstance(found, str) else found
