"""CloudWatch Logs: log groups, and what functions wrote to them.

    log_group.py   the type: its fields, and the calls that make, change and delete a group
    listing.py     groups read in bulk
    operations.py  the operations that log groups call, for permissions
    service.py     what is known of the service, as data: waits, error codes, rates
    tail.py        log events, for the command `touchdown tail`

Public is what `__all__` names.
"""

from touchdown.aws.logs.log_group import LogGroup

__all__ = ["LogGroup"]
