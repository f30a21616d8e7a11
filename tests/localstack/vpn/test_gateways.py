"""Rules of customer gateways and VPN gateways."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from privatelink_localstack.vpn import customer_gateways, gateways
from privatelink_localstack.vpn.model import (
    ATTACHED,
    DETACHED,
    DETACHING,
    Connection,
    CustomerGateway,
    Options,
    VpnGateway,
)
from tests.support.refusal import refusal_code

GATEWAY = VpnGateway("vgw-1", 64512)
CONNECTION = Connection("vpn-1", "cgw-1", Options(), (), changed=0, gateway_id="vgw-1")


def customer_gateway(**options: Any) -> CustomerGateway:
    given: dict[str, Any] = {
        "gateway_type": "ipsec.1",
        "asn": 65010,
        "extended_asn": None,
        "address": "198.51.100.7",
        "certificate": None,
        "device": None,
        **options,
    }
    return customer_gateways.new("cgw-1", **given)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"asn": 1}, None),
        ({"asn": (1 << 31) - 1}, None),
        ({"asn": None, "extended_asn": 1 << 31}, None),
        ({"asn": None, "extended_asn": (1 << 32) - 1}, None),
        ({"address": "10.0.0.1"}, None),
        ({"address": "2001:db8::7"}, None),
        ({"address": None, "certificate": "arn:aws:acm:us-east-1:111111111111:certificate/one"}, None),
        ({"device": "x" * 255}, None),
        ({"gateway_type": "ipsec.2"}, "InvalidParameterValue"),
        ({"asn": 0}, "InvalidParameterValue"),
        ({"asn": 1 << 31}, "InvalidParameterValue"),
        ({"asn": None, "extended_asn": (1 << 31) - 1}, "InvalidParameterValue"),
        ({"asn": None, "extended_asn": 1 << 32}, "InvalidParameterValue"),
        ({"extended_asn": 1 << 31}, "InvalidParameterCombination"),
        ({"address": None}, "MissingParameter"),
        ({"address": "office"}, "InvalidParameterValue"),
        ({"address": "127.0.0.1"}, "InvalidParameterValue"),
        ({"address": "169.254.1.1"}, "InvalidParameterValue"),
        ({"address": "0.0.0.0"}, "InvalidParameterValue"),  # noqa: S104 - not bound
        ({"address": "224.0.0.5"}, "InvalidParameterValue"),
        ({"certificate": "certificate"}, "InvalidParameterValue"),
        ({"device": "x" * 256}, "InvalidParameterValue"),
    ],
)
def test_what_a_customer_gateway_may_be(options: dict[str, Any], code: str | None) -> None:
    assert refusal_code(lambda: customer_gateway(**options)) == code


def test_identity_is_address_and_number() -> None:
    known = customer_gateway()
    assert customer_gateways.existing(customer_gateway(device="other"), [known]) == known
    assert customer_gateways.existing(customer_gateway(asn=65011), [known]) is None
    assert customer_gateways.existing(customer_gateway(address="198.51.100.8"), [known]) is None
    assert customer_gateways.existing(known, [replace(known, state="deleting")]) is None


def test_without_address_the_certificate_is_the_identity() -> None:
    first = customer_gateway(address=None, certificate="arn:one")
    assert customer_gateways.existing(customer_gateway(address=None, certificate="arn:one"), [first]) == first
    assert customer_gateways.existing(customer_gateway(address=None, certificate="arn:two"), [first]) is None


@pytest.mark.parametrize(
    ("asn", "allowed"),
    [
        *((asn, True) for asn in (7224, 9059, 10124, 17493, 64512, 65534, 4200000000, 4294967294)),
        *((asn, False) for asn in (1, 64511, 65535, 4199999999, 4294967295)),
    ],
)
def test_numbers_of_awss_side(asn: int, *, allowed: bool) -> None:
    code = refusal_code(gateways.new, "vgw-1", gateway_type="ipsec.1", asn=asn, zone=None)
    assert code == (None if allowed else "InvalidParameterValue")


@pytest.mark.parametrize(
    ("gateway", "others", "code"),
    [
        (GATEWAY, (), None),
        (replace(GATEWAY, vpc_id="vpc-2", attachment=DETACHED), (), None),
        (replace(GATEWAY, vpc_id="vpc-2", attachment=ATTACHED), (), "VpnGatewayAttachmentLimitExceeded"),
        (replace(GATEWAY, vpc_id="vpc-2", attachment=DETACHING), (), "VpnGatewayAttachmentLimitExceeded"),
        (replace(GATEWAY, vpc_id="vpc-1", attachment=ATTACHED), (), "InvalidVpcState"),
        (GATEWAY, (VpnGateway("vgw-2", 64512, vpc_id="vpc-1", attachment=DETACHING),), "InvalidVpcState"),
        (GATEWAY, (VpnGateway("vgw-2", 64512, vpc_id="vpc-1", attachment=DETACHED),), None),
        (GATEWAY, (VpnGateway("vgw-2", 64512, vpc_id="vpc-2", attachment=ATTACHED),), None),
    ],
)
def test_who_may_be_attached(gateway: VpnGateway, others: tuple[VpnGateway, ...], code: str | None) -> None:
    assert refusal_code(gateways.attach, gateway, "vpc-1", (gateway, *others)) == code


@pytest.mark.parametrize(
    ("gateway", "connections", "has_direct_connect", "code"),
    [
        (GATEWAY, (), False, None),
        (GATEWAY, (), True, "IncorrectState"),
        (GATEWAY, (CONNECTION,), False, "IncorrectState"),
        (GATEWAY, (replace(CONNECTION, state="deleting"),), False, "IncorrectState"),
        (GATEWAY, (replace(CONNECTION, state="deleted"),), False, None),
        (GATEWAY, (replace(CONNECTION, gateway_id="vgw-2"),), False, None),
        (replace(GATEWAY, attachment=ATTACHED), (), False, "IncorrectState"),
        (replace(GATEWAY, attachment=DETACHED), (), False, None),
    ],
)
def test_what_holds_a_vpn_gateway(
    gateway: VpnGateway,
    connections: tuple[Connection, ...],
    *,
    has_direct_connect: bool,
    code: str | None,
) -> None:
    assert refusal_code(gateways.delete, gateway, connections, has_direct_connect=has_direct_connect) == code
