"""The fields of a resource: the API members that carry each, and whether it can change.

A type is a class of keyword arguments made with `@resource`; each of its fields is a `field(...)` that names the
members of the API which carry it when the resource is created and when it is updated, as
`lambda:CreateFunction.Description`. Nothing else in a type names members, so that a single test can hold all types
against the service models.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar, dataclass_transform

import attrs

FIXED: Final = "fixed"
"""In place of a member for updating: a new value needs a new resource, which replaces the old."""

IDENTITY: Final = "identity"
"""In place of a member for updating: the value identifies the resource, so a new value is another resource."""

Class = TypeVar("Class", bound=type)


@attrs.frozen
class Form:
    """How a value travels where the API takes it in another form: a number as text, a policy as JSON."""

    send: Callable[[Any], Any]
    read: Callable[[Any], Any]
    """Reads a value from an answer; not called where the answer has none."""


KEPT: Final = "kept"
"""In place of `clear`: no value that is sent clears the field."""


@attrs.frozen
class Members:
    """The members of the API that carry a field; `update` may be `FIXED` or `IDENTITY` instead."""

    create: tuple[str, ...]
    update: tuple[str, ...]
    sensitive: bool
    known: bool = False
    opaque: bool = False
    form: Form | None = None
    clear: Any = KEPT
    brief: Callable[[Any], Any] | None = None

    @property
    def own(self) -> bool:
        """A setting of Touchdown's that AWS doesn't know, as `publish`."""
        return not self.create and not self.update


def field(
    *,
    default: Any = attrs.NOTHING,
    factory: Callable[[], Any] | None = None,
    create: str | Sequence[str] = (),
    update: str | Sequence[str] = (),
    sensitive: bool = False,
    known: bool = False,
    opaque: bool = False,
    form: Form | None = None,
    clear: Any = KEPT,
    alias: str | None = None,
    brief: Callable[[Any], Any] | None = None,
) -> Any:
    """A field, with its default and the API members that carry it; without members it is a setting of Touchdown's.

    `sensitive` says that values may be secrets, which are masked where their names say so; `known` that the value can't
    be an output, because other things are worked out from it; `opaque` that a difference is shown as the whole value.
    `form` is how the value travels where the API takes another form. `clear` is what an update sends for None, since
    AWS keeps what an update doesn't mention; a creation sends nothing for it. `alias` is the argument's name, where a
    resource has an attribute of that name already. `brief` makes what a plan shows of a value that is too long to be
    read.
    """
    members = Members(_tuple(create), _tuple(update), sensitive, known, opaque, form, clear, brief)
    if factory is not None:
        return attrs.field(factory=factory, metadata={Members: members}, alias=alias)
    return attrs.field(default=default, metadata={Members: members}, alias=alias)


@dataclass_transform(kw_only_default=True, eq_default=False, field_specifiers=(field, attrs.field))
def resource(cls: Class) -> Class:
    """Makes a class of keyword arguments of a class whose fields are `field(...)`."""
    return attrs.define(cls, kw_only=True, eq=False, slots=False, field_transformer=_in_order)


_OF_ALL_TYPES = ("keep_on_destroy", "protect", "depends_on", "ignore")


def _in_order(cls: type, attributes: list[attrs.Attribute[Any]]) -> list[attrs.Attribute[Any]]:
    """The order in which a user reads them: the name, what the type is about, and last what all types have."""
    places = {"name": 0, **dict.fromkeys(_OF_ALL_TYPES, 2)}
    return sorted(attributes, key=lambda one: places.get(one.name, 1) if one.init else 1)


@functools.cache
def fields_of(cls: type) -> dict[str, Members]:
    """The fields that a user can give, by name. All callers share the answer."""
    attributes = attrs.fields_dict(cls).items()
    return {name: attribute.metadata[Members] for name, attribute in attributes if Members in attribute.metadata}


def sensitive_fields(cls: type) -> frozenset[str]:
    """The fields whose values may be secrets."""
    return frozenset(name for name, members in fields_of(cls).items() if members.sensitive)


def defaults_of(cls: type) -> dict[str, object]:
    """The values of the fields that needn't be given."""
    attributes = {name: attrs.fields_dict(cls)[name] for name in fields_of(cls)}
    return {name: _default(one) for name, one in attributes.items() if one.default is not attrs.NOTHING}


def _default(attribute: attrs.Attribute[Any]) -> object:
    made: Any = attribute.default
    return made.factory() if isinstance(made, attrs.Factory) else made  # pyright: ignore[reportArgumentType]  it is a class


def _tuple(members: str | Sequence[str]) -> tuple[str, ...]:
    return (members,) if isinstance(members, str) else tuple(members)
