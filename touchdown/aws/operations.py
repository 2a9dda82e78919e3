"""The operations that a resource type calls, as data beside its code: `touchdown permissions` is made of it.

Each service's folder has a file `operations.py`. A test holds these against the operations that the code names, and
another against the calls that are made when each type is created, changed, replaced, adopted, pruned and destroyed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from touchdown.model.place import Place

if TYPE_CHECKING:
    from touchdown.aws.tagging import Tagging

Operations = Mapping[str, str]
"""By operation, its purpose where the name doesn't say it; the documentation shows it."""

Arns = Callable[[Any, Place, str], Iterable[str]]


@attrs.frozen(kw_only=True)
class Calls:
    """The operations that a type calls, and the ARNs on which it needs their actions."""

    arns: Arns
    """The ARNs that an action is needed on, of a resource; none if the action isn't needed for it."""
    read: Operations
    """To plan; and again by itself, right before something is changed."""
    always: Operations = attrs.field(factory=dict[str, str])
    """To plan, whether or not a resource of the type is declared."""
    many: Operations = attrs.field(factory=dict[str, str])
    """To plan, where more than `few` are declared."""
    few: int = 0
    write: Operations = attrs.field(factory=dict[str, str])
    """To create, to update, and to adopt."""
    delete: Operations = attrs.field(factory=dict[str, str])
    """To delete, be it for a replacement, as no longer declared, or by `destroy`."""
    named: frozenset[str] = frozenset()
    """Those of `read` that are made for a resource that is only named, with `get_*`."""
    large: Operations = attrs.field(factory=dict[str, str])
    """To create and to update, where the content is too large for a call."""
    large_arns: Callable[[Place, str, str | None], Iterable[str]] = lambda place, action, workspace: ()
    """The ARNs that an action of `large` is needed on, in a workspace."""
    use: Mapping[str, Operations] = attrs.field(factory=dict[str, Operations])
    """By command, the operations by which it uses a resource: `invoke`, `tail`."""


def _own_arn(resource: Any, place: Place, action: str) -> Iterable[str]:
    """The ARN of the resource itself; anything of its kind where AWS makes the ARN up."""
    return [resource.predict("arn", place) or "*"]


def arns_of_parent(resource: Any, place: Place, action: str) -> Iterable[str]:
    """The ARN of what a resource is attached to: AWS has none for the resource itself."""
    return [resource.parent.predict("arn", place)]


def calls(
    *,
    read: Iterable[str] = (),
    write: Iterable[str] = (),
    delete: Iterable[str] = (),
    tagging: Tagging | None = None,
    arns: Arns = _own_arn,
    **more: Any,
) -> Calls:
    """The operations of a type by their names alone; `tagging` adds its three."""
    reads, writes = [*read], [*write]
    if tagging is not None:
        reads, writes = [*reads, tagging.read], [*writes, tagging.write, tagging.remove]
    said = {"read": dict.fromkeys(reads, ""), "write": dict.fromkeys(writes, ""), "delete": dict.fromkeys(delete, "")}
    return Calls(arns=arns, **said, **more)


ACCOUNT: Operations = {
    "sts:GetCallerIdentity": "which account these credentials are of; no permission is needed",
    "tagging:GetResources": "what is ours and no longer declared; the tags of more than three functions or log groups",
}
"""The calls for each account, to plan."""

ASSUMING: Operations = {
    "sts:AssumeRole": "only with ``add_aws(role_arn=...)``, by the credentials that assume the role"
}
