"""Every error that a user can meet, as one hierarchy.

    TouchdownError
    ├── InputError                1  nothing was called
    │   ├── CommandLineError         the command line is wrong
    │   ├── DeclarationError         the Touchdownfile is wrong
    │   └── Declined                 the user said no
    ├── AccountError              3  AWS refused, can't be reached, or isn't as declared; nothing was changed
    │   ├── AccessDenied             a permission is missing
    │   ├── Unreachable              no network, no credentials, no answer
    │   ├── Missing                  what get_* names isn't there
    │   ├── NotOurs                  what add_* names belongs to somebody else
    │   ├── AlreadyExists            a name is taken
    │   ├── ChangedMeanwhile         somebody else wrote first
    │   ├── ChangeFailed             AWS accepted a change, and then failed to make it
    │   └── StillNotReady            a wait has reached its bound
    ├── LocalError                3  the local AWS can't be started
    ├── PartlyApplied             4  some changes were made, some failed
    ├── FunctionFailed            5  the invoked function raised
    ├── Bug                      70  a bug of ours, in one change of several
    └── Interrupted             130  stopped before anything was changed

The number is the exit code of the command. A message says what, where, why and what to do, in that order; whoever
raises gives the four parts apart, so that the views can lay them out (`cli/views/errors.py`) and `str(error)` can
join them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from touchdown.model.source import Source


class TouchdownError(Exception):
    """The base of all errors that are not a bug of Touchdown.

    `what` is one sentence. `where` is the place of the declaration. `why` and `hint` are optional sentences: the
    cause as far as it is known, and what to do about it. `others` are further errors that were found with it.
    """

    exit_code: ClassVar[int] = 70

    def __init__(
        self,
        what: str,
        *,
        where: Source | None = None,
        why: str = "",
        hint: str = "",
        others: Sequence[TouchdownError] = (),
    ) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.why = why
        self.hint = hint
        self.others = tuple(others)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        own = place + " ".join(part for part in (self.what, self.why, self.hint) if part)
        return "\n".join((own, *map(str, self.others)))


class InputError(TouchdownError):
    exit_code = 1


class CommandLineError(InputError):
    """An option or an argument is wrong."""


class DeclarationError(InputError):
    """The Touchdownfile is wrong."""


class Declined(InputError):
    """The user was asked and said no, or couldn't be asked."""


class AccountError(TouchdownError):
    """AWS refused a call. `code` is AWS's own name of the error, `operation` the call, as `lambda:CreateFunction`.

    If the call was `repeated`, this is the answer to the last attempt; an earlier one may have been carried out.
    """

    exit_code = 3

    def __init__(
        self,
        what: str,
        *,
        where: Source | None = None,
        why: str = "",
        hint: str = "",
        code: str = "",
        operation: str = "",
        repeated: bool = False,
    ) -> None:
        super().__init__(what, where=where, why=why, hint=hint)
        self.code = code
        self.operation = operation
        self.repeated = repeated


class AccessDenied(AccountError):
    """We may not make a call."""


class Unreachable(AccountError):
    """AWS doesn't answer, or there are no credentials to ask with."""


class Missing(AccountError):
    """What a `get_*` names, or what a call needs, doesn't exist."""


class NotOurs(AccountError):
    """What an `add_*` names exists and isn't this workspace's."""


class AlreadyExists(AccountError):
    """A create was answered with "exists already"."""


class ChangedMeanwhile(AccountError):
    """Somebody else changed a resource between our reading and our writing."""


class ChangeFailed(AccountError):
    """AWS accepted a change, and then failed to make it."""


class StillNotReady(AccountError):
    """AWS said "not yet" until the bound of the wait."""


class LocalError(TouchdownError):
    """The local AWS can't be set up, started or reached."""

    exit_code = 3


class PartlyApplied(TouchdownError):
    """Some changes were made and some failed; running again goes on from there."""

    exit_code = 4


class FunctionFailed(TouchdownError):
    """The function was invoked, and raised or timed out."""

    exit_code = 5


class Bug(TouchdownError):
    """A bug of Touchdown in one change of several. The exception itself is its `__cause__`."""


class Interrupted(TouchdownError):
    """Stopped before anything was changed."""

    exit_code = 130


def all_in_one(errors: Sequence[TouchdownError]) -> TouchdownError:
    """The first of several errors, with the others behind it."""
    first, *others = errors
    first.others = tuple(others)
    return first
