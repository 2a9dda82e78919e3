"""What Scheduler refuses in a schedule, and what can't be in a workspace."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from touchdown.aws.events.forms import problems_of_dead_letters
from touchdown.aws.scheduler.belonging import is_of_workspace
from touchdown.aws.scheduler.expressions import problems as problems_of_expression
from touchdown.aws.scheduler.expressions import problems_of_times
from touchdown.aws.sqs.queue import Queue

if TYPE_CHECKING:
    from touchdown.aws.scheduler.schedule import Schedule

_LONGEST_WINDOW = 1440


def problems(schedule: Schedule) -> Iterator[str]:
    """What is wrong with a schedule, as whole sentences."""
    yield from problems_of_expression(schedule.expression, schedule.timezone)
    yield from problems_of_times(schedule.start, schedule.end, schedule.expression)
    yield from problems_of_dead_letters(schedule.dead_letter_queue)
    if not 0 <= schedule.flexible_window <= _LONGEST_WINDOW:
        yield f"flexible_window= is {schedule.flexible_window}, AWS allows 0 to {_LONGEST_WINDOW} minutes."
    if (isinstance(schedule.target, Queue) and schedule.target.fifo) != (schedule.message_group is not None):
        yield "message_group= is for FIFO queues, and they need it."
    if schedule.target.account is not schedule.account:
        yield f"target= is {schedule.target.address}: declare the schedule in that account."
    if not is_of_workspace(schedule.group):
        yield "its group is called after the workspace: set workspace.name above add_schedule()."
