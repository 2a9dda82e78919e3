"""What the Python runtimes of Lambda bring besides the standard library, and when that is relied on.

Weakness: which versions they bring can't be asked for anywhere, and AWS changes them without notice.
Source: AWS Lambda, "Runtime-included SDK versions".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set

from touchdown.package.requirements.declared import name_of

SDK = frozenset({"boto3", "botocore", "s3transfer", "jmespath"})
"""The distributions that are there for their own sake. They fit together, so all of them are shipped, or none."""

_MAIN = ("boto3", "botocore")
_BESIDE = frozenset({"python-dateutil", "six", "urllib3"})
"""Those that are there because the SDK needs them."""


def from_runtime(needed_by: Mapping[str, Set[str]], named: Set[str]) -> frozenset[str]:
    """Which distributions of a resolution needn't be shipped: the SDK, and what nothing else needs.

    :param needed_by: the distributions, each with those that need it.
    :param named: those that are required for themselves.
    """
    found = SDK & needed_by.keys()
    beside = _BESIDE & needed_by.keys() - named
    while more := {one for one in beside - found if needed_by[one] <= found}:
        found |= more
    return found


def relied_on(packages: Iterable[str], left_out: Set[str]) -> str | None:
    """What is to be said where the runtime's SDK takes the place of the version that was resolved."""
    resolved = {name_of(package): package for package in packages}
    main = next((name for name in _MAIN if name in left_out), None)
    if main is None:
        return None
    return (
        f"leave {main} to the runtime, whose version AWS changes without notice: to ship the one that was resolved, "
        f'require "{resolved[main]}", or set runtime_boto3=False'
    )
