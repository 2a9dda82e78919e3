"""Tags, which say that a resource is ours. They are part of the call that creates it.

    touchdown:workspace   the workspace that owns it
    touchdown:id          its address in that workspace
    touchdown:applied     what was applied last, as a hash of each field (`engine/record.py`)
    touchdown:code        on a function: the version and the code that were applied last (`lambda_/applied.py`)
    touchdown:has:url     that it has an attached resource of this kind; without the tag, none is asked for
    touchdown:keep        on a store with `keep_on_destroy`: it is let go of, not deleted (`resource.py`)
    touchdown:shared      on a bucket that belongs to no workspace: what it is for (`s3/shared.py`)

Tags that AWS writes (`aws:`), ours, and the keys in `add_aws(ignore_tags=...)` are not compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

from touchdown.model.resource import Resource

PREFIX = "touchdown:"
WORKSPACE = "touchdown:workspace"
ADDRESS = "touchdown:id"
APPLIED = "touchdown:applied"
CODE = "touchdown:code"
SHARED = "touchdown:shared"
KEEP = "touchdown:keep"

HAS = "touchdown:has:"
"""The prefix of the index of attached resources, before their kind (`attached.py`)."""

Tags = dict[str, str]


def ownership(resource: Resource, workspace: str) -> Tags:
    """The tags that make a resource ours."""
    return {WORKSPACE: workspace, ADDRESS: resource.carried_address}


def index(kinds: Iterable[str]) -> Tags:
    """The tags that say which kinds of attached resources a resource has."""
    return {f"{HAS}{kind}": "yes" for kind in kinds}


def indexed(tags: Mapping[str, str]) -> list[str]:
    """The kinds of attached resources that a resource has, by its tags."""
    return sorted(key.removeprefix(HAS) for key in tags if key.startswith(HAS))


def users_own(tags: Mapping[str, str], ignored: Iterable[str] = ()) -> Tags:
    """The tags that a user has a say in."""
    patterns = tuple(ignored)
    return {
        key: value
        for key, value in tags.items()
        if not key.startswith(("aws:", PREFIX)) and not _is_ignored(key, patterns)
    }


def not_ours_to_change(tags: Mapping[str, str], ignored: Iterable[str] = ()) -> Tags:
    """The tags that have to be written again as they are, where a call replaces all of them."""
    patterns = tuple(ignored)
    return {key: value for key, value in tags.items() if key.startswith("aws:") or _is_ignored(key, patterns)}


def _is_ignored(key: str, patterns: Iterable[str]) -> bool:
    """Whether a key is among those that are ignored. No key that AWS allows has a `*` or `?` of its own."""
    return not key.startswith(PREFIX) and any(fnmatchcase(key, one) for one in patterns)


def to_write(wanted: Mapping[str, str], present: Mapping[str, str]) -> Tags:
    """The tags that have to be written."""
    return {key: value for key, value in wanted.items() if present.get(key) != value}


def to_remove(wanted: Mapping[str, str], present: Mapping[str, str], ignored: Iterable[str] = ()) -> list[str]:
    """The keys that have to go: the user's, and those of ours that hold no more."""
    going = [*users_own(present, ignored), *(key for key in present if key.startswith((HAS, KEEP)))]
    return sorted(key for key in going if key not in wanted)


def of_ours(tags: Mapping[str, str]) -> list[str]:
    """The keys that make a resource ours, or say something about it: without them it is nobody's."""
    return sorted(key for key in tags if key.startswith(PREFIX))


def pairs(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """The form that IAM, S3 and the tagging API use."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def from_pairs(pairs: Iterable[Mapping[str, str]]) -> Tags:
    """Tags in that form, or with the names of its members in lower case."""
    return {pair.get("Key") or pair["key"]: pair.get("Value", pair.get("value", "")) for pair in pairs}
