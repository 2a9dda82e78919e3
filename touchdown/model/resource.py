"""Resources: what all types have in common, which is a name, an address, outputs and dependencies.

A type is a subclass made with `@resource`, with fields (`field.py`) and outputs:

    @output
    def arn(self, place: Place) -> str:
        \"""The role's ARN.\"""
        return place.arn("iam", f"role/{self.name}", everywhere=True)

An output is read as `role.arn`, which is text (`output.py`). The function below `@output` works the value out as soon
as the place is known, and returns None where only AWS can say it.
"""

from __future__ import annotations

import difflib
import functools
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from typing import Any, ClassVar, Generic, Protocol, TypeVar, cast

import attrs

from touchdown.model.copies import copied
from touchdown.model.errors import DeclarationError
from touchdown.model.field import IDENTITY, field, fields_of, resource
from touchdown.model.output import Output, has_secret, has_unknown, references, shown
from touchdown.model.place import Place
from touchdown.model.source import Source

Owner = TypeVar("Owner", bound="Resource")
_PLAIN = re.compile(r"[A-Za-z0-9+=._:/@ -]*")


class Account(Protocol):
    """The account that a resource is declared in, as the resource knows it."""

    @property
    def name(self) -> str: ...


@resource
class Resource:
    """The base of all resource types."""

    TYPE: ClassVar[str]
    """The type as addresses name it, `lambda_function`; for a resource that lives in another, with the parent's type
    before its kind, `s3_bucket:object`. It stands in tags, so it can never change."""
    FORMER_TYPE: ClassVar[str] = ""
    """The type's former name: tags with that name are recognised, and rewritten."""
    UNSHOWN: ClassVar[frozenset[str]] = frozenset()
    """Values of Touchdown's own that a plan doesn't show of something new."""
    CASELESS: ClassVar[bool] = False
    """Whether two names that differ only in upper and lower case are the same."""
    IS_PLACE: ClassVar[bool] = False
    """Whether it is the account itself: its outputs are known when its place is, and nothing waits for it."""

    name: str = field(update=IDENTITY)
    """Name of the resource, unique for its type in the account."""

    protect: bool = field(default=False)
    """Whether a plan that would delete or replace the resource is refused."""

    depends_on: Sequence[Resource] = field(factory=list["Resource"])
    """Resources that are made before this one, and deleted after it, where nothing in its values says so."""

    ignore: Sequence[str] = field(factory=list[str])
    """Fields whose changes by others are left as they are, as `["read_capacity"]`; the plan mentions them."""

    account: Account = attrs.field(init=False, repr=False)
    where: Source | None = attrs.field(init=False, default=None, repr=False)
    """The line of the user's file that declares it."""
    external: bool = attrs.field(init=False, default=False, repr=False)
    """Whether it was named with `get_*`: it exists, and isn't ours to change."""
    parent: Resource | None = attrs.field(init=False, default=None, repr=False)
    """The resource that it lives in, as a bucket for a file: it is made after its parent, and deleted before it."""
    children: list[Resource] = attrs.field(init=False, factory=list["Resource"], repr=False)
    """The resources that live in it."""
    implied_by: Resource | None = attrs.field(init=False, default=None, repr=False)
    """The resource that brought it along, as a function does its log group."""

    _outputs: dict[str, Output] = attrs.field(init=False, factory=dict[str, Output], repr=False)

    def __setattr__(self, name: str, value: object) -> None:
        if name not in _attributes(type(self)):
            close = difflib.get_close_matches(name, fields_of(type(self)), n=1)
            raise DeclarationError(
                f"{self.TYPE} has no {name} that can be set.", hint=f"Did you mean {close[0]}?" if close else ""
            )
        super().__setattr__(name, copied(value) if name in fields_of(type(self)) else value)

    @property
    def identity(self) -> str:
        """Its identity among those of its type in the account: the name, behind the parent's identity."""
        return f"{self.parent.identity}:{self.name}" if self.parent else f"{self.name}"

    @property
    def label(self) -> str:
        """The resource within its account: `lambda_function.hello`, `s3_bucket.pics:object.in/a.jpg`."""
        return label_of(self.TYPE, self.identity)

    @property
    def address(self) -> str:
        """The resource within its workspace: `eu-west-1/lambda_function.hello`."""
        return f"{self.account.name}/{self.label}"

    @property
    def carried_address(self) -> str:
        """The address as a tag carries it: with a hash for a name that is too long or has other characters."""
        return carried_address(self.account.name, self.TYPE, self.identity)

    def values(self) -> dict[str, object]:
        """What the user gave, or the defaults, by field."""
        return {name: getattr(self, name) for name in fields_of(type(self))}

    def references(self) -> Iterator[tuple[str, Resource]]:
        """The resources that this resource needs, each with the field that names it."""
        if self.parent:
            yield "parent", self.parent
        yield from (("depends_on", one) for one in self.depends_on)
        for name, value in self.values().items():
            if isinstance(value, Resource):
                yield name, value
            else:
                found = (one.resource for one in references(value))
                yield from ((name, one) for one in found if not one.IS_PLACE)

    def predict(self, attribute: str, place: Place) -> str | None:
        """The value of an output as far as it can be worked out."""
        return output_of(type(self), attribute).predict(self, place)

    def asked_for(self, attribute: str) -> bool:
        """Whether anything has read an output: an output that costs a call is looked up only then."""
        return attribute in self._outputs

    def implied(self) -> None:
        """Declares what comes with this resource: called once, when its account is known."""

    def complete(self, named_in: Set[str]) -> None:
        """Declares what comes with this resource, where that depends on all that is declared: called in the end, with
        the names of the fields in which other resources name this resource."""

    def warnings(self) -> Iterator[str]:
        """Warnings about a declaration that is not wrong by itself, a sentence each."""
        yield from ()

    def written(self, fields: Set[str]) -> Iterator[str]:
        """Notes for the plan on fields that are written in an unusual way."""
        yield from ()

    def refused(self, values: Mapping[str, Any]) -> Iterator[str]:
        """What the API wouldn't accept in these values, a sentence each: as declared, or with outputs put in."""
        yield from ()

    def problems(self) -> Iterator[str]:
        """What is wrong with the declaration beyond types and API constraints, a sentence each."""
        yield from ()


def kind_of(type_name: str) -> str:
    """The last part of a type's name, which follows the parent in an address: `url`, `object`."""
    return type_name.rpartition(":")[2]


def split_identity(type_name: str, identity: str) -> tuple[str, str]:
    """The parent's identity and the resource's own name, which may have colons in it."""
    *parents, name = identity.split(":", type_name.count(":"))
    return ":".join(parents), name


def take_in(parent: Resource, child: Resource) -> None:
    """Puts a resource into its parent, before it gets its address."""
    child.parent = parent
    parent.children.append(child)


def label_of(kind: str, identity: str) -> str:
    """A resource within its account, by its type and identity: `s3_bucket.pics:object.in/a.jpg`."""
    kinds = kind.split(":")
    names = identity.split(":", len(kinds) - 1)
    return ":".join(f"{kind}.{shown(name)}" if name else kind for kind, name in zip(kinds, names, strict=True))


def carried_address(account: str, kind: str, identity: str) -> str:
    """The address of a resource in a tag, with a hash for a name that is too long or has other characters."""
    address = f"{account}/{label_of(kind, identity)}"
    if len(address) <= 256 and _PLAIN.fullmatch(address):
        return address
    return f"{account}/{kind}.sha256:{hashlib.sha256(identity.encode()).hexdigest()}"


def former_address(account: str, former_type: str, identity: str) -> str:
    """The address in a tag that was written when the type had its former name, and addresses had no colons."""
    return carried_address(account, former_type, identity.replace(":", "/", 1))


class output(Generic[Owner]):  # noqa: N801  used as a decorator
    """An attribute of a resource that is known once the resource exists, or its place."""

    def __init__(self, predict: Callable[[Owner, Place], str | None]) -> None:
        self.predict = cast(Callable[[Any, Place], str | None], predict)
        self.__doc__ = predict.__doc__
        self.name = predict.__name__

    def __get__(self, owner: Owner | None, cls: type[Owner]) -> str:
        if owner is None:
            return cast(str, self)
        found = owner._outputs  # pyright: ignore[reportPrivateUsage]  the descriptor is part of Resource
        if self.name not in found:
            found[self.name] = Output(owner, self.name)
        return found[self.name]


@functools.cache
def _attributes(cls: type[Resource]) -> frozenset[str]:
    return frozenset(attrs.fields_dict(cls))


@functools.cache
def outputs_of(cls: type[Resource]) -> dict[str, output[Any]]:
    """All outputs of a type, by name."""
    return {
        name: value for base in reversed(cls.__mro__) for name, value in vars(base).items() if isinstance(value, output)
    }


def output_of(cls: type[Resource], attribute: str) -> output[Any]:
    return outputs_of(cls)[attribute]


def arn_of(resource: Resource) -> str:
    """The ARN of a resource of any type, as an output."""
    return output_of(type(resource), "arn").__get__(resource, type(resource))


def refuse_unnamed(resource: Resource) -> None:
    """A resource's name is text that is known: addresses and tags are made of it."""
    if has_unknown(resource.name) or has_secret(resource.name):
        raise DeclarationError(
            f"{resource.TYPE}: the name can't be an output or a secret.",
            where=resource.where,
            why="Addresses and tags are made of it.",
            hint="Write it as a text.",
        )
