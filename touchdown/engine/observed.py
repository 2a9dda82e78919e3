"""A resource as it was read from the account."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs

from touchdown.model.output import Output
from touchdown.model.place import Place
from touchdown.model.resource import Resource

Values = Mapping[str, Any]
"""Values by field, in the form in which they are compared."""


def any_may_be_secret(path: tuple[str, ...]) -> bool:
    """For resources without a record of secrets."""
    return True


@attrs.frozen
class Observed:
    """A resource as it was read."""

    type: str
    name: str
    """Its identity among those of its type: `Resource.identity`."""
    arn: str
    values: Values
    workspace: str | None
    """The workspace in its tags; None without that tag."""
    address: str | None
    """The address in its tags: that of the last apply."""
    parent: str = attrs.field(default="", kw_only=True)
    """The ARN of what it is attached to."""
    former_type: str = attrs.field(default="", kw_only=True)
    """The former name of its type, which its address may still have."""
    outputs: Mapping[str, str] = attrs.field(factory=dict[str, str])
    refers_to: frozenset[str] = frozenset()
    """The ARNs of what it uses besides what its values tell (`references.py`): those are not deleted before it has let
    go of them."""
    may_be_secret: Callable[[tuple[str, ...]], bool] = any_may_be_secret
    """Whether a value of a sensitive field, by its path, may have been a secret when it was applied."""
    secrets: frozenset[str] = frozenset()
    """Fields that held a secret when they were applied last, as far as that is recorded."""
    record: str | None = None
    """What was applied last, as `record.py` writes it; None where nothing tells."""
    newer: bool = False
    """Whether a newer version of Touchdown has written what was applied last, in a format that isn't known here."""
    hint: bool = False
    """Whether it was read in bulk, where AWS may be late: it is read by itself before it is changed."""
    made_by: str = ""
    """Who else makes it as they declare it, in words; adopting it is noted then."""
    tags: Mapping[str, str] = attrs.field(factory=dict[str, str])
    """All tags as they were read, also ours and AWS's."""


def value_of(output: Output, place: Place, observed: Observed | None) -> str | None:
    """The value of an output, worked out or as it was read; None if it is unknown."""
    predicted = output.resource.predict(output.attribute, place)
    read = observed.outputs.get(output.attribute) if observed else None
    # A resource that is only named need not be as its declaration looks: a role may lie under a path.
    first, second = (read, predicted) if output.resource.external else (predicted, read)
    return second if first is None else first


def has_region(resource: Resource, arn: str, place: Place) -> bool:
    """Whether an ARN names a region, so that another region may have another resource of the same name."""
    return arn != resource.predict("arn", attrs.evolve(place, region=""))
