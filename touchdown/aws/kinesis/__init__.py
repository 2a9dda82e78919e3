"""Kinesis: data streams.

    stream.py    the type: its fields, and what is put together to its lifecycle
    creating.py  how a stream is created and deleted, and why it may not be deleted
    live.py      a stream as it is: read, and looked at until it has settled
    changing.py  a call for each thing that differs, with a wait after it; and the tags
    service.py   what is known of the service, as data: waits, error codes, rates, corrections

Public is what `__all__` names.
"""

from touchdown.aws.kinesis.stream import Stream

__all__ = ["Stream"]
