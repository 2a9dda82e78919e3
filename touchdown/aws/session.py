"""Sessions: credentials, clients, and who we are in an account.

Credentials are found as botocore finds them, unless the declaration has its own. On the local AWS none of the user's
is read: the session gets the project's own for it, and neither configuration nor credentials files nor endpoints of the
environment.

Accounts of a workspace that declare the same credentials share them: AWS takes the code of a second factor only once.
For the same reason the roles that a profile assumes are kept where the AWS command line keeps them.
"""

from __future__ import annotations

import contextlib
import functools
import os
import re
import threading
from typing import Any

import attrs

from touchdown.aws.errors import no_credentials, translated
from touchdown.aws.repeats import Repeats
from touchdown.aws.service_model import loader

LOCAL_ACCOUNT = "000000000000"
_LONGEST_PAUSE = 20
"""botocore's, between two attempts (botocore/retries/standard.py)."""
_LONGEST_RUN = 1815
"""A function runs for at most 1,800 seconds (botocore's model of CreateFunction)."""
_REGION = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")


@attrs.frozen
class Access:
    """Access to an account as it is declared; empty fields are found as botocore finds them."""

    region: str | None = None
    profile: str | None = None
    access_key_id: str | None = None
    secret_access_key: str | None = attrs.field(default=None, repr=False)
    session_token: str | None = attrs.field(default=None, repr=False)
    role_arn: str | None = None
    endpoint_url: str | None = None

    def problems(self) -> list[str]:
        """The problems that show without a call."""
        problems: list[str] = []
        if self.region and not _REGION.fullmatch(self.region):
            problems.append(f'region={self.region!r} is no region: they are written as "eu-west-1".')
        if bool(self.access_key_id) != bool(self.secret_access_key):
            problems.append("access_key_id= and secret_access_key= belong together.")
        elif self.session_token and not self.access_key_id:
            problems.append("session_token= needs access_key_id= and secret_access_key=.")
        if self.profile and (self.access_key_id or self.secret_access_key):
            problems.append("profile= and access_key_id= both say who we are: give one of them.")
        if self.role_arn and not self.role_arn.startswith("arn:"):
            problems.append(f'role_arn={self.role_arn!r} is no ARN, as "arn:aws:iam::123456789012:role/NAME".')
        if self.endpoint_url and not self.endpoint_url.startswith(("http://", "https://")):
            problems.append(f"endpoint_url={self.endpoint_url!r} doesn't begin with http:// or https://.")
        return problems


@attrs.frozen
class Patience:
    """Seconds that AWS may take to answer, and attempts of a call, before it has failed."""

    connection: float = 10
    answer: float = 70
    attempts: int = 10
    first_attempts: int = 3
    """The patience of the call that says who we are. It is the first, so a missing network is reported soon."""

    def at_most(self, each: float = 0) -> float:
        """Seconds after which a call is given up that fails each time after so long."""
        return self.attempts * each + sum(min(2**number, _LONGEST_PAUSE) for number in range(self.attempts - 1))

    def attempts_of(self, service: str) -> int:
        return min(self.attempts, self.first_attempts) if service == "sts" else self.attempts


PATIENCE = Patience()


class Identity:
    """Who we are: a botocore session, and the lock without which no two threads may use it."""

    def __init__(self, access: Access, *, local: bool) -> None:
        self._access = access
        self._local = local
        self._known = False
        self.lock = threading.Lock()

    @functools.cached_property
    def session(self) -> Any:
        """The session, with nothing asked of anybody yet."""
        import botocore.session

        session = botocore.session.Session(profile=None if self._local else self._access.profile)
        session.register_component("data_loader", loader())
        if self._local:
            for name in ("config_file", "credentials_file"):
                session.set_config_variable(name, os.devnull)
            session.set_config_variable("profile", None)
        return session

    def known(self, region: str | None) -> Any:
        """The session with its credentials; a role is assumed in the region of whoever is first to need it."""
        if not self._known:
            self._find_credentials(region)
            self._known = True
        return self.session

    def _find_credentials(self, region: str | None) -> None:
        access, session = self._access, self.session
        if self._local:
            session.set_credentials(access.access_key_id or LOCAL_ACCOUNT, access.secret_access_key or "unknown")
            return
        session.register_component("credential_provider", _providers(session, region))
        if access.access_key_id and access.secret_access_key:
            session.set_credentials(access.access_key_id, access.secret_access_key, access.session_token)
        if access.role_arn:
            _assume(session, access.role_arn, region, access.endpoint_url)


class Identities:
    """Those of a workspace, each once, whatever the regions that it is used in."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: dict[tuple[Access, bool], Identity] = {}

    def of(self, access: Access, *, local: bool) -> Identity:
        anywhere = attrs.evolve(access, region=None)
        with self._lock:
            return self._found.setdefault((anywhere, local), Identity(anywhere, local=local))


class Session:
    """The clients of one account and region, each made once."""

    def __init__(
        self, access: Access, *, local: bool, identities: Identities | None = None, patience: Patience = PATIENCE
    ) -> None:
        self._access = access
        self._local = local
        self._patience = patience
        self._identity = (identities or Identities()).of(access, local=local)
        self.repeats = Repeats()
        self._clients: dict[str, Any] = {}

    @property
    def region(self) -> str | None:
        """The region of the declaration, of the environment, or of the profile."""
        from_environment = None if self._local else os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
        if self._access.region or (from_environment and not self._access.profile):
            return self._access.region or from_environment
        with self._identity.lock, translated("Looking for the region"):
            return self._identity.session.get_config_variable("region") or from_environment

    def partition(self, region: str) -> str:
        """The partition that botocore knows a region to be of, as `aws` or `aws-cn`."""
        with self._identity.lock, translated("Looking for the partition"):
            return str(self._identity.session.get_partition_for_region(region))

    def client(self, service: str, *, patient: bool = False, once: bool = False) -> Any:
        """The botocore client of a service. Clients are safe to share between threads; making one isn't.

        A client that calls `once` doesn't repeat calls. A `patient` one doesn't either, since a second call would run
        the function again, and waits for as long as a function may run.
        """
        name = f"{service} patient" if patient else f"{service} once" if once else service
        with self._identity.lock:
            if name not in self._clients:
                self._clients[name] = self._make_client(service, patient, once)
            return self._clients[name]

    def attempts_of(self, service: str) -> int:
        """How often a call is made before it has failed."""
        return self._patience.attempts_of(service)

    def pagination(self, service: str, operation: str) -> Any:
        """How the pages of an operation follow each other."""
        with self._identity.lock:
            return self._identity.session.get_paginator_model(service).get_paginator(operation)

    def _make_client(self, service: str, patient: bool, once: bool) -> Any:
        from botocore.config import Config

        from touchdown.aws.truncated_responses import WholeAnswers

        # The stubs don't know all of botocore's settings yet.
        settings: dict[str, Any] = {"ignore_configured_endpoint_urls": self._local}
        if self._access.endpoint_url:
            settings["inject_host_prefix"] = False  # an address that was given has no other hosts beside it
        config = Config(
            retries={"mode": "standard", "total_max_attempts": 1 if patient or once else self.attempts_of(service)},
            max_pool_connections=64,
            connect_timeout=self._patience.connection,
            read_timeout=_LONGEST_RUN if patient else self._patience.answer,
            tcp_keepalive=True,
            user_agent_extra="touchdown",
            proxies={} if self._local else None,
            **settings,
            s3={"addressing_style": "path"} if self._access.endpoint_url else None,
        )
        with translated(service):
            client = self._identity.known(self._access.region).create_client(
                service, region_name=self._access.region, endpoint_url=self._access.endpoint_url, config=config
            )
        client._endpoint.http_session = WholeAnswers(client._endpoint.http_session)  # there is no public way to it
        self.repeats.watch(client)
        return client


def _providers(session: Any, region: str | None) -> Any:
    """Botocore's search for credentials."""
    from botocore.credentials import create_credential_resolver

    return create_credential_resolver(session, cache=_cache(), region_name=region)


def _cache() -> Any:
    """Roles that were assumed for a profile, for later commands, and for `aws`, which keeps its own here."""
    from botocore.utils import JSONFileCache

    class Cache(JSONFileCache):
        def __setitem__(self, key: str, value: Any) -> None:
            # Where the home can't be written to, the role is assumed again.
            with contextlib.suppress(OSError):
                super().__setitem__(key, value)

    return Cache(os.path.expanduser("~/.aws/cli/cache"))  # noqa: PTH111 -- that of Path fails where there is no home


def _assume(session: Any, role_arn: str, region: str | None, endpoint_url: str | None) -> None:
    """Gives the session the credentials of a role, which are renewed when they expire."""
    from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials

    source = session.get_credentials()
    if source is None:
        raise no_credentials("to assume the role with")
    fetcher = AssumeRoleCredentialFetcher(
        client_creator=functools.partial(session.create_client, region_name=region, endpoint_url=endpoint_url),
        source_credentials=source,
        role_arn=role_arn,
        extra_args={"RoleSessionName": "touchdown"},
    )
    session._credentials = DeferredRefreshableCredentials(  # botocore has no public setter for renewable ones
        refresh_using=fetcher.fetch_credentials, method="assume-role"
    )
