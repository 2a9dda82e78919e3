"""SQS: queues.

    queue.py         the type: its fields, and the calls that make, change and delete a queue
    dead_letters.py  the dead-letter queue that it brings along
    messages.py      how many messages it holds, which keep it from being deleted
    service.py       what is known of the service, as data: waits, error codes, corrections

Public is what `__all__` names.
"""

from touchdown.aws.sqs.queue import Queue

__all__ = ["Queue"]
