"""Workspaces on an emulator, for tests of what is planned and applied."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Protocol

from touchdown import Account, Plan, Workspace, apply, plan
from touchdown.aws.api import Api
from touchdown.aws.session import PATIENCE, Access, Patience, Session
from touchdown.engine.change import Action
from touchdown.engine.waits import Clock


class Endpoint(Protocol):
    """Where an emulator, or a wire in front of one, is reached."""

    address: str
    access_key_id: str
    secret_access_key: str
    session_token: str | None


class ImpatientClock(Clock):
    """Time as it passes, with short pauses: for an emulator, whose own waits are short."""

    def pause(self, seconds: float) -> None:
        super().pause(min(seconds, 0.12))


_FASTER = 12


class QuickClock(Clock):
    """Time that passes by waiting, and faster than that: a bound of minutes is reached after some looks.

    `pauses` is what was waited.
    """

    def __init__(self) -> None:
        self.pauses: list[float] = []

    def now(self) -> float:
        return super().now() + _FASTER * sum(self.pauses)

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)


@lru_cache(maxsize=16)
def _session(access: Access, patience: Patience) -> Session:
    """Clients take long to make, so that tests on the same emulator share them."""
    return Session(access, local=False, patience=patience)


Declare = Callable[[Account], Any]


def nothing(aws: Account) -> None:
    """An account without declarations: what was in it is no longer declared."""


def workspace(
    endpoint: Endpoint, declare: Declare, *, name: str = "shop", region: str = "eu-west-1", **more: Any
) -> Workspace:
    """A workspace with one account, in which `declare` has declared what it wants."""
    made = Workspace(name)
    add_account(made, endpoint, declare, region=region, **more)
    made.complete()
    return made


def add_account(
    to: Workspace,
    endpoint: Endpoint,
    declare: Declare,
    *,
    region: str = "eu-west-1",
    patience: Patience = PATIENCE,
    emulator: bool = True,
    **more: Any,
) -> Account:
    """One more account on the emulator, which is taken for AWS if it isn't said to be an `emulator`."""
    account = to.add_aws(
        region=region,
        endpoint_url=endpoint.address,
        access_key_id=endpoint.access_key_id,
        secret_access_key=endpoint.secret_access_key,
        session_token=endpoint.session_token,
        emulator=emulator,
        **more,
    )
    access = Access(
        region=region,
        endpoint_url=endpoint.address,
        access_key_id=endpoint.access_key_id,
        secret_access_key=endpoint.secret_access_key,
        session_token=endpoint.session_token,
    )
    record = account.record
    account.api = Api(_session(access, patience), limiters=None, clock=ImpatientClock(), record=record)
    declare(account)
    return account


def applied(endpoint: Endpoint, declare: Declare, *, adopt: Sequence[str] = (), **more: Any) -> Workspace:
    """A workspace that has been applied."""
    made = workspace(endpoint, declare, **more)
    apply(made, adopt=adopt)
    return made


def planned(endpoint: Endpoint, declare: Declare, *, parallel: int | None = None, **more: Any) -> Plan:
    """The plan of a workspace that is declared anew, as another run of the command would."""
    return plan(workspace(endpoint, declare, **more), parallel=parallel)


def actions(plan: Plan) -> dict[str, str]:
    """What a plan would do, by address, without what it leaves as it is."""
    return {change.address: change.action.value for change in plan.changes if change.action is not Action.NONE}
