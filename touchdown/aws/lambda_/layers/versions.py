"""The versions of a layer: read, shared, and removed when nobody needs them.

Rules: a version that a version of a function names isn't removed, nor one that is shared (FAULTS.md, 20). A function
that has a version keeps it after that was deleted, but can't be updated with it any more (FUNCTION.md, 18).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from touchdown.aws.api import Api
from touchdown.aws.connection import Connection
from touchdown.aws.lambda_.layers.description import read
from touchdown.aws.lambda_.versions import LATEST
from touchdown.aws.marks import hashed, of_workspace
from touchdown.aws.reading import Reading
from touchdown.aws.resource import AwsResource, Step
from touchdown.aws.tagging import call
from touchdown.engine.events import Noted
from touchdown.engine.observed import Observed
from touchdown.model.errors import AccountError, AlreadyExists, Missing
from touchdown.model.resource import carried_address

if TYPE_CHECKING:
    from touchdown.aws.lambda_.layers.layer import Layer

TYPE: Final = "lambda_layer"
_SHARE, _UNSHARE = "lambda:AddLayerVersionPermission", "lambda:RemoveLayerVersionPermission"
_POLICY = "lambda:GetLayerVersionPolicy"
_ORGANIZATION: Final = "aws:PrincipalOrgID"

Version = Mapping[str, Any]


def layers_in(reading: Reading) -> Mapping[str, Version]:
    """The newest version of each layer of the account, by the layer's name."""

    def listed() -> dict[str, Version]:
        found = reading.api.pages("lambda:ListLayers", "Layers")
        return {one["LayerName"]: one["LatestMatchingVersion"] for one in found}

    return reading.once("layers", listed)


def owner_of(version: Version) -> str | None:
    """The workspace that a version is of."""
    return read(version.get("Description") or "").workspace


def observed(reading: Reading, name: str, declared: Layer | None) -> Observed | None:
    """A layer by its newest version of ours; of a layer that is only named, by the version that is meant."""
    external = declared is not None and declared.external
    version = _meant(reading, name, declared.version if declared is not None else None, newest=external)
    if version is None:
        return None
    found = read(version.get("Description") or "")
    ours = found.workspace == reading.workspace and not external
    values = {
        "code": found.digest,
        "description": found.text,
        "runtimes": sorted(version.get("CompatibleRuntimes") or ()),
        "architectures": sorted(version.get("CompatibleArchitectures") or ()),
        "license": version.get("LicenseInfo") or "",
        "share_with": _shared_with(reading.api, name, version["Version"]) if ours else [],
    }
    arn = str(version["LayerVersionArn"])
    address = carried_address(found.account, TYPE, name) if found.account else None
    return Observed(TYPE, name, arn.rpartition(":")[0], values, found.workspace, address, {"arn": arn})


def _meant(reading: Reading, name: str, number: int | None, *, newest: bool) -> Version | None:
    if number is not None:
        try:
            return reading.api.call("lambda:GetLayerVersion", LayerName=name, VersionNumber=number)
        except Missing:
            return None
    latest = layers_in(reading).get(name)
    if latest is None or newest or owner_of(latest) is not None:
        return latest
    # Somebody may have published a version by hand.
    some = versions_of(reading.api, name)
    return next((one for one in some if owner_of(one) == reading.workspace), latest)


def versions_of(api: Api, name: str) -> list[Version]:
    """All versions, the newest first."""
    found = api.pages("lambda:ListLayerVersions", "LayerVersions", LayerName=name)
    return sorted(found, key=lambda one: -one["Version"])


def made(step: Step[Layer], description: str) -> Version | None:
    """The newest version, if it has this description: it may be ours, whose answer was lost."""
    newest = versions_of(step.account.api, step.resource.name)[:1]
    return newest[0] if newest and newest[0].get("Description") == description else None


def share(step: Step[Layer], arn: str) -> None:
    """Lets those use a version who are to; on older versions of ours, takes it from those who aren't any more."""
    name, number = step.resource.name, int(arn.rpartition(":")[2])
    wanted = {f"{of_workspace(step.workspace)}{hashed(one, 12)}": one for one in step.values["share_with"]}
    present = {one["Sid"] for one in _statements(step.account.api, name, number)}
    for statement, principal in wanted.items():
        if statement not in present:
            who = {"Principal": "*", "OrganizationId": principal} if principal.startswith("o-") else {}
            with suppress(AlreadyExists):
                call(
                    step,
                    _SHARE,
                    LayerName=name,
                    VersionNumber=number,
                    StatementId=statement,
                    **{"Action": "lambda:GetLayerVersion", "Principal": principal, **who},
                )


def unshare(step: Step[Layer]) -> None:
    """Takes all versions of ours from those who aren't to use the layer any more."""
    api, name, start = step.account.api, step.resource.name, of_workspace(step.workspace)
    wanted = {f"{start}{hashed(one, 12)}" for one in step.values["share_with"]}
    for version in versions_of(api, name):
        for one in _statements(api, name, version["Version"]):
            if one["Sid"].startswith(start) and one["Sid"] not in wanted:
                call(step, _UNSHARE, LayerName=name, VersionNumber=version["Version"], StatementId=one["Sid"])


def remove_unused(step: Step[AwsResource], keep: int) -> None:
    """Removes the versions of ours but for the newest, those in use, and those that are shared.

    The change is made by now, so what can't be removed is only told. It is tried again after the next version.
    """
    try:
        for number, why in _left(step, keep):
            if not keep:
                step.report(Noted(f"Version {number} is left: {why}."))
    except AccountError as error:
        step.report(Noted(f"Old versions were not removed. {error.what} {error.why}".strip()))


def _left(step: Step[AwsResource], keep: int) -> Iterator[tuple[int, str]]:
    api, name = step.account.api, step.identity
    surplus = [one for one in versions_of(api, name) if owner_of(one) == step.workspace][keep:]
    users = users_of(api) if surplus else {}
    for version in surplus:
        if why := _why_kept(api, name, version, users):
            yield version["Version"], why
        else:
            with suppress(Missing):
                call(step, "lambda:DeleteLayerVersion", LayerName=name, VersionNumber=version["Version"])


def _why_kept(api: Api, name: str, version: Version, users: Mapping[str, str]) -> str:
    if version["LayerVersionArn"] in users:
        return f"{users[version['LayerVersionArn']]} has it"
    return "it is shared with others" if _statements(api, name, version["Version"]) else ""


def users_of(api: Api, *, latest: bool = True) -> dict[str, str]:
    """By the ARN of a version of a layer, a function or version of one that has it."""
    found = api.pages("lambda:ListFunctions", "Functions", FunctionVersion="ALL")
    return {
        layer["Arn"]: f"{one['FunctionName']}:{one['Version']}"
        for one in found
        if latest or one["Version"] != LATEST
        for layer in one.get("Layers", ())
    }


def blocked(account: Connection, declared: Layer | None, present: Observed) -> str | None:
    """Why a layer that is no longer declared is left as a whole: old versions of functions have all its versions."""
    if declared is not None:
        return None
    users = users_of(account.api, latest=False)
    some = [one for one in versions_of(account.api, present.name) if owner_of(one) == present.workspace]
    kept = [_why_kept(account.api, present.name, one, users) for one in some]
    return f"Version {some[0]['Version']} stays: {kept[0]}." if kept and all(kept) else None


def _shared_with(api: Api, name: str, number: int) -> list[str]:
    return sorted(_principal(one) for one in _statements(api, name, number))


def _statements(api: Api, name: str, number: int) -> list[Any]:
    try:
        policy = api.once(_POLICY, LayerName=name, VersionNumber=number)["Policy"]
    except Missing:
        return []
    return list(json.loads(policy)["Statement"])


def _principal(statement: Mapping[str, Any]) -> str:
    """Whom a statement is for, as it is declared: an account's number, or an organization's id."""
    for condition in statement.get("Condition", {}).values():
        if _ORGANIZATION in condition:
            return str(condition[_ORGANIZATION])
    principal: Any = statement["Principal"]
    who = principal if isinstance(principal, str) else str(principal["AWS"])
    return who.split(":")[4] if who.startswith("arn:") else who
