"""IAM: roles, and the policies in them.

    role.py        the type: its fields, and the calls that make, change and delete a role
    listing.py     roles read in bulk
    policies.py    the policies in a role: compared, put in, taken away
    operations.py  the operations that roles call, for permissions
    service.py     what is known of the service, as data: waits, error codes, rates

Public is what `__all__` names.
"""

from touchdown.aws.iam.role import Role

__all__ = ["Role"]
