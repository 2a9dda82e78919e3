"""Calling AWS. Every call of Touchdown goes through here: paced, repeated while AWS says "not yet", recorded, and with
errors that are ours.

Operations are named as in IAM's actions and in AWS's documentation: `lambda:CreateFunction`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, cast

import attrs

from touchdown.aws.errors import UNREADABLE, may_pass, refuse_failures, translated
from touchdown.aws.limits import Limiters
from touchdown.aws.services import service_of
from touchdown.aws.session import Session
from touchdown.engine.events import Report, Written, silent
from touchdown.engine.waits import Clock, NotYet, until_accepted
from touchdown.model.errors import AccountError, Unreachable

_READING = ("Describe", "Filter", "Get", "Head", "List")
"""The beginnings of the names of operations that write nothing."""
_UNANSWERED = frozenset({"ConnectionClosedError", "ReadTimeoutError", "AnswerCutShort", UNREADABLE})
"""Error codes of botocore's, and a code of ours, for calls that were sent and may have been carried out."""
_LONGEST_PAUSE = 20.0
"""Seconds between two attempts of a call that botocore doesn't repeat; botocore's own."""
_STREAMED = 3
"""Attempts to read a streamed answer: botocore repeats calls, but not the reading of their answers."""


@attrs.frozen
class Call:
    """A call that was made. Values aren't kept, because some are secrets."""

    operation: str
    subject: str
    seconds: float
    result: str
    limited: float = 0.0
    """Seconds that were waited before it, to keep below AWS's rates."""
    paused: float = 0.0
    """Of its `seconds`, those in which botocore waited to repeat it."""


Record = Callable[[Call], None]
Found = TypeVar("Found")


class Api:
    """The operations of one account and region."""

    def __init__(self, session: Session, *, limiters: Limiters | None, clock: Clock, record: Record) -> None:
        self._session = session
        self.limiters = limiters
        self._record = record
        self.clock = clock
        self.identity = ""
        """The ARN of the caller, once it was asked for."""

    def call(self, operation: str, /, *, report: Report = silent, **parameters: Any) -> Any:
        """Makes a call, and makes it again for as long as AWS says "not yet"."""
        return self._call(operation, service_of(operation).not_yet, report, parameters)

    def call_unless(self, code: str, operation: str, /, *, report: Report = silent, **parameters: Any) -> Any:
        """Makes a call as `call` does, but doesn't wait where AWS says "not yet" with this code: that is an error."""
        table = [row for row in service_of(operation).not_yet if row.code != code]
        return self._call(operation, table, report, parameters)

    def create_once(
        self, operation: str, find: Callable[[], Found | None], /, *, report: Report = silent, **parameters: Any
    ) -> Found:
        """Makes a call that creates another thing each time.

        Where nobody knows whether a call was carried out, `find` looks for the thing before the call is made again.
        """
        service = service_of(operation)
        attempts = self._session.attempts_of(service.botocore)
        for attempt in range(attempts):
            try:
                return cast(Found, self.call(operation, report=report, **parameters))
            except AccountError as error:
                if not may_pass(error) or attempt + 1 == attempts:
                    raise
            if (found := find()) is not None:
                return found
            self.clock.pause(min(2.0**attempt, _LONGEST_PAUSE))
        raise AssertionError  # the last attempt returns or raises

    def _call(self, operation: str, table: Sequence[NotYet], report: Report, parameters: Mapping[str, Any]) -> Any:
        try:
            answer = until_accepted(lambda: self.once(operation, **parameters), table, self.clock, report)
        except Unreachable as error:
            if error.code in _UNANSWERED:
                _tell_written(operation, report)
            raise
        _tell_written(operation, report)
        return answer

    def pages(self, operation: str, result: str, /, **parameters: Any) -> Iterator[Any]:
        """The items of all pages of an operation that lists."""
        for page in self.paginate(operation, **parameters):
            yield from page.get(result, ())

    def paginate(self, operation: str, /, **parameters: Any) -> Iterator[Any]:
        """The pages of an operation that lists, each asked for when the page before has been used."""
        from botocore.paginate import Paginator

        def page(**parameters: Any) -> Any:
            return self.call(operation, **parameters)

        service, name = service_of(operation), operation.partition(":")[2]
        config = self._session.pagination(service.botocore, name)
        model = self.client(service.name).meta.service_model.operation_model(name)
        # The stubs call the method a text; it is what is called for each page.
        paginator = cast(Any, Paginator(cast(Any, page), config, model))
        return iter(paginator.paginate(**parameters))

    def once(self, operation: str, /, **parameters: Any) -> Any:
        """Makes a call; botocore repeats it when it was throttled or not answered."""
        service, name = service_of(operation), operation.partition(":")[2]
        subject = next((str(parameters[key]) for key in service.subjects if key in parameters), "")
        asked = time.monotonic()
        if self.limiters:
            self.limiters.acquire(operation)
        began = time.monotonic()
        self._session.repeats.begin()
        result = "ok"
        try:
            with translated(operation, subject, self.identity):
                client = self._session.client(
                    service.botocore,
                    patient=operation in service.never_repeated,
                    once=operation in service.new_each_time,
                )
                answer = getattr(client, _method(name))(**parameters)
            refuse_failures(service, operation, subject, answer)
            return answer
        except AccountError as error:
            result = error.code
            raise
        finally:
            seconds, paused = time.monotonic() - began, self._session.repeats.paused
            self._record(Call(operation, subject, seconds, result, began - asked, paused))

    def streamed(self, operation: str, member: str, /, **parameters: Any) -> tuple[Any, bytes]:
        """Makes a call, and reads the stream in its answer; asks again if the stream is cut short."""
        for left in reversed(range(_STREAMED)):
            answer = self.once(operation, **parameters)
            try:
                return answer, read_stream(answer[member], operation)
            except Unreachable:
                if not left:
                    raise
        raise AssertionError  # the last attempt returns or raises

    def client(self, service: str) -> Any:
        """The botocore client, for anything but single calls."""
        return self._session.client(service_of(service).botocore)


def read_stream(stream: Any, operation: str) -> bytes:
    """The stream of an answer, read to its end."""
    with translated(operation):
        return cast(bytes, stream.read())


def _tell_written(operation: str, report: Report) -> None:
    if not operation.partition(":")[2].startswith(_READING):
        report(Written())


def _method(operation: str) -> str:
    """botocore's method for an operation: create_function for CreateFunction."""
    from botocore import xform_name

    return xform_name(operation)
