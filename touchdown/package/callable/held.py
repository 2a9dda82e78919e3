"""Which definitions of a file other modules hold: registered by a decorator, a call or a subclass, in whatever way.

The file has been read, so a registry holds its entries already. The objects that the modules hold are followed, through
containers, instances, closures and weak references, until a function or a class of the file is found. Other modules
aren't entered.
Weakness: an entry that isn't a function or a class, such as a text, can't be recognised.
"""

from __future__ import annotations

import gc
import inspect
import sys
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any, cast

_MOST = 400_000
"""How many objects are followed at most: a hundred milliseconds."""
_PLAIN = (str, bytes, int, float, complex, bool, type(None), CodeType, FrameType, ModuleType)


def held(modules: Iterable[str], path: str, values: Mapping[str, object]) -> frozenset[int | str]:
    """The definitions of a file that modules hold: functions by the line that they begin in, classes by their name.

    :param modules: the modules, by name; those that aren't loaded hold nothing.
    :param path: the file.
    :param values: the file's globals.
    """
    loaded = [vars(sys.modules[name]) for name in modules if name in sys.modules]
    apart = {id(getattr(module, "__dict__", None)) for module in list(sys.modules.values())}
    seen = {*apart, id(values)}
    return frozenset(_found(loaded, seen, path, values))


def _found(ahead: list[Any], seen: set[int], path: str, values: Mapping[str, object]) -> Iterator[int | str]:
    packages = {str(namespace.get("__name__")).partition(".")[0] for namespace in ahead}
    for one in ahead:  # grows during the loop
        for inner in _inside(one):
            if id(inner) in seen or isinstance(inner, _PLAIN):
                continue
            seen.add(id(inner))
            if isinstance(inner, FunctionType) and inner.__code__.co_filename == path:
                yield inner.__code__.co_firstlineno
            elif inspect.isclass(inner) and inner.__module__ == values.get("__name__"):
                yield inner.__qualname__
            elif not inspect.isclass(inner) or str(inner.__module__).partition(".")[0] in packages:
                ahead.append(inner)
        if len(seen) > _MOST:
            return


def _inside(one: Any) -> Sequence[Any]:
    if isinstance(one, weakref.ref):
        return cast("list[Any]", [one()])
    return gc.get_referents(one)
