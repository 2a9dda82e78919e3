"""The check of a new version, before it gets any call: it is invoked by its number with a payload, or another function
of the workspace is invoked with its ARN. If that fails, the alias stays.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from touchdown.aws.lambda_.function import Function
from touchdown.aws.lambda_.invoke import invoke
from touchdown.aws.resource import Step
from touchdown.engine.events import Noted
from touchdown.model.errors import ChangeFailed
from touchdown.model.place import Place

if TYPE_CHECKING:
    from touchdown.aws.lambda_.aliases.alias import Alias


def checked(step: Step[Alias], version: str) -> str:
    """Checks a version, if the alias asks for it; gives the version."""
    alias = step.resource
    if alias.check is None:
        return version
    if isinstance(alias.check, Function):
        arn = f"{alias.function.predict('arn', step.account.place())}:{version}"
        invoked, payload = alias.check.name, {"function": arn, "version": version}
    else:
        invoked, payload = f"{alias.function.name}:{version}", alias.check
    step.report(Noted(f"checking version {version}, by invoking {invoked}."))
    outcome = invoke(step.account, invoked, json.dumps(payload).encode(), step.report)
    if outcome.error is not None:
        raise ChangeFailed(
            f"{step.change.address} stays where it is: the check of version {version} failed.",
            why=f"{invoked} raised {outcome.error.kind}: {outcome.error.message}",
            hint="The new version is published, and gets no calls. Apply again, with other code or the same.",
        )
    return version


def invoked_by_check(alias: Alias, place: Place) -> Iterator[str]:
    """The ARNs of what a check invokes."""
    if isinstance(alias.check, Function):
        yield str(alias.check.predict("arn", place))
    elif alias.check is not None:
        yield f"{alias.function.predict('arn', place)}:*"


def refused(check: Any) -> str:
    """Why this is no check; empty if it is."""
    if check is None or isinstance(check, Function):
        return ""
    try:
        json.dumps(check)
    except TypeError as error:
        return f"check= can't be sent as JSON: {error}."
    return ""
