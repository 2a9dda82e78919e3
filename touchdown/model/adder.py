"""Methods that declare resources, as `aws.add_lambda_function(...)`: typed from the class, with checked arguments."""

from __future__ import annotations

import difflib
import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar, cast, get_type_hints, overload

from touchdown.model.annotation import mismatch
from touchdown.model.errors import DeclarationError
from touchdown.model.later import imported
from touchdown.model.resource import Resource, refuse_unnamed
from touchdown.model.source import caller

P = ParamSpec("P")
R = TypeVar("R", bound=Resource)
Owner = TypeVar("Owner")
Result = TypeVar("Result")


class Registering(Protocol):
    """A place to declare resources in: an account, or a bucket for its files."""

    def register(self, resource: Resource) -> None: ...


class adder(Generic[P, R]):  # noqa: N801  reads as what it does where it stands in a class
    """A method that declares a resource of a type, with the signature of the type's own constructor; `within` makes
    what the resource lives in, if that isn't declared by itself."""

    def __init__(self, cls: Callable[P, R], *, within: Callable[[Any, Any], Registering] | None = None) -> None:
        self.construct = cls
        self.within = within

    @property
    def cls(self) -> type[R]:
        """The class, which is imported now if it wasn't (`later.py`)."""
        return cast("type[R]", imported(self.construct))

    @property
    def __doc__(self) -> str:  # pyright: ignore[reportIncompatibleVariableOverride]  of the class, once it is asked for
        return f"Declares a {self.cls.__name__}, which the workspace then owns.\n\n{inspect.getdoc(self.cls)}"

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, account: None, owner: type) -> adder[P, R]: ...
    @overload
    def __get__(self, account: Registering, owner: type) -> Callable[P, R]: ...
    def __get__(self, account: Registering | None, owner: type) -> adder[P, R] | Callable[P, R]:
        if account is None:
            return self

        def add(*args: P.args, **kwargs: P.kwargs) -> R:
            _check_names(self.name, inspect.signature(self.cls).parameters, args, kwargs)
            made = self.construct(*args, **kwargs)
            return declare(self.within(account, made) if self.within else account, made)

        add.__doc__ = self.__doc__
        add.__name__ = self.name
        return add


def checked(method: Callable[Concatenate[Owner, P], Result]) -> Callable[Concatenate[Owner, P], Result]:
    """Gives a method of keyword arguments the checks of an adder, and checks their types at once."""
    signature = inspect.signature(method)

    @functools.wraps(method)
    def call(owner: Owner, /, *args: P.args, **kwargs: P.kwargs) -> Result:
        parameters = dict(list(signature.parameters.items())[1:])
        _check_names(method.__name__, parameters, args, kwargs)
        for name, value in kwargs.items():
            problem = mismatch(value, get_type_hints(method)[name])
            if problem:
                raise DeclarationError(f"{method.__name__}(): {name}= {problem}.", where=caller())
        return method(owner, *args, **kwargs)

    return call


def declare(account: Registering, resource: R, *, implied_by: Resource | None = None) -> R:
    """Hands a new resource to its account, with the line of the user's file that declares it."""
    resource.where = caller()
    resource.implied_by = implied_by
    refuse_unnamed(resource)
    account.register(resource)
    resource.implied()
    return resource


def _check_names(
    call: str, parameters: Mapping[str, inspect.Parameter], args: tuple[object, ...], kwargs: Mapping[str, object]
) -> None:
    """Refuses unknown arguments, with a suggestion of the argument that may have been meant."""
    needed = [name for name, one in parameters.items() if one.default is one.empty]
    if args:
        first = next(iter([*needed, *parameters]))
        raise DeclarationError(
            f"{call}() takes keyword arguments only.", where=caller(), hint=f"As in {call}({first}=...)."
        )
    for name in kwargs:
        if name not in parameters:
            close = difflib.get_close_matches(name, parameters, n=1, cutoff=0.5)
            hint = f"Did you mean {close[0]}=?" if close else f"It takes {', '.join(parameters)}."
            raise DeclarationError(f"{call}() has no argument {name}=.", where=caller(), hint=hint)
    missing = [name for name in needed if name not in kwargs]
    if missing:
        raise DeclarationError(f"{call}() needs {' and '.join(f'{name}=' for name in missing)}.", where=caller())
