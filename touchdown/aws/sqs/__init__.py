"""SQS: queues.

    queue.py    the type, and what is called to make, change and delete a queue
    service.py  what Touchdown knows of SQS: what means "later", and what its errors mean

Public is what `__all__` names.
"""

from touchdown.aws.sqs.queue import Queue

__all__ = ["Queue"]
