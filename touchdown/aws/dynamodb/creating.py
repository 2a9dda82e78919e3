"""How a table is created and deleted, and why it may not be deleted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from touchdown.aws.connection import Connection
from touchdown.aws.dynamodb.indexes import (
    attributes_of,
    definitions,
    index_members,
    key_schema,
    keys_of,
    local_index_members,
    throughput,
)
from touchdown.aws.dynamodb.operations import TAGGING
from touchdown.aws.dynamodb.reading import describe, settled, stream_arn
from touchdown.aws.dynamodb.service import TABLE_ACTIVE, TABLE_GONE
from touchdown.aws.dynamodb.updating import encryption, stream_members, write_beside
from touchdown.aws.ownership import all_tags
from touchdown.aws.policies.document import to_text
from touchdown.aws.resource import Step
from touchdown.aws.tagging import call
from touchdown.engine.lifecycle import Outputs
from touchdown.engine.observed import Observed
from touchdown.model.errors import Missing

if TYPE_CHECKING:
    from touchdown.aws.dynamodb.table import Table


def create(step: Step[Table]) -> Outputs:
    table, wanted = step.resource, step.values
    optional = {
        "GlobalSecondaryIndexes": [index_members(table, name) for name in table.indexes],
        "LocalSecondaryIndexes": [local_index_members(table, name) for name in table.local_indexes],
        "SSESpecification": encryption(wanted["kms_key"]),
        "StreamSpecification": stream_members(wanted["stream"]) if wanted["stream"] else None,
        "ResourcePolicy": to_text(wanted["policy"]) if wanted["policy"] else None,
    }
    capacity = throughput(wanted)
    call(
        step,
        "dynamodb:CreateTable",
        TableName=table.name,
        KeySchema=key_schema(keys_of(table)),
        AttributeDefinitions=definitions(table, attributes_of(table)),
        BillingMode="PROVISIONED" if capacity else "PAY_PER_REQUEST",
        TableClass=wanted["table_class"],
        DeletionProtectionEnabled=wanted["deletion_protection"],
        Tags=TAGGING.sent(all_tags(step)),
        **capacity,
        **{member: value for member, value in optional.items() if value},
    )
    made = settled(step, TABLE_ACTIVE)
    policy = wanted["policy"] if step.account.endpoint.keeps_policies_of_new_tables else None
    write_beside(step, {"ttl": None, "point_in_time_recovery": False, "policy": policy})
    return {"stream_arn": stream_arn(made)}


def delete(step: Step[Table]) -> None:
    call(step, "dynamodb:DeleteTable", TableName=step.observed.name)
    settled(step, TABLE_GONE)


def if_there(delete: Callable[[Step[Table]], None]) -> Callable[[Step[Table]], None]:
    """Deletes a table if it still exists: of a table that doesn't, AWS says that its tags mustn't be read."""

    def deleting(step: Step[Table]) -> None:
        try:
            describe(step.account.api, step.observed.name)
        except Missing:
            return
        delete(step)

    return deleting


def blocked(account: Connection, table: Table | None, present: Observed) -> str | None:
    """A protected table stays, and a table with items does unless it says otherwise itself."""
    if present.values["deletion_protection"]:
        return (
            f"The table {present.name} has deletion protection. "
            "Declare it with deletion_protection=False and apply that first."
        )
    if table is not None and table.force_destroy:
        return None
    try:
        if not account.api.call("dynamodb:Scan", TableName=present.name, Limit=1, Select="COUNT")["Count"]:
            return None
    except Missing:
        return None
    return (
        f"The table {present.name} holds items. "
        "Empty it, or declare it with force_destroy=True to have it deleted with them."
    )
