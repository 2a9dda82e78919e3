"""EventBridge: event buses.

    event_bus.py     the type: its fields, and the calls that make, change and delete a bus
    kept.py          what others have put into a bus, which keeps it from being deleted
    dead_letters.py  queues for events that couldn't be delivered
    tagging.py       the operations that read and write tags
    unsupported.py   the members of operations that no field has
    service.py       what is known of the service, as data: waits, error codes, corrections

Public is what `__all__` names.
"""

from touchdown.aws.events.event_bus import EventBus

__all__ = ["EventBus"]
