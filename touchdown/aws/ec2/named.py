"""What is only named of a network: found by what it looks like, and never changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, NoReturn

from touchdown.aws.reading import Reading
from touchdown.aws.resource import AwsResource
from touchdown.aws.tags import from_pairs
from touchdown.engine.lifecycle import Lifecycle
from touchdown.engine.observed import Observed
from touchdown.model.errors import Missing
from touchdown.model.field import resource
from touchdown.model.place import Place
from touchdown.model.resource import output

_SHOWN = 10


@resource
class NamedOnly(AwsResource):
    """The base of what is only named."""

    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = {}

    @output
    def arn(self, place: Place) -> None:
        """No ARN is needed of it."""


def filters(**wanted: str | None) -> list[dict[str, Any]]:
    """Filters of EC2's calls, of those that are given; a name has a hyphen where a keyword has an underscore."""
    return [{"Name": name.replace("_", "-"), "Values": [one]} for name, one in wanted.items() if one is not None]


def named(one: Mapping[str, Any], name: str) -> str:
    """What is found, for a message: its id, and its name."""
    called = from_pairs(one.get("Tags", ())).get("Name") or one.get("GroupName")
    return f"{one[name]} ({called})" if called else str(one[name])


def nothing_fits(one: AwsResource, there: Sequence[str]) -> Missing:
    """The error for what isn't found, with what there is."""
    some = ", ".join(there[:_SHOWN]) + (" and more" if len(there) > _SHOWN else "")
    return Missing(
        f"{one.address} isn't there, or isn't the only one.",
        where=one.where,
        why=f"There is {some}." if some else "There is nothing of the kind.",
        hint="Name what is there, or give the ids.",
    )


def lifecycle_of(cls: type[AwsResource], look: Callable[[Reading, Any], Mapping[str, str]]) -> Lifecycle:
    """The lifecycle of what is only named; `look` finds the outputs of a declared one."""

    def observe(reading: Reading, names: Sequence[str]) -> dict[str, Observed]:
        wanted = [one for one in (reading.account.declared(cls, name) for name in names) if one is not None]
        found = reading.each(lambda one: look(reading, one), wanted)
        return {
            one.identity: Observed(cls.TYPE, one.identity, outputs.get("arn", one.identity), {}, None, None, outputs)
            for one, outputs in zip(wanted, found, strict=True)
        }

    def never(step: object) -> NoReturn:
        raise AssertionError(f"{cls.TYPE} is only named")

    return Lifecycle(
        rank=0,
        observe=observe,
        ours=lambda reading: (),
        desired=lambda one: {},
        create=never,
        update=never,
        delete=never,
    )
