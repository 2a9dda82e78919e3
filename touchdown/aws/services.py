"""Finds the data of a service (`Service`) by its name in operations.

A service's folder is imported when the first of its operations is called, and not before: a command that calls two of
thirty services imports two. So nothing that all services share imports a service's folder (a test holds that).
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
import keyword
import pkgutil
from collections.abc import Iterator
from typing import cast

from touchdown.aws.service import Service
from touchdown.model.later import named

_WITHOUT_TYPES = {"tagging": Service(name="tagging", botocore="resourcegroupstaggingapi")}
"""Services that have no folder, since no resource type is theirs."""


def service_of(operation: str) -> Service:
    """The service of an operation, as of `lambda:GetFunction`."""
    return _named(operation.partition(":")[0])


@functools.cache
def _named(name: str) -> Service:
    if name in _WITHOUT_TYPES:
        return _WITHOUT_TYPES[name]
    folder = f"{name}_" if keyword.iskeyword(name) else name
    module = f"touchdown.aws.{folder}.service"
    try:
        return cast(Service, named(f"{module}:SERVICE"))
    except ModuleNotFoundError as error:
        if error.name is None or not f"{module}.".startswith(f"{error.name}."):
            raise  # it is there, and imports something that isn't
        return Service(name=name)


def all_services() -> Iterator[Service]:
    """Those that have a `service.py`, for tests and documentation."""
    for folder in pkgutil.iter_modules(importlib.import_module("touchdown.aws").__path__):
        if folder.ispkg and importlib.util.find_spec(f"touchdown.aws.{folder.name}.service"):
            yield _named(folder.name.rstrip("_"))
