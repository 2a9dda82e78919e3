"""What Touchdown knows of Route 53 as a service."""

from __future__ import annotations

from touchdown.aws.service import Service

# AWS, "Quotas" of Route 53: five requests per second of an account, whatever they are.
SERVICE = Service(name="route53", rates={"route53": 5}, missing=("NoSuchHostedZone", "NoSuchDelegationSet"))
