"""Fixed addresses: of one Region, of the endpoint's family, each once."""

from __future__ import annotations

import pytest

from tests.support.specs import HEAD, faults


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (
            "region: eu-west-1\nendpoints: {a: {service: kms, addresses: {us-east-1a: §{ipv4: 10.0.0.9}}}}\n",
            "us-east-1a is not a zone of eu-west-1, the Region that the module is for",
        ),
        (
            (
                "endpoints: {a: {service: kms, addresses: {us-east-1a: {ipv4: 10.0.0.9}, "
                "eu-west-1a: §{ipv4: 10.0.1.9}}}}\n"
            ),
            "eu-west-1a and us-east-1a are in different Regions; a module is for one",
        ),
        (
            (
                "endpoints:\n"
                "  a: {service: kms, addresses: {us-east-1a: {ipv4: 10.0.0.9}, us-east-1b: {ipv4: 10.0.1.9}}}\n"
                "  b: {service: sqs, addresses: §{us-east-1a: {ipv4: 10.0.0.10}}}\n"
            ),
            "has no address in us-east-1b, and the endpoints of a module are in the same zones; add it",
        ),
        (
            "endpoints: {a: {service: kms, addresses: {us-east-1a: §{}}}}\n",
            "name an ipv4 or an ipv6 address",
        ),
        (
            "endpoints: {a: {service: kms, addresses: {us-east-1a: {ipv6: §'fd00::9'}}}}\n",
            "ip_address_type is ipv4: leave ipv6 out, or write ip_address_type: dualstack",
        ),
        (
            "endpoints: {a: {service: kms, ip_address_type: ipv6, addresses: {us-east-1a: {ipv4: §10.0.0.9}}}}\n",
            "ip_address_type is ipv6: leave ipv4 out, or write ip_address_type: dualstack",
        ),
        (
            "endpoints: {a: {service: kms, addresses: {us-east-1a: {ipv4: §8.8.8.8}}}}\n",
            "8.8.8.8 is not a private address",
        ),
        (
            (
                "endpoints:\n"
                "  a: {service: kms, addresses: {us-east-1a: {ipv4: 10.0.0.9}}}\n"
                "  b: {service: sqs, addresses: {us-east-1a: {ipv4: §10.0.0.9}}}\n"
            ),
            "10.0.0.9 is already that of a in us-east-1a",
        ),
        (
            (
                "endpoints:\n"
                "  a:\n    service: kms\n    ip_address_type: dualstack\n"
                "    addresses: {us-east-1a: {ipv4: 10.0.0.9, ipv6: 'fd00::9'}, "
                "us-east-1b: {ipv4: 10.0.1.9, ipv6: §'fd00:0::9'}}\n"
            ),
            "fd00::9 is already that of a in us-east-1a",
        ),
        (
            (
                "endpoints: §{a: {service: kms, addresses: {us-east-1a: {ipv4: 10.0.0.9}}}, "
                "b: {service: sqs, addresses: {us-east-1a: {ipv4: 10.9.0.9}}}}\n"
            ),
            "fixed addresses in us-east-1a are in no one subnet, which is a /16 at most; move one",
        ),
        (
            (
                "endpoints: §{a: {service: kms, addresses: "
                "{us-east-1a: {ipv4: 10.0.0.9}, us-east-1b: {ipv4: 10.0.0.10}}}}\n"
            ),
            "fixed addresses of two zones are so near that no two subnets, of 16 addresses, part them; move one",
        ),
        (
            "endpoints: {a: {service: kms, ip_address_type: dualstack, addresses: {us-east-1a: §{ipv4: 10.0.0.9}}}}\n",
            "ip_address_type is dualstack, and AWS requires an address of each family: add ipv6",
        ),
        (
            "endpoints: {a: {service: kms, ip_address_type: dualstack, addresses: {us-east-1a: §{ipv6: 'fd00::9'}}}}\n",
            "ip_address_type is dualstack, and AWS requires an address of each family: add ipv4",
        ),
        (
            "endpoints: {a: {service: kms, ip_address_type: §ipv6}, b: {service: sqs}}\n",
            (
                "AWS requires IPv6-only subnets for ip_address_type: ipv6, and 'b' in the same ones needs IPv4; "
                "write dualstack, or make two specs"
            ),
        ),
    ],
)
def test_addresses_that_aws_refuses_are_rejected(spec: str, expected: str) -> None:
    assert faults(HEAD + spec) == [f"§{expected}"]


def test_addresses_of_every_family_are_accepted() -> None:
    spec = (
        "region: us-east-1\n"
        "endpoints:\n"
        "  a:\n    service: kms\n    ip_address_type: dualstack\n"
        "    addresses: {us-east-1a: {ipv4: 10.0.0.9, ipv6: 'fd00::9'}, "
        "us-east-1b: {ipv4: 10.0.1.9, ipv6: 'fd00::a'}}\n"
        "  b: {service: sqs, addresses: {us-east-1a: {ipv4: 10.0.0.10}, us-east-1b: {ipv4: 10.0.1.10}}}\n"
    )

    assert faults(HEAD + spec) == []
