"""How the calls are made that Lambda answers with "not yet", and how its states are made to last."""

from __future__ import annotations

import functools
from typing import Any

from tests.aws.lambda_.answers import saying
from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.services import Called, Lasting
from tests.support.wire import FOREVER, Wire
from tests.support.workspaces import Declare, nothing
from touchdown.aws.lambda_.service import FUNCTION_ACTIVE, FUNCTION_GONE, FUNCTION_UPDATED


def function(**fields: Any) -> Declare:
    return lambda aws: aws.add_lambda_function(name="hello", **{"code": hello(), **fields})


CALLED: Called = {
    "lambda:CreateFunction": (nothing, function()),
    "lambda:UpdateFunctionConfiguration": (function(), function(timeout=5)),
    "lambda:UpdateFunctionCode": (function(), function(code=hello("other"))),
    "lambda:PublishVersion": (function(), function(timeout=5)),
    "lambda:DeleteFunction": (function(), nothing),
    "lambda:TagResource": (function(), function(tags={"a": "b"})),
    "lambda:UntagResource": (function(tags={"a": "b"}), function()),
}


def last_as_pending(emulator: Emulator, wire: Wire, looks: int) -> None:
    wire.replace("lambda:CreateFunction", saying(State="Pending"))
    wire.replace("lambda:GetFunction", saying(State="Pending"), nth=2, times=looks)


def last_in_progress(emulator: Emulator, wire: Wire, looks: int) -> None:
    wire.replace("lambda:GetFunction", saying(LastUpdateStatus="InProgress"), nth=2, times=looks)


def last_after_the_delete(emulator: Emulator, wire: Wire, looks: int) -> None:
    client = emulator.client("lambda")
    wire.fail("lambda:DeleteFunction", code="", status=202, times=FOREVER)  # said to be done, and still going on
    if looks < FOREVER:
        delete = functools.partial(client.delete_function, FunctionName="hello")
        wire.on("lambda:GetFunction", lambda call: delete(), nth=2 + looks, when="after")


LASTING: Lasting = {
    FUNCTION_ACTIVE: (nothing, function(), last_as_pending),
    FUNCTION_UPDATED: (function(), function(timeout=9), last_in_progress),
    FUNCTION_GONE: (function(), nothing, last_after_the_delete),
}
