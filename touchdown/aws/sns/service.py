"""What Touchdown knows of SNS as a service (sources: EVENTS.md, section 3; botocore's model)."""

from __future__ import annotations

from collections.abc import Mapping

from touchdown.aws.corrections import Correction
from touchdown.aws.service import Said, Service
from touchdown.engine.waits import NotYet

# EVENTS.md, "Not yet".
_NO_PRINCIPAL = tuple(
    NotYet(
        operation,
        "InvalidParameter",
        "PrincipalNotFound",
        120,
        "waiting for SNS to know the principals of the policy",
        hint="SNS takes a policy only if the roles and users that it names exist.",
        samples=("Invalid parameter: Policy Error: PrincipalNotFound",),
    )
    for operation in ("sns:CreateTopic", "sns:SetTopicAttributes")
)

# bc TagResource, its errors.
_TAGS_AT_ONCE = tuple(
    NotYet(
        operation,
        "ConcurrentAccess",
        "",
        60,
        "waiting for another change of the topic's tags to end",
        samples=("Can't perform multiple operations on a tag simultaneously. Perform the operations sequentially.",),
    )
    for operation in ("sns:TagResource", "sns:UntagResource")
)

_CORRECTIONS: Mapping[tuple[str, str], Correction] = {
    # bc CreateTopic.
    ("sns:CreateTopic", "Name"): {
        "minimum": 1,
        "maximum": 256,
        "unit": "character",
        "pattern": r"[A-Za-z0-9_-]+(\.fifo)?",
        "form": "letters, digits, hyphens and underscores; a FIFO topic's name ends in .fifo",
    },
}

SERVICE = Service(
    name="sns",
    corrections=_CORRECTIONS,
    subjects=("TopicArn", "ResourceArn", "SubscriptionArn", "Name"),
    never_repeated=frozenset({"sns:Publish"}),
    missing=("NotFound", "ResourceNotFound", "ResourceNotFoundException", "KMSNotFound"),
    # EVENTS.md, 25.
    exists=(
        Said(
            "InvalidParameter",
            "already exists with different",
            samples=(
                "Invalid parameter: Tags Reason: Topic already exists with different tags",
                "Invalid parameter: Attributes Reason: Topic already exists with different attributes",
                "Invalid parameter: Attributes Reason: Subscription already exists with different attributes",
            ),
        ),
    ),
    # bc, in the text of each.
    rates={
        "sns:TagResource": 10,
        "sns:UntagResource": 10,
        "sns:ListTagsForResource": 10,
        "sns:ListSubscriptionsByTopic": 30,
        "sns:Subscribe": 100,
        "sns:Unsubscribe": 100,
    },
    not_yet=(*_NO_PRINCIPAL, *_TAGS_AT_ONCE),
)
