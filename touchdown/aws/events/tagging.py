"""Tags of EventBridge: those of a bus and those of a rule are read and written by the same operations."""

from touchdown.aws.tagging import Tagging

TAGGING = Tagging(
    read="events:ListTagsForResource",
    write="events:TagResource",
    remove="events:UntagResource",
    member="ResourceARN",
    in_pairs=True,
)
