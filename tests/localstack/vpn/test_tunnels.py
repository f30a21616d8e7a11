"""Options of tunnels and connections, addresses and keys."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from privatelink_localstack.vpn import connections, tunnel_options, tunnels
from privatelink_localstack.vpn.model import Connection, CustomerGateway, Options, Tunnel
from tests.support.refusal import refusal_code

DEVICE = CustomerGateway("cgw-1", "198.51.100.7", 65010)
BAD, TOGETHER = "InvalidParameterValue", "InvalidParameterCombination"
LOGS = {"LogEnabled": True, "LogGroupArn": "arn:aws:logs:us-east-1:111111111111:log-group:vpn"}


def made(*given: dict[str, Any], neighbours: tuple[Connection, ...] = (), **options: Any) -> tuple[Tunnel, ...]:
    return tunnels.new(
        given, Options(**options), neighbours=neighbours, taken=(), blocks=("10.99.0.0/24",), has_address=True
    )


@pytest.mark.parametrize(
    ("given", "code"),
    [
        *(({"PreSharedKey": key}, None) for key in ("a.secret", "_" * 64, "1234567890")),
        *(({"PreSharedKey": key}, BAD) for key in ("0a.secret", "short.7", "x" * 65, "a+secret", "with space")),
        *(({"TunnelInsideCidr": block}, None) for block in ("169.254.6.0/30", "169.254.0.4/30")),
        *(({"TunnelInsideCidr": f"169.254.{each}/30"}, BAD) for each in ("0.0", "1.0", "2.0", "3.0", "4.0", "5.0")),
        *(
            ({"TunnelInsideCidr": block}, BAD)
            for block in ("169.254.169.252/30", "169.254.6.1/30", "169.254.6.0/29", "10.0.0.0/30", "169.254.6.0", "x")
        ),
        ({"TunnelInsideIpv6Cidr": "fd00::/126"}, TOGETHER),
        *(({"Phase1LifetimeSeconds": value}, None) for value in (3600, 28800)),
        *(({"Phase1LifetimeSeconds": value}, BAD) for value in (899, 28801, 1800)),
        ({"Phase1LifetimeSeconds": 1800, "Phase2LifetimeSeconds": 1800}, None),
        *(({"Phase2LifetimeSeconds": value}, BAD) for value in (899, 3601)),
        *(({"RekeyMarginTimeSeconds": value}, None) for value in (60, 1800)),
        *(({"RekeyMarginTimeSeconds": value}, BAD) for value in (59, 1801)),
        ({"RekeyMarginTimeSeconds": 901, "Phase2LifetimeSeconds": 1800}, BAD),
        *(({"RekeyFuzzPercentage": value}, None) for value in (0, 100)),
        *(({"RekeyFuzzPercentage": value}, BAD) for value in (-1, 101)),
        *(({"ReplayWindowSize": value}, BAD) for value in (63, 2049)),
        *(({"DPDTimeoutSeconds": value}, code) for value, code in ((30, None), (29, BAD))),
        *(({"DPDTimeoutAction": value}, None) for value in ("clear", "none", "restart")),
        ({"DPDTimeoutAction": "stop"}, BAD),
        ({"StartupAction": "stop"}, BAD),
        ({"IKEVersions": [{"Value": "ikev3"}]}, BAD),
        ({"Phase1DHGroupNumbers": [{"Value": 5}]}, BAD),
        ({"Phase2DHGroupNumbers": [{"Value": 5}]}, None),
        ({"Phase2DHGroupNumbers": [{"Value": 14}, {"Value": 25}]}, BAD),
        ({"Phase1EncryptionAlgorithms": [{"Value": "DES"}]}, BAD),
        ({"Phase2IntegrityAlgorithms": [{"Value": "MD5"}]}, BAD),
        ({"LogOptions": {"CloudWatchLogOptions": LOGS}}, None),
        ({"LogOptions": {"CloudWatchLogOptions": {"LogEnabled": True}}}, "MissingParameter"),
        ({"LogOptions": {"CloudWatchLogOptions": {"BgpLogEnabled": True}}}, "MissingParameter"),
        ({"LogOptions": {"CloudWatchLogOptions": {**LOGS, "LogOutputFormat": "xml"}}}, BAD),
        ({"LogOptions": {"CloudWatchLogOptions": {**LOGS, "LogGroupArn": "vpn"}}}, BAD),
    ],
)
def test_what_a_tunnel_may_be(given: dict[str, Any], code: str | None) -> None:
    assert refusal_code(made, given) == code


@pytest.mark.parametrize(
    ("block", "code"),
    [("fd00::/126", None), ("fd12:3456::4/126", None), ("fe80::/126", BAD), ("fd00::/64", BAD), ("fd00::1/126", BAD)],
)
def test_ipv6_blocks_inside_are_unique_local(block: str, code: str | None) -> None:
    assert refusal_code(made, {"TunnelInsideIpv6Cidr": block}, ip_version="ipv6") == code


def test_start_needs_an_address_of_the_device() -> None:
    given = {"StartupAction": "start"}
    assert refusal_code(tunnel_options.read, given, "ipv4", has_address=True) is None
    assert refusal_code(tunnel_options.read, given, "ipv4", has_address=False) == TOGETHER


def test_blocks_inside_are_used_once() -> None:
    wanted = {"TunnelInsideCidr": "169.254.6.0/30"}
    first = made(wanted)
    assert refusal_code(made, wanted, wanted) == BAD
    connection = Connection("vpn-1", "cgw-1", Options(), first, changed=0)
    assert refusal_code(lambda: made(wanted, neighbours=(connection,))) == BAD
    assert refusal_code(lambda: made(wanted, neighbours=(replace(connection, state="deleted"),))) is None


@pytest.mark.parametrize(
    ("options", "outside"),
    [
        ({}, "198.18.0.0/15"),
        ({"outside": "Ipv6"}, "2001:db8::/32"),
        ({"outside": "PrivateIpv4", "transport": "tgw-attach-1"}, "10.99.0.0/24"),
    ],
)
def test_addresses_outside_are_two_of_their_type(options: dict[str, Any], outside: str) -> None:
    first, second = made(**options)
    assert first.outside != second.outside
    assert {ip_address(each.outside) in ip_network(outside) for each in (first, second)} == {True}


def test_generated_tunnels_pass_the_rules() -> None:
    for _ in range(50):
        found = made()
        assert len({each.inside for each in found}) == 2
        for each in found:
            assert refusal_code(tunnel_options.check_key, each.key) is None
            assert refusal_code(tunnel_options.read_inside, {"TunnelInsideCidr": each.inside}, "ipv4") is None


@pytest.mark.parametrize(
    ("given", "on_transit_gateway", "code"),
    [
        ({}, False, None),
        ({"LocalIpv4NetworkCidr": "192.168.0.0/16"}, False, None),
        ({"LocalIpv4NetworkCidr": "192.168.0.0"}, False, BAD),
        ({"RemoteIpv6NetworkCidr": "fd00::/8"}, False, TOGETHER),
        ({"RemoteIpv6NetworkCidr": "fd00::/8", "TunnelInsideIpVersion": "ipv6"}, True, None),
        ({"RemoteIpv6NetworkCidr": "fd00::", "TunnelInsideIpVersion": "ipv6"}, True, BAD),
        ({"TunnelInsideIpVersion": "ipv5"}, True, BAD),
        ({"TunnelInsideIpVersion": "ipv6"}, False, TOGETHER),
        ({"EnableAcceleration": True}, True, None),
        ({"EnableAcceleration": True}, False, TOGETHER),
        ({"OutsideIpAddressType": "PrivateIpv6"}, True, BAD),
        ({"OutsideIpAddressType": "Ipv6"}, False, TOGETHER),
        ({"OutsideIpAddressType": "PrivateIpv4"}, True, TOGETHER),
        ({"TransportTransitGatewayAttachmentId": "tgw-attach-1"}, True, TOGETHER),
        ({"OutsideIpAddressType": "PrivateIpv4", "TransportTransitGatewayAttachmentId": "a"}, True, None),
        ({"TunnelBandwidth": "huge"}, True, BAD),
        ({"TunnelBandwidth": "large"}, False, TOGETHER),
    ],
)
def test_what_a_connection_may_be(given: dict[str, Any], *, on_transit_gateway: bool, code: str | None) -> None:
    assert refusal_code(connections.read_options, given, on_transit_gateway=on_transit_gateway) == code


def test_device_and_tunnels_have_one_ip_version() -> None:
    check = connections.check_gateways
    assert refusal_code(check, DEVICE, Options()) is None
    assert refusal_code(check, DEVICE, Options(outside="Ipv6")) == TOGETHER
    assert refusal_code(check, replace(DEVICE, address="2001:db8::7"), Options()) == TOGETHER
    assert refusal_code(check, replace(DEVICE, address=None), Options(outside="Ipv6")) is None
