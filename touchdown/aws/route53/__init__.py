"""Route 53: hosted zones are only named.

    hosted_zone.py   a hosted zone, found by its name
    service.py   what is known of the service, as data

Public is what `__all__` names.
"""

from touchdown.aws.route53.hosted_zone import HostedZone

__all__ = ["HostedZone"]
