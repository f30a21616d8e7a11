"""TLS listeners in the data plane's state."""

from __future__ import annotations

from dataclasses import replace

import pytest

from privatelink_localstack.dataplane.state.model import Certificate, Tls
from privatelink_localstack.load_balancing.listeners.model import Listener
from privatelink_localstack.traffic.tls_listeners import tls, versions

CERTIFICATES = {name: Certificate((f"{name}.example.com",)) for name in ("one", "two")}
LISTENER = Listener("l", "nlb", "TLS", 443, (), "ELBSecurityPolicy-TLS13-1-2-2021-06", "two", ("one", "two"))


def test_default_certificate_is_the_first_one() -> None:
    expected = Tls((CERTIFICATES["two"], CERTIFICATES["one"]), (), ("TLSv1_2", "TLSv1_3"))

    assert tls(LISTENER, CERTIFICATES, {}) == expected


@pytest.mark.parametrize(
    "listener", [replace(LISTENER, protocol="TCP"), replace(LISTENER, certificate="x", certificates=())]
)
def test_other_protocols_and_unknown_certificates_have_no_tls(listener: Listener) -> None:
    assert tls(listener, CERTIFICATES, {}) is None


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (None, ()),
        ("None", ()),
        ("HTTP2Only", ("h2",)),
        ("HTTP2Preferred", ("h2", "http/1.1", "http/1.0")),
        ("HTTP2Optional", ("http/1.1", "http/1.0", "h2")),
    ],
)
def test_alpn_policy_orders_protocols(policy: str | None, expected: tuple[str, ...]) -> None:
    found = tls(replace(LISTENER, alpn_policy=policy), CERTIFICATES, {})

    assert found is not None
    assert found.alpn == expected


def test_security_policy_chooses_the_ciphers() -> None:
    own = ("ECDHE-RSA-AES128-GCM-SHA256",)
    found = tls(LISTENER, CERTIFICATES, {str(LISTENER.ssl_policy): own, "another": ()})

    assert found is not None
    assert found.ciphers == own


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("ELBSecurityPolicy-TLS13-1-3-2021-06", ("TLSv1_3", "TLSv1_3")),
        ("ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09", ("TLSv1_2", "TLSv1_3")),
        ("ELBSecurityPolicy-TLS-1-2-Ext-2018-06", ("TLSv1_2", "TLSv1_2")),
        ("ELBSecurityPolicy-FS-1-1-2019-08", ("TLSv1_1", "TLSv1_2")),
        ("ELBSecurityPolicy-2016-08", ("TLSv1", "TLSv1_2")),
    ],
)
def test_security_policy_limits_versions(policy: str, expected: tuple[str, str]) -> None:
    assert versions(policy) == expected
