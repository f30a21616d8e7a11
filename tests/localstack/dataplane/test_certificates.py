"""The choice of a server's certificate, and the authority's certificates."""

from __future__ import annotations

import ssl

import pytest
from cryptography import x509

from privatelink_localstack.dataplane.certificates import Authority, Issued, best, load
from privatelink_localstack.dataplane.state.model import Certificate

CERTIFICATES = (
    Certificate(("default.example.com",)),
    Certificate(("*.example.com",)),
    Certificate(("orders.example.com", "Pay.Example.com")),
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("default.example.com", 0),
        ("orders.example.com", 1),
        ("PAY.example.com", 1),
        ("a.b.example.com", 0),
        ("example.org", 0),
        (None, 0),
        ("", 0),
    ],
)
def test_certificate_is_the_first_one_for_the_name(name: str | None, expected: int) -> None:
    assert best(CERTIFICATES, name) == expected


def test_authority_s_certificate_is_for_all_its_names() -> None:
    names = ("lambda.us-east-1.amazonaws.com", f"*.{'x' * 60}.example.com")

    issued = Authority().issue(names)

    certificate = x509.load_pem_x509_certificate(issued.chain.encode())
    found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert tuple(found.get_values_for_type(x509.DNSName)) == names


def test_load_rejects_a_key_of_another_certificate() -> None:
    authority = Authority()
    one, other = authority.issue(("a.example.com",)), authority.issue(("b.example.com",))

    with pytest.raises(ssl.SSLError, match="mismatch"):
        load(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), Issued(one.chain, other.key))
