"""Which callables can be shipped: plain functions of `(event, context)` that have a name."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

_TAKES = "Lambda calls it with (event, context)"


def callable_problems(function: object) -> Iterator[str]:
    """Why a callable can't be shipped, one sentence each; nothing if it can."""
    unfit = _unfit_kind(function)
    if unfit:
        yield unfit
        return
    assert inspect.isfunction(function)
    plain = inspect.unwrap(function)
    if plain.__code__.co_freevars:
        names = ", ".join(plain.__code__.co_freevars)
        yield f"the function uses {names} of the function around it, which isn't shipped: pass it in environment="
    if function is not plain and not _names(function) and plain.__name__ in plain.__globals__:
        yield (
            f"it wraps {plain.__name__}, which would be shipped without what is around it: bind the wrapped function "
            f"to a name in the file of {plain.__name__}"
        )
    wrong = _wrong_arguments(function)
    if wrong:
        yield wrong


def name_of(function: Callable[..., Any]) -> str:
    """The function's name in the module that is shipped."""
    plain = inspect.unwrap(function)
    names = _names(function)
    return str(plain.__name__ if plain.__name__ in names or not names else names[0])


def _names(function: Callable[..., Any]) -> list[str]:
    """The function's names in its own file; a wrapper may have another name there than the wrapped function."""
    return [name for name, value in inspect.unwrap(function).__globals__.items() if value is function]


def _unfit_kind(function: object) -> str | None:
    if not callable(function):
        return f"it is {type(function).__name__}, which can't be called"
    if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
        return "it is a coroutine function, which Lambda doesn't wait for: write `def`, and run it with asyncio.run()"
    if inspect.isgeneratorfunction(function):
        return "it is a generator function, and Lambda needs what it would yield as one result: return a list"
    if inspect.ismethod(function):
        return "it is a method, and the object that it belongs to isn't shipped: write a function"
    if inspect.isbuiltin(function) or inspect.isclass(function):
        return f"it is a {'class' if inspect.isclass(function) else 'builtin'}, which has no source of its own to ship"
    if not inspect.isfunction(function):
        return (
            f"it is an object of the class {type(function).__name__}, which isn't shipped: write a function that calls "
            "it, as `def handler(event, context): return app(event, context)`"
        )
    if inspect.unwrap(function).__name__ == "<lambda>":
        return "it is a lambda expression, which has no name for the handler: write `def`"
    return None


def _wrong_arguments(function: Callable[..., Any]) -> str | None:
    """The problem if a function can't take Lambda's arguments. A decorator is judged by its own signature: it may
    supply arguments to the function that it wraps."""
    signature = inspect.signature(function, follow_wrapped=False)
    decorated = function is not inspect.unwrap(function)
    if _binds_two(signature) if decorated else _names_two(signature):
        return None
    return f"it takes {signature.replace(return_annotation=signature.empty)}, and {_TAKES}"


def _names_two(signature: inspect.Signature) -> bool:
    parameters = signature.parameters.values()
    positional = [
        parameter
        for parameter in parameters
        if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
    ]
    return len(positional) == len(parameters) == 2


def _binds_two(signature: inspect.Signature) -> bool:
    try:
        signature.bind(None, None)
    except TypeError:
        return False
    return True
