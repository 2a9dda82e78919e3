"""What is only named: found by what it looks like, and never changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, NoReturn

from touchdown.aws.reading import Reading
from touchdown.aws.resource import AwsResource
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
        """Its ARN, of a certificate; nothing needs an ARN of the rest."""


def nothing_fits(one: AwsResource, there: Sequence[str]) -> Missing:
    """The error for what isn't found, with what there is."""
    some = ", ".join(there[:_SHOWN]) + (" and more" if len(there) > _SHOWN else "")
    return Missing(
        f"{one.address} isn't there, or isn't the only one.",
        where=one.where,
        why=f"There is {some}." if some else "There is nothing of the kind.",
        hint="Name what is there, or give its id or ARN as a text.",
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
