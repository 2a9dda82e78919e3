"""The fields that say how a function is invoked. AWS keeps each group of them apart from the function, in operations of
their own, so that each is a resource that belongs to the function and is brought along where a field of it is given:
`concurrency.py`, `recursion_config.py`, `event_invoke_config.py`. A function without them costs a plan no call more,
and none of them publishes a version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal

from touchdown.aws.lambda_.configuration.configured import Configured
from touchdown.aws.resource import AttachedResource, AwsResource
from touchdown.model.adder import declare
from touchdown.model.field import field, resource
from touchdown.model.resource import Resource


@resource
class Asynchronous(AwsResource):
    """The base of what takes asynchronous events: a function, or an alias of one."""

    async_retries: int | None = field(default=None)
    """How often an asynchronous event that failed is tried again: 0 to 2. Left out, 2."""

    async_maximum_age: int | None = field(default=None)
    """For how long an asynchronous event is tried, in seconds: 60 to 21,600. Left out, 21,600."""

    on_success: Resource | str | None = field(default=None)
    """Where Lambda sends what came of an asynchronous event: a queue, a topic, an event bus, another function, or the
    ARN of one."""

    on_failure: Resource | str | None = field(default=None)
    """Where Lambda sends an asynchronous event that it gives up, with the error: as `on_success`, or a bucket."""


@resource
class Invoked(Asynchronous, Configured):
    """The base of functions, as far as it is about how they are invoked."""

    reserved_concurrency: int | None = field(default=None)
    """How many invocations may run at the same time, which are reserved out of the account's; 0 stops the function.
    Left out, it shares what is left with all others."""

    recursion: Literal["Allow", "Terminate"] = field(default="Terminate")
    """What Lambda does about a function that calls itself through a queue, a topic or a bucket: `Terminate` stops it
    after about 16 rounds."""


def declare_settings(of: AwsResource, settings: Iterable[AttachedResource]) -> None:
    """Declares what the given fields of a function, or of an alias, bring along, once."""
    for setting in settings:
        if not any(one.TYPE == setting.TYPE for one in of.children):
            declare(of, setting, implied_by=of).where = of.where


def settings_of(function: Invoked) -> Iterator[AttachedResource]:
    from touchdown.aws.lambda_.invocation.concurrency import Concurrency
    from touchdown.aws.lambda_.invocation.event_invoke_config import EventInvokeConfig
    from touchdown.aws.lambda_.invocation.recursion_config import RecursionConfig

    if function.reserved_concurrency is not None:
        yield Concurrency(reserved_concurrency=function.reserved_concurrency)
    if function.recursion != "Terminate":
        yield RecursionConfig(recursion=function.recursion)
    if (given := given_of_async(function)) is not None:
        yield EventInvokeConfig(**given)


def given_of_async(of: Asynchronous) -> dict[str, Any] | None:
    """The fields for asynchronous events, with AWS's own values; None where none is given."""
    from touchdown.aws.lambda_.invocation.event_invoke_config import DEFAULTS

    given = {name: one for name in DEFAULTS if (one := getattr(of, name)) is not None}
    return {**DEFAULTS, **given} if given else None
