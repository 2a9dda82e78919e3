"""The trust policy of a role that GitHub Actions assume, by a token that GitHub gives to a job (GitHub, "Configuring
OpenID Connect in Amazon Web Services")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from touchdown.aws.connection import Connection
from touchdown.model.errors import DeclarationError

_ISSUER = "token.actions.githubusercontent.com"
_REPOSITORY = re.compile(r"(?P<name>[\w.-]+/[\w.-]+)(@(?P<branch>[\w./-]+))?")


def is_repository(text: str) -> bool:
    return _REPOSITORY.fullmatch(text) is not None


def trust_policy(accounts: Sequence[Connection], repository: str, purpose: str) -> dict[str, Any]:
    """For `plan`, pull requests of the repository may assume the role; otherwise only its branch, `main` unless
    `OWNER/NAME@BRANCH` says which. Neither can get the other's role."""
    named = _REPOSITORY.fullmatch(repository)
    assert named is not None, repository
    subject = "pull_request" if purpose == "plan" else f"ref:refs/heads/{named['branch'] or 'main'}"
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": _provider(accounts)},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {
            "StringEquals": {f"{_ISSUER}:aud": "sts.amazonaws.com", f"{_ISSUER}:sub": f"repo:{named['name']}:{subject}"}
        },
    }
    return {"Version": "2012-10-17", "Statement": [statement]}


def _provider(accounts: Sequence[Connection]) -> str:
    """The ARN of the provider in the account that the role is in."""
    found = {account.expected_place("").arn("iam", f"oidc-provider/{_ISSUER}", everywhere=True) for account in accounts}
    numbers = {account.account for account in accounts}
    if None in numbers or len(found) != 1:
        raise DeclarationError(
            "A trust policy is of a single account, whose number has to be known.",
            hint='Declare it: workspace.add_aws(account="123456789012", ...). Workspaces of several accounts need a '
            "role in each.",
        )
    return found.pop()
