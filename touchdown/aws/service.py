"""`Service`: all that Touchdown knows of a service of AWS, as data: its waits, error codes, rates and corrections.

Each service's folder has a file `service.py` with its `SERVICE`; `services.py` finds it. What all services have in
common (what is denied, throttled, or of wrong credentials) stands in `errors.py`, and suffices for a service that
nobody has written a `service.py` for.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from touchdown.aws.corrections import Correction
from touchdown.engine.waits import NotYet, Settling


@attrs.frozen
class Said:
    """An error code that means something only together with a part of the message."""

    code: str
    part: str
    samples: tuple[str, ...]
    """The message in AWS's words; tests inject it."""

    def matches(self, code: str, message: str) -> bool:
        return code == self.code and self.part in message


Codes = tuple[str | Said, ...]
"""Error codes as AWS spells them."""


def among(codes: Codes, code: str, message: str) -> bool:
    """Whether an error is one of these."""
    return any(row == code if isinstance(row, str) else row.matches(code, message) for row in codes)


@attrs.frozen(kw_only=True)
class Service:
    """A service of AWS."""

    name: str
    """As in the names of its operations: `lambda` in `lambda:GetFunction`."""
    botocore: str = attrs.field(default=attrs.Factory(lambda self: self.name, takes_self=True))
    """Botocore's name of it."""
    regional: bool = True
    """Whether each region has its own, with its own limits."""
    counted_as: str = attrs.field(default=attrs.Factory(lambda self: self.name, takes_self=True))
    """The name under which AWS counts its calls, for services that share a limit."""
    rates: Mapping[str, float] = attrs.field(factory=dict[str, float])
    """Calls a second: of an operation, or, under the service's name, of all others together. What isn't named has
    limits far above ours."""
    subjects: tuple[str, ...] = ()
    """The parameters that say what a call is about, the most telling first."""
    never_repeated: frozenset[str] = frozenset()
    """Operations that aren't repeated when no answer comes: a second call would do everything again."""
    new_each_time: frozenset[str] = frozenset()
    """Operations that create another thing each time. Botocore doesn't repeat them; `Api.create_once` does, and looks
    first whether the thing is there."""
    missing: Codes = ()
    """Error codes for a resource that doesn't exist."""
    exists: Codes = ()
    """Error codes for a name that is taken."""
    advice: tuple[tuple[Said, str], ...] = ()
    """Errors with what to do about them, where AWS's words don't say it."""
    failures: str = ""
    """The member of an answer with the parts of the call that failed, each with ErrorCode and ErrorMessage."""
    bodiless: bool = False
    """Whether refusals may come without a body, so that the HTTP status is all there is."""
    corrections: Mapping[tuple[str, str], Correction] = attrs.field(factory=dict[tuple[str, str], Correction])
    """By operation and member, where AWS is stricter than its model; `corrections.py` has those of the first types."""
    not_yet: tuple[NotYet, ...] = ()
    """Answers that mean "later"."""
    settling: tuple[Settling, ...] = ()
    """States that are waited for."""
