"""The connection to an AWS account in one region: what is declared of it, who we are in it, and the calls to it.

It knows no resource types: types, and the modules that read them, need only this much of an account. `account.py`
adds the types.
"""

from __future__ import annotations

import functools
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar
from urllib.parse import urlsplit

import attrs

from touchdown.aws.api import Api, Record
from touchdown.aws.constraints import tag_problems
from touchdown.aws.endpoint import AWS, EMULATOR, Endpoint
from touchdown.aws.itself import Itself
from touchdown.aws.limits import Limiters
from touchdown.aws.session import LOCAL_ACCOUNT, Access, Identities, Session
from touchdown.engine.waits import Clock
from touchdown.model.errors import AccountError, DeclarationError
from touchdown.model.place import Place
from touchdown.model.resource import Resource
from touchdown.model.source import Source, caller
from touchdown.model.workspace import Defaults

R = TypeVar("R", bound=Resource)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_ACCOUNT = re.compile(r"[0-9]{12}")


class Connection:
    """An account, as the resource types know it."""

    def __init__(
        self,
        access: Access,
        defaults: Defaults,
        *,
        name: str | None = None,
        account: str | None = None,
        tags: Mapping[str, str] | None = None,
        ignore_tags: Sequence[str] = (),
        local: bool = False,
        emulator: bool = False,
        identities: Identities | None = None,
    ) -> None:
        self.source: Source | None = caller()
        self.local = local or defaults.local
        self.account = account
        self.tags = dict(tags or {})
        self.ignore_tags = tuple(ignore_tags)
        self.directory = defaults.directory
        self.touchdownfile = defaults.touchdownfile
        self.clock = Clock()
        self.workspace_name: Callable[[], str | None] = lambda: None
        """Asks for the workspace's name, which may be set later."""
        self.record: Record = lambda call: None
        profile = access.profile if access.access_key_id else access.profile or defaults.profile
        self._access = attrs.evolve(access, region=access.region or defaults.region, profile=profile)
        self._identities = identities or Identities()
        self._name = name
        self._emulator = emulator
        self._resources: dict[str, Resource] = {}
        self._taken: dict[str, Resource] = {}
        self._place: Place | None = None
        self._lock = threading.Lock()
        self._ports: Callable[[], Mapping[str, int]] = dict
        self._check()

    @functools.cached_property
    def region(self) -> str:
        """The region: the declared one, or the one that botocore finds."""
        found = self._access.region or self._session(self._access).region
        if not found and self.local:
            return "us-east-1"
        if not found:
            raise DeclarationError(
                "add_aws() needs a region.", where=self.source, hint='As in add_aws(region="eu-west-1").'
            )
        return found

    @property
    def name(self) -> str:
        """The account's name within the workspace: its region, unless it has a name."""
        return self._name or self.region

    @property
    def account_id(self) -> str:
        """The account's number, as an output: text that can stand in policies, patterns and other values."""
        return self.itself.account_id

    @functools.cached_property
    def itself(self) -> Itself:
        """The account as outputs."""
        made = Itself(name=self.name)
        made.account = self
        return made

    def arn_here(self, service: str, resource: str) -> str:
        """An ARN of this account and region, made of outputs."""
        return f"arn:{self.itself.partition}:{service}:{self.region}:{self.account_id}:{resource}"

    @property
    def resources(self) -> Mapping[str, Resource]:
        """What is declared here, by address."""
        return self._resources

    def declared(self, cls: type[R], name: str) -> R | None:
        """The resource of a type and name that is declared here already, for what would bring it along."""
        found = self._resources.get(f"{self.name}/{cls.TYPE}.{name}")
        return found if isinstance(found, cls) else None

    def register(self, resource: Resource) -> None:
        """Takes a resource in; its address must be new."""
        resource.account = self
        other = self._taken.setdefault(resource.address.lower() if resource.CASELESS else resource.address, resource)
        if other is not resource:
            raise _twice(resource, other)
        self._resources[resource.address] = resource

    def use_local(self, address: str, secret: str, ports: Callable[[], Mapping[str, int]] = dict) -> None:
        """Says where the local AWS listens, the project's key for it, and where the ports of APIs and function URLs
        are found, by their ids."""
        self._ports = ports
        self._access = Access(
            region=self.region,
            endpoint_url=address,
            access_key_id=self.account or LOCAL_ACCOUNT,
            secret_access_key=secret,
        )

    @property
    def endpoint(self) -> Endpoint:
        """The capabilities of whatever answers here."""
        return EMULATOR if self.local or self._emulator else AWS

    @property
    def emulator_hint(self) -> str:
        """A hint for errors at an address that isn't AWS's own; empty at AWS's."""
        if self._access.endpoint_url is None or self._emulator or self.local:
            return ""
        return "If an emulator answers at endpoint_url=, add emulator=True to add_aws()."

    @functools.cached_property
    def api(self) -> Api:
        """The calls to this account. Nothing is called before `place` has said that it is the right one."""
        session = self._session(attrs.evolve(self._access, region=self.region))
        return Api(session, limiters=None, clock=self.clock, record=lambda call: self.record(call))

    def _session(self, access: Access) -> Session:
        return Session(access, local=self.local, identities=self._identities)

    def endpoint_of(self, service: str) -> str:
        """The address that a service's calls go to, as `https://sqs.eu-west-1.amazonaws.com`."""
        return str(self.api.client(service).meta.endpoint_url).rstrip("/")

    def reachable(self, url: str) -> str:
        """The address of an API or a function URL that answers: the local AWS has a port of its own for each, by the
        id that AWS's address begins with."""
        port = self._ports().get((urlsplit(url).hostname or "").partition(".")[0])
        return url if port is None else f"http://127.0.0.1:{port}{urlsplit(url).path}"

    def place(self) -> Place:
        """Asks who we are, once."""
        with self._lock:
            if self._place is None:
                identity = self.api.call("sts:GetCallerIdentity")
                self.api.identity = identity["Arn"]
                self._place = Place(identity["Account"], identity["Arn"].split(":")[1], self.region)
                self._check_pinned(self._place)
                if self.endpoint.has_limits:
                    self.api.limiters = Limiters(self._place, self.clock)
        return self._place

    def expected_place(self, account_id: str) -> Place:
        """Where the declaration says that this is, without asking; with this number if it doesn't say one."""
        return Place(self.account or account_id, self._session(self._access).partition(self.region), self.region)

    @property
    def assumes(self) -> str | None:
        """The ARN of the role that is assumed, if any."""
        return self._access.role_arn

    def _check_pinned(self, place: Place) -> None:
        if self.account and place.account_id != self.account:
            raise AccountError(
                f"These credentials are of account {place.account_id}, and {self.name} is declared for {self.account}.",
                where=self.source,
                hint="Choose another profile, or another account= in add_aws(). Nothing else was called.",
            )

    def _check(self) -> None:
        for problem in self._problems():
            raise DeclarationError(f"add_aws(): {problem}", where=self.source)

    def _problems(self) -> list[str]:
        problems: list[str] = []
        if self.account is not None and not _ACCOUNT.fullmatch(self.account):
            problems.append(
                f'account={self.account!r} is no account number: it takes twelve digits, as "123456789012".'
            )
        if self._name is not None and not _NAME.fullmatch(self._name):
            problems.append(f"name={self._name!r} takes up to 64 letters, digits, dots, hyphens and underscores.")
        problems += self._access.problems()
        if self._emulator and not self._access.endpoint_url:
            problems.append('emulator=True needs the address of the emulator, as endpoint_url="http://localhost:4566".')
        problems += [f"tags= {problem}." for problem in tag_problems(self.tags)]
        return problems


def _twice(resource: Resource, other: Resource) -> DeclarationError:
    """The error for two resources with the same address: both are the user's, or another resource brought one along."""
    declared, brought = (other, resource) if resource.implied_by else (resource, other)
    if brought.implied_by is None:
        return DeclarationError(
            f"{resource.address} is declared twice.",
            where=resource.where,
            why=f"The other declaration{_spelt(resource, other)} is in {other.where}.",
            hint="Give one of them another name.",
        )
    return DeclarationError(
        f"{declared.address} is declared, and {brought.implied_by.label} brings one of that name along.",
        where=declared.where,
        why=f"{brought.implied_by.label} is declared in {brought.where}.",
        hint="Declare yours first and hand it over, as in role= and log_group=, or give it another name.",
    )


def _spelt(resource: Resource, other: Resource) -> str:
    """The other spelling, where AWS takes two names for the same."""
    return "" if resource.address == other.address else f", of {other.address}, which is the same name to AWS,"
