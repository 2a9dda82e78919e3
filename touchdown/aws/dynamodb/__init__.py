"""DynamoDB: tables.

    table.py       the type: its fields, and what is put together to its lifecycle
    indexes.py     the indexes of a table: what a user writes, what is compared, what is sent
    rules.py       what DynamoDB refuses beyond its service model
    reading.py     how a table is read: five calls at the same time
    creating.py    how a table is created and deleted, and why it may not be deleted
    updating.py    how a table is changed: a call for each thing that differs, with a wait after it
    operations.py  the operations, and what of them is left out
    service.py     what is known of the service, as data: waits, error codes, rates, corrections

Public is what `__all__` names.
"""

from touchdown.aws.dynamodb.indexes import Index, LocalIndex
from touchdown.aws.dynamodb.table import Table

__all__ = ["Index", "LocalIndex", "Table"]
