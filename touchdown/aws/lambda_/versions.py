"""Publishes versions of a function, and removes old versions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from touchdown.aws.api import Api
from touchdown.aws.lambda_.aliases.history import history_of
from touchdown.aws.lambda_.aliases.routing import routing_of
from touchdown.aws.lambda_.applied import NOTHING
from touchdown.aws.resource import Step
from touchdown.engine.events import Noted
from touchdown.model.errors import AccountError, ChangedMeanwhile, Missing, StillNotReady

_NOT_COMPARED = frozenset(
    {"FunctionArn", "Version", "RevisionId", "LastModified", "MasterArn", "State", "StateReason", "StateReasonCode"}
    # GetFunction tells it, and the list of versions doesn't.
    | {"RuntimeVersionConfig"}
)

if TYPE_CHECKING:
    from touchdown.aws.lambda_.function import Function
LATEST = "$LATEST"


def guard(live: Mapping[str, Any]) -> dict[str, str]:
    """The RevisionId, which makes a call fail if somebody else has changed the function since it was read."""
    revision = live.get("RevisionId")
    return {"RevisionId": revision} if revision else {}


def publish(step: Step[Function], live: Mapping[str, Any]) -> str:
    """Publishes the present state, and says which version it is."""
    try:
        answer = step.account.api.call(
            "lambda:PublishVersion",
            report=step.report,
            FunctionName=step.resource.name,
            CodeSha256=live["CodeSha256"],
            **guard(live),
        )
    except ChangedMeanwhile:
        # The answer may have been lost, and the call repeated.
        newest = published(step, live)
        if newest is None:
            raise
        return newest
    return str(answer["Version"])


def publish_if_new(step: Step[Function], live: Mapping[str, Any]) -> str:
    """The newest version if it equals the present state, as after a run that was killed; otherwise a new version."""
    return published(step, live) or publish(step, live)


def published(step: Step[Function], live: Mapping[str, Any]) -> str | None:
    """The newest version, if it equals what was live."""
    newest = _all(step)[-1:]
    return str(newest[0]["Version"]) if newest and state_of(newest[0]) == state_of(live) else None


def first_version(api: Api, name: str) -> str:
    """The oldest version that there is; nothing where none is left."""
    return next((str(one["Version"]) for one in _versions(api, name)), NOTHING)


def remove_old(step: Step[Function], newest: str) -> None:
    """Removes all versions but the newest, and those that an alias names, or has named (`aliases/history.py`).

    The change is made by now, so what can't be removed is only told. It is tried again after the next version.
    """
    try:
        _remove_surplus(step, newest)
    except AccountError as error:
        why = " ".join(part for part in (error.what, error.why, error.hint) if part)
        step.report(Noted(f"Old versions were not removed. {why}"))


def _remove_surplus(step: Step[Function], newest: str) -> None:
    keep: int = step.resource.keep_versions
    if not newest.isdigit() or int(newest) <= keep:
        return
    surplus = [str(one["Version"]) for one in _all(step)][:-keep]
    if not surplus:
        return
    named = _named_by_aliases(step)
    for version in surplus:
        if version not in named:
            _remove(step, version)


def _all(step: Step[Function]) -> list[Any]:
    """All versions, the oldest first."""
    return _versions(step.account.api, step.resource.name)


def _versions(api: Api, name: str) -> list[Any]:
    found = api.pages("lambda:ListVersionsByFunction", "Versions", FunctionName=name)
    return sorted((one for one in found if one["Version"] != LATEST), key=lambda one: int(one["Version"]))


def _named_by_aliases(step: Step[Function]) -> set[str]:
    """The versions that aliases route to, and those that a way back may need."""
    aliases = step.account.api.pages("lambda:ListAliases", "Aliases", FunctionName=step.resource.name)
    return {
        version
        for alias in aliases
        for version in {routing_of(alias).version, routing_of(alias).newest, *history_of(alias).needed}
    }


def _remove(step: Step[Function], version: str) -> None:
    try:
        step.account.api.call(
            "lambda:DeleteFunction", report=step.report, FunctionName=step.resource.name, Qualifier=version
        )
    except Missing:
        return
    except StillNotReady:
        raise
    except AccountError as error:
        # Somebody gave it an alias in the meantime, or it is replicated to the edge: then it is in use, and stays.
        if error.code not in ("ResourceConflictException", "InvalidParameterValueException"):
            raise


def state_of(configuration: Mapping[str, Any]) -> dict[str, Any]:
    """What a version is made of, without what tells it from others."""
    left_out = _NOT_COMPARED | {name for name in configuration if name.startswith("LastUpdate")}
    return {name: value for name, value in configuration.items() if name not in left_out and value}
