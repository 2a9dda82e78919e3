"""What IAM refuses of a role although its model allows it (AWS: "IAM and AWS STS quotas", "Service-linked roles")."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from touchdown.aws.constraints import problems
from touchdown.aws.grants import PREFIX
from touchdown.model.output import has_unknown, reveal

_TRUST = 2048
"""The quota of characters of a trust policy by default; AWS raises it to 4,096 where it is asked to."""
_LINKED_NAME, _LINKED_PATH = "AWSServiceRoleFor", "/aws-service-role/"


def of_a_service(name: str, path: object) -> Iterator[str]:
    """Objects to a role that belongs to a service of AWS."""
    at = path if isinstance(path, str) else ""
    if name.startswith(_LINKED_NAME) or at.startswith(_LINKED_PATH):
        yield "It is a service-linked role, which only AWS's service can make or change: name it with get_role."


def wrong_names(policies: Iterable[str]) -> Iterator[str]:
    """Objects to names of inline policies."""
    for name in policies:
        if name.startswith(PREFIX):
            yield f'policies["{name}"]: Names that begin with {PREFIX} are kept for the policies of grants.'
        for problem in problems("iam:PutRolePolicy", "PolicyName", name):
            yield f'policies["{name}"]: The name {problem}.'


def long_trust(document: Any) -> Iterator[str]:
    """A warning of a trust policy that is longer than AWS allows by default."""
    if has_unknown(document):
        return
    text = document if isinstance(document, str) else json.dumps(reveal(document), separators=(",", ":"), default=str)
    length = sum(not one.isspace() for one in text)
    if length > _TRUST:
        yield f"The trust policy has {length:,} characters: AWS allows {_TRUST:,} unless the quota was raised."
