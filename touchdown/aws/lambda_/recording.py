"""The tags that record what was applied to a function: written ahead of a change that nothing else would show, and by
the last call of each change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from touchdown.aws.lambda_.applied import NOTHING, Applied
from touchdown.aws.lambda_.configuration.configuration import CONFIGURATION, IN_TAGS
from touchdown.aws.lambda_.drift import is_live
from touchdown.aws.lambda_.live import as_function
from touchdown.aws.lambda_.tagging import TAGGING
from touchdown.aws.ownership import all_tags
from touchdown.aws.resource import Step
from touchdown.aws.tags import CODE, Tags
from touchdown.engine.record import from_text

if TYPE_CHECKING:
    from touchdown.aws.lambda_.function import Function


def tags_with(step: Step[Function], applied: Applied) -> Tags:
    """All tags of a function of ours, with what is applied of its fields and its code."""
    return {**all_tags(step), CODE: applied.to_tag()}


def write_ahead(step: Step[Function]) -> Mapping[str, str]:
    """Records that a change is begun, where none of the fields that it configures will show it; gives the tags then.

    Without it, an apply that is killed once a new secret is sent looks finished, and no version is ever published.
    """
    observed, lifecycle = step.observed, step.resource.lifecycle
    applied, record = as_function(observed).applied, from_text(observed.record)
    names = [name for name in CONFIGURATION if name in step.change.fields]
    if applied is None or record is None or not names:
        return observed.tags
    if applied.is_unfinished or not all(record.fits(lifecycle, name, step.values[name]) for name in names):
        return observed.tags
    ahead = {CODE: applied.unfinished().to_tag()}
    step.account.api.call("lambda:TagResource", report=step.report, Resource=observed.arn, Tags=ahead)
    return {**observed.tags, **ahead}


def version_in_tag(step: Step[Function]) -> str:
    """The version in the tag, for a change that publishes none, if it is that of what is live."""
    applied = as_function(step.observed).applied
    if applied is None or not is_live(applied, step.observed) or step.change.fields - IN_TAGS:
        return NOTHING
    return applied.version


def write_tags(step: Step[Function], arn: str, applied: Applied, present: Mapping[str, str]) -> None:
    TAGGING.write_tags(step, arn, present, tags_with(step, applied))
