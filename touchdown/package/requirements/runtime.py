"""What Lambda's Python runtimes provide besides the standard library, and when Touchdown relies on that.

Weakness: there is no way to ask for the provided versions, and AWS changes them without notice.
Source: AWS Lambda, "Runtime-included SDK versions".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set

from touchdown.package.requirements.declared import name_of

SDK = frozenset({"boto3", "botocore", "s3transfer", "jmespath"})
"""Distributions provided for the function's use. They fit together, so all of them are shipped, or none."""

_MAIN = ("boto3", "botocore")
_BESIDE = frozenset({"python-dateutil", "six", "urllib3"})
"""Distributions provided because the SDK needs them."""


def from_runtime(needed_by: Mapping[str, Set[str]], named: Set[str]) -> frozenset[str]:
    """The distributions of a resolution that needn't be shipped: the SDK, and what only the SDK needs.

    :param needed_by: for each distribution, the distributions that need it.
    :param named: the distributions that the requirements name.
    """
    found = SDK & needed_by.keys()
    beside = _BESIDE & needed_by.keys() - named
    while more := {package for package in beside - found if needed_by[package] <= found}:
        found |= more
    return found


def relied_on(packages: Iterable[str], left_out: Set[str]) -> str | None:
    """The note where the runtime's SDK takes the place of the resolved version."""
    resolved = {name_of(package): package for package in packages}
    main = next((name for name in _MAIN if name in left_out), None)
    if main is None:
        return None
    return (
        f"leave {main} to the runtime, whose version AWS changes without notice: to ship the resolved version, "
        f'require "{resolved[main]}", or set runtime_boto3=False'
    )
