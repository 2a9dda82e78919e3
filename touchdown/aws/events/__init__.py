"""EventBridge: event buses, and the rules in them.

    event_bus.py     a type: its fields, and the calls that make, change and delete a bus
    rule.py          a type that lives in a bus; patterns.py checks its pattern
    finding.py       rules by their identity and by their ARN, and those that are ours
    kept.py          what others have put into a bus or a rule, which keeps it from being deleted
    dead_letters.py  queues for events that couldn't be delivered
    operations.py    the operations that are called; tagging.py has those for tags
    unsupported.py   the members of operations that no field has
    service.py       what is known of the service, as data: waits, error codes, corrections

Public is what `__all__` names.
"""

from touchdown.aws.events.event_bus import EventBus
from touchdown.aws.events.rule import Rule

__all__ = ["EventBus", "Rule"]
