"""Imported by the server from which processes of tests are forked: what each would have to load, is loaded there."""

from __future__ import annotations

import touchdown.aws.session as sessions
from tests.support import workspaces

_SERVICES = ("sts", "lambda", "iam", "logs", "s3", "resourcegroupstaggingapi")

_session = sessions.Session(
    sessions.Access(region="eu-west-1", access_key_id="any", secret_access_key="any", endpoint_url="http://localhost"),
    local=False,
)
CLIENTS = [_session.client(service) for service in _SERVICES]
WORKSPACES = workspaces
