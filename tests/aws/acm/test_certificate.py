"""Certificates that are named: exactly one fits, or the plan lists what is there."""

from __future__ import annotations

import pytest

from tests.support.emulators import Emulator
from tests.support.wire import Wire
from tests.support.workspaces import actions, applied, planned
from touchdown import Account
from touchdown.model.errors import Missing


def named(aws: Account) -> None:
    aws.add_log_group(name="hello", tags={"certificate": aws.get_certificate(name="api.example.com").arn})


def test_a_certificate_is_found_by_its_domain_name_if_it_is_the_only_one(ministack: Emulator, wire: Wire) -> None:
    client = ministack.client("acm")
    client.request_certificate(DomainName="other.example.com")
    with pytest.raises(Missing, match=r"isn't the only one(.|\n)*other\.example\.com \(arn:aws:acm"):
        planned(ministack, named)
    arn = client.request_certificate(DomainName="api.example.com")["CertificateArn"]
    applied(ministack, named)
    group = f"arn:aws:logs:eu-west-1:{ministack.account_id}:log-group:hello"
    assert ministack.client("logs").list_tags_for_resource(resourceArn=group)["tags"]["certificate"] == arn
    wire.forget()
    assert set(actions(planned(ministack, named)).values()) == {"read"}
    assert wire.names().count("acm:ListCertificates") == 1
    client.request_certificate(DomainName="api.example.com", IdempotencyToken="second")
    with pytest.raises(Missing, match="isn't the only one"):
        planned(ministack, named)
