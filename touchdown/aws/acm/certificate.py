"""A certificate that exists, by its domain name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from touchdown.aws.named_only import NamedOnly, lifecycle_of, nothing_fits
from touchdown.aws.operations import Calls
from touchdown.aws.reading import Reading
from touchdown.model.field import field, resource

_READ = "acm:ListCertificates"
_KEYS = ["RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1"]
"""AWS lists only those with keys of RSA up to 2048, unless it is asked for others."""


@resource
class Certificate(NamedOnly):
    """A certificate that exists and is valid (AWS: "ListCertificates")."""

    TYPE: ClassVar[str] = "acm_certificate"
    CALLS: ClassVar[Calls] = Calls(arns=lambda one, place, action: ["*"], read={_READ: ""}, named=frozenset({_READ}))

    name: str = field()
    """Its domain name, as `api.example.com` or `*.example.com`."""


def look(reading: Reading, certificate: Certificate) -> Mapping[str, str]:
    """Exactly one fits; otherwise it is an error."""
    issued = list(
        reading.api.pages(_READ, "CertificateSummaryList", CertificateStatuses=["ISSUED"], Includes={"keyTypes": _KEYS})
    )
    found = [one for one in issued if one["DomainName"] == certificate.name]
    if len(found) != 1:
        raise nothing_fits(certificate, [f"{one['DomainName']} ({one['CertificateArn']})" for one in found or issued])
    return {"arn": str(found[0]["CertificateArn"])}


Certificate.lifecycle = lifecycle_of(Certificate, look)
