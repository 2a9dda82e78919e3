"""On which resources a task acts: the ARN that a policy names, made of what stands in the task.

A task names a resource by an output, an ARN, a name or a URL. What an expression works out isn't known.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from touchdown.aws.connection import Connection
from touchdown.model.output import Output, references
from touchdown.model.resource import arn_of

_URL = re.compile(r"https?://(?:sqs|queue)?[^/]*/([^/]+)/([^/]+)")


def output_in(text: str) -> Output | None:
    """The output that a text is, if it is nothing else."""
    return next((one for one in references(text) if str.__str__(one) == str.__str__(text)), None)


def is_expression(key: str, value: object) -> bool:
    """Whether a value is worked out when the state machine runs."""
    return key.endswith(".$") or (isinstance(value, str) and str.__str__(value).startswith("{%"))


Target = Callable[[Connection, str], "str | None"]
"""(account, what stands in a task) -> the ARN; None where it isn't known."""


def named(service: str, start: str, *, everywhere: bool = False) -> Target:
    """The target for resources that are named by their ARN, or by a name."""

    def found(account: Connection, text: str) -> str | None:
        output = output_in(text)
        if output is not None and output.attribute != "name":
            return arn_of(output.resource) if output.attribute in ("arn", "url") else None
        plain = str.__str__(text)
        if plain.startswith("arn:") or any(references(text)):
            return plain
        return (
            f"arn:{account.itself.partition}:{service}:::{plain}"
            if everywhere
            else account.arn_here(service, f"{start}{plain}")
        )

    return found


def queue(account: Connection, text: str) -> str | None:
    """The ARN of a queue, whose URL stands in a task."""
    output = output_in(text)
    if output is not None:
        return arn_of(output.resource)
    found = None if any(references(text)) else _URL.fullmatch(str.__str__(text))
    if found is None:
        return None
    host = re.search(r"//sqs\.([a-z0-9-]+)\.", found.group())
    region = host[1] if host else account.region
    return f"arn:{account.itself.partition}:sqs:{region}:{found[1]}:{found[2]}"


FUNCTION = named("lambda", "function:")
TOPIC = named("sns", "")
TABLE = named("dynamodb", "table/")
BUS = named("events", "event-bus/")
MACHINE = named("states", "stateMachine:")
BUCKET = named("s3", "", everywhere=True)


def is_qualified(arn: str) -> bool:
    """Whether a function's ARN names a version or an alias; one of which only the end is known may."""
    output = output_in(arn)
    if output is not None:
        return output.resource.TYPE != "lambda_function"
    return str.__str__(arn).count(":") > 6 or (any(references(arn)) and not str.__str__(arn).startswith("arn:"))
