"""Tags of EventBridge: those of a bus and those of a rule are read and written by the same operations."""

from typing import Final

from touchdown.aws.tagging import Tagging

TAGGING: Final = Tagging(
    read="events:ListTagsForResource",
    write="events:TagResource",
    remove="events:UntagResource",
    member="ResourceARN",
    in_pairs=True,
)
