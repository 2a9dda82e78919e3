"""IAM: roles, and the policies in them.

    role.py              the type, and what is called to make, change and delete one
    service.py           what is known of the service, as data: waits, error codes, rates
    policies.py          the policies that a role has: compared, and brought to what is declared

Public is what `__all__` names.
"""

from touchdown.aws.iam.role import Role

__all__ = ["Role"]
