"""Certificate Manager: certificates are only named.

    certificate.py   a certificate, found by its domain name
    service.py   what is known of the service, as data

Public is what `__all__` names.
"""

from touchdown.aws.acm.certificate import Certificate

__all__ = ["Certificate"]
