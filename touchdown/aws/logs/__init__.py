"""CloudWatch Logs: log groups, and what functions wrote to them.

    log_group.py   the type, and what is called to make, change and delete one
    service.py     what is known of the service, as data: waits, error codes, rates
    tail.py        log events, for the command `touchdown tail`

Public is what `__all__` names.
"""

from touchdown.aws.logs.log_group import LogGroup

__all__ = ["LogGroup"]
