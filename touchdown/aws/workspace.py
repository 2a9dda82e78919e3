"""The workspace of a Touchdownfile, with AWS in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from touchdown.aws.account import Account
from touchdown.aws.session import Access, Identities
from touchdown.model.adder import checked
from touchdown.model.workspace import BaseWorkspace


class Workspace(BaseWorkspace):
    """A workspace: all that a Touchdownfile declares. In the file, `workspace` exists already."""

    __slots__ = ("_identities",)

    def __init__(self, name: str | None = None, *, settings: Mapping[str, str] | None = None) -> None:
        super().__init__(name, settings=settings)
        self._identities = Identities()

    @checked
    def add_aws(
        self,
        *,
        region: str | None = None,
        name: str | None = None,
        account: str | None = None,
        profile: str | None = None,
        access_key_id: str | None = None,
        secret_access_key: str | None = None,
        session_token: str | None = None,
        role_arn: str | None = None,
        endpoint_url: str | None = None,
        tags: Mapping[str, str] | None = None,
        ignore_tags: Sequence[str] = (),
        emulator: bool = False,
        local: bool = False,
    ) -> Account:
        """Declares an AWS account in one region.

        Credentials are found as botocore finds them (environment, profiles, SSO, assumed roles, instance and CI
        identities), unless they are given here.

        :param region: the region, as `eu-west-1`; left out, the one of the environment or the profile.
        :param name: what addresses call the account; the default is its region. Unique in the workspace.
        :param account: the account's number of twelve digits: with other credentials nothing is called.
        :param profile: a profile of `~/.aws/config`; not beside keys of the account's own.
        :param role_arn: a role that is assumed with the credentials found.
        :param endpoint_url: another address for all services: a VPC endpoint, a proxy before AWS, an emulator.
        :param emulator: whether an emulator answers at `endpoint_url`, as MiniStack or moto's server. Then AWS's rates
            aren't kept, and what the tagging API of emulators misses is looked for in lists.
        :param tags: tags for everything that is declared in the account.
        :param ignore_tags: keys of tags that somebody else sets, or patterns as `cost-*`: they are left as they are.
        :param local: use the local AWS (`touchdown local`) instead: no credential is read, nothing leaves the machine.
        """
        access = Access(
            region=region,
            profile=profile,
            access_key_id=access_key_id,
            secret_access_key=secret_access_key,
            session_token=session_token,
            role_arn=role_arn,
            endpoint_url=endpoint_url,
        )
        declared = Account(
            access,
            self.defaults,
            name=name,
            account=account,
            tags=tags,
            ignore_tags=ignore_tags,
            local=local,
            emulator=emulator,
            identities=self._identities,
        )
        declared.workspace_name = lambda: self.name
        return self.add_account(declared)
