"""What AWS refuses of a share for a new version: both versions need the same role (FUNCTION.md, 2.8).

The role of the live version is read only where a share is declared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from touchdown.aws.iam.role import Role
from touchdown.aws.lifecycle import Named
from touchdown.engine.change import Difference, Reason
from touchdown.engine.lifecycle import Verdict
from touchdown.engine.observed import Observed, Values
from touchdown.model.resource import Resource

if TYPE_CHECKING:
    from touchdown.aws.lambda_.aliases.alias import Alias


def role_of(alias: Named, version: str) -> dict[str, str]:
    """The ARN of the role of a version, where a new version is to get a share beside it."""
    declared = next(
        (one for one in alias.reading.declared if one.identity == alias.name and one.TYPE == alias.cls.TYPE), None
    )
    if declared is None or not cast("Alias", declared).weight:
        return {}
    found = alias.api.call("lambda:GetFunction", FunctionName=alias.name.partition(":")[0], Qualifier=version)
    return {"role": str(found["Configuration"]["Role"])}


def judge(resource: Resource, wanted: Values, present: Observed, found: tuple[Difference, ...]) -> Verdict | None:
    """Says that a new version can't get a share."""
    alias, before = cast("Alias", resource), present.outputs.get("role", "")
    moves = any(one.path == ("version",) for one in found)
    if not moves or not alias.weight or not before or before.endswith(_end_of(alias.function.role)):
        return None
    note = (
        f"Its new version has another role than {present.outputs['FunctionVersion']}, so AWS refuses to give it a "
        "share: leave the weight out, or change the role in an apply of its own first."
    )
    return Verdict(Reason.DIFFERS, notes=(note,))


def _end_of(role: Role | str | None) -> str:
    return f"/{role.name}" if isinstance(role, Role) else str.__str__(role or "")
