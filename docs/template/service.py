"""What Touchdown knows of Amazon SNS as a service: a template for a service of your own."""

from __future__ import annotations

from touchdown.aws.service import Service
from touchdown.engine.waits import NotYet

SERVICE = Service(
    name="sns",
    subjects=("TopicArn", "ResourceArn", "Name"),
    missing=("NotFound", "ResourceNotFound", "ResourceNotFoundException"),  # the last is MiniStack's
    not_yet=tuple(
        NotYet(
            operation,
            "ConcurrentAccess",
            "",
            60,
            "waiting for another change of the topic's tags to end",
            samples=(
                "Can't perform multiple operations on a tag simultaneously. Perform the operations sequentially.",
            ),
        )
        for operation in ("sns:TagResource", "sns:UntagResource")
    ),
)
