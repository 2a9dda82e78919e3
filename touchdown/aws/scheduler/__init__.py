"""EventBridge Scheduler: schedules, and the group that a workspace has for its own.

    schedule.py        a type: its fields, and the calls that make, change and delete a schedule
    schedule_group.py  a type that schedules bring along, and belong to
    belonging.py       the group and the roles of a workspace's schedules
    rules.py           what Scheduler refuses; expressions.py has expressions, time zones and times
    forms.py           forms in which Scheduler takes values
    operations.py      the operations that are called; tagging.py has those for tags
    listing.py         the schedules of a group, and which of them are ours
    service.py         what is known of the service, as data: waits, error codes, rates

Public is what `__all__` names.
"""

from touchdown.aws.scheduler.schedule import Schedule
from touchdown.aws.scheduler.schedule_group import ScheduleGroup

__all__ = ["Schedule", "ScheduleGroup"]
