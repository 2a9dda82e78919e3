"""Certificates, in the tests that go over all types: they are only named."""

from __future__ import annotations

from tests.support.only_named import only_named
from touchdown.aws.acm.certificate import Certificate

CASES = only_named(
    {Certificate: lambda aws: aws.get_certificate(name="api.example.com")},
    not_called={"acm:ListCertificates": "test_certificate.py"},
)
