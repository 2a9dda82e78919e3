"""How the fields of an event source mapping travel in its calls, and the members that no field has."""

from __future__ import annotations

import json

from touchdown.aws.lambda_.event_sources.rules import moment
from touchdown.model.field import Form

FILTERS = Form(
    send=lambda filters: {"Filters": [{"Pattern": json.dumps(one)} for one in filters]},
    read=lambda found: [json.loads(one["Pattern"]) for one in found.get("Filters", ())] or None,
)
FAILURES = Form(send=lambda on: ["ReportBatchItemFailures"] if on else [], read=bool)
METRICS = Form(send=lambda on: {"Metrics": ["EventCount"] if on else []}, read=lambda found: bool(found.get("Metrics")))
CONCURRENCY = Form(send=lambda most: {"MaximumConcurrency": most}, read=lambda found: found.get("MaximumConcurrency"))
ON_FAILURE = Form(
    send=lambda arn: {"OnFailure": {"Destination": arn}},
    read=lambda found: found.get("OnFailure", {}).get("Destination"),
)
MOMENT = Form(send=str, read=moment)
AGE = Form(send=int, read=lambda seconds: None if seconds == -1 else seconds)

LATER = "comes with Kafka, MQ and DocumentDB"
MEMBERS_LEFT_OUT = {
    "FunctionName": "the function that it belongs to",
    "LoggingConfig": "for Kafka sources",
    "SourceAccessConfigurations": LATER,
    "AmazonManagedKafkaEventSourceConfig": LATER,
    "SelfManagedKafkaEventSourceConfig": LATER,
    "DocumentDBEventSourceConfig": LATER,
}
