"""API Gateway v2: HTTP APIs.

    api.py        the type: an API together with its stage `$default`
    stage.py      the calls for that stage
    listing.py    the APIs of an account, and which of them is ours by a name that isn't unique
    operations.py the ARNs that its actions are needed on
    service.py    what is known of the service, as data: waits, error codes, rates

Public is what `__all__` names.
"""

from touchdown.aws.apigatewayv2.api import HttpApi

__all__ = ["HttpApi"]
