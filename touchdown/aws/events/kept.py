"""What others have put into a bus keeps it from being deleted: the plan names it, and nothing of theirs is removed."""

from __future__ import annotations

from touchdown.aws.connection import Connection
from touchdown.aws.events.finding import place_of
from touchdown.aws.events.tagging import TAGGING
from touchdown.aws.marks import of_workspace
from touchdown.aws.reading import reading_of
from touchdown.aws.resource import AwsResource
from touchdown.aws.tags import WORKSPACE
from touchdown.engine.observed import Observed


def by_rules(account: Connection, bus: AwsResource | None, present: Observed) -> str | None:
    """EventBridge deletes no bus that has rules."""
    rules = list(account.api.pages("events:ListRules", "Rules", EventBusName=present.name))
    with reading_of(account, present.workspace) as reading:
        tags = reading.each(lambda rule: TAGGING.read_tags(account.api, rule["Arn"]), rules)
    read = zip(rules, tags, strict=True)
    theirs = [rule["Name"] for rule, its in read if its is not None and its.get(WORKSPACE) != present.workspace]
    if not theirs:
        return None
    return f"The bus {present.name} has rules that aren't this workspace's: {', '.join(theirs)}. Delete them first."


def by_targets(account: Connection, rule: AwsResource | None, present: Observed) -> str | None:
    """EventBridge deletes no rule that has targets. Ours go first; their ids are marked."""
    found = account.api.pages("events:ListTargetsByRule", "Targets", **place_of(present.name, "Rule"))
    theirs = [target["Id"] for target in found if not target["Id"].startswith(of_workspace(present.workspace))]
    if not theirs:
        return None
    name = present.name.rpartition(":")[2]
    return f"The rule {name} has targets that aren't this workspace's: {', '.join(theirs)}. Remove them first."
