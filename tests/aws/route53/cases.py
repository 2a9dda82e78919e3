"""Hosted zones, in the tests that go over all types: they are only named."""

from __future__ import annotations

from tests.support.only_named import only_named
from touchdown.aws.route53.hosted_zone import HostedZone

CASES = only_named(
    {HostedZone: lambda aws: aws.get_hosted_zone(name="example.com")},
    not_called={"route53:ListHostedZones": "test_hosted_zone.py"},
)
