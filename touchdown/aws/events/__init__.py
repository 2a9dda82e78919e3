"""EventBridge: event buses, the rules in them, and the targets of rules.

    event_bus.py    a type: its fields, and the calls that make, change and delete a bus
    rule.py         a type that lives in a bus; patterns.py checks its pattern
    target.py       a type that belongs to a rule; inputs.py checks what it gets
    reaching.py     what EventBridge needs to reach a target: permissions and roles
    finding.py      rules by their identity and by their ARN, and those that are ours
    listing.py      targets as EventBridge lists them, and those that are ours
    kept.py         what others have put into a bus or a rule, which keeps it from being deleted
    forms.py        forms in which EventBridge takes values
    operations.py   the operations that are called; tagging.py has those for tags
    unsupported.py  the members of operations that no field has
    service.py      what is known of the service, as data: waits, error codes, corrections

Public is what `__all__` names.
"""

from touchdown.aws.events.event_bus import EventBus
from touchdown.aws.events.rule import Rule
from touchdown.aws.events.target import Target

__all__ = ["EventBus", "Rule", "Target"]
