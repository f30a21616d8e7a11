"""VPN connections: options, tunnels, static routes, targets."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest

from tests.support.account import Account, filters
from tests.support.refusal import Refusal, refusal, refusal_code
from tests.support.transit_gateways import equals, options_of, transit_gateway
from tests.support.until import until


@dataclass
class Site:
    """An account with a customer gateway and a VPN gateway."""

    account: Account
    device: str
    gateway: str

    def create(self, gateway: str | None = None, device: str | None = None, **options: Any) -> dict[str, Any]:
        """Create a connection on the VPN gateway, or on the given transit gateway."""
        target: dict[str, Any] = {"TransitGatewayId": gateway} if gateway else {"VpnGatewayId": self.gateway}
        request: dict[str, Any] = {"Type": "ipsec.1", "CustomerGatewayId": device or self.device, "Options": options}
        return dict(self.account.ec2.create_vpn_connection(**request, **target)["VpnConnection"])

    def refused(self, gateway: str | None = None, **options: Any) -> Refusal:
        return refusal(lambda: self.create(gateway, **options))

    def described(self, connection: str) -> dict[str, Any]:
        (found,) = self.account.ec2.describe_vpn_connections(VpnConnectionIds=[connection])["VpnConnections"]
        return dict(found)

    def available(self, **options: Any) -> dict[str, Any]:
        """Create a connection, and return it when it is available."""
        return self.settled(self.create(**options)["VpnConnectionId"])

    def settled(self, connection: str) -> dict[str, Any]:
        return until(lambda: self.described(connection), lambda found: found["State"] == "available")

    def routes(self, connection: str) -> dict[str, str]:
        return {each["DestinationCidrBlock"]: each["State"] for each in self.described(connection)["Routes"]}


@pytest.fixture
def site(mine: Account) -> Site:
    device = mine.ec2.create_customer_gateway(Type="ipsec.1", BgpAsn=65010, IpAddress="198.51.100.7")
    gateway = mine.ec2.create_vpn_gateway(Type="ipsec.1", AmazonSideAsn=64620)
    return Site(mine, device["CustomerGateway"]["CustomerGatewayId"], gateway["VpnGateway"]["VpnGatewayId"])


def test_connection_shows_defaults(site: Site) -> None:
    made = site.create()
    assert {name: made[name] for name in ("State", "Type", "Category", "GatewayAssociationState")} == {
        "State": "pending",
        "Type": "ipsec.1",
        "Category": "VPN",
        "GatewayAssociationState": "associated",
    }
    assert (made["CustomerGatewayId"], made["VpnGatewayId"]) == (site.device, site.gateway)
    assert made.get("TransitGatewayId") is None
    tunnels = made["Options"].pop("TunnelOptions")
    assert made["Options"] == {
        "EnableAcceleration": False,
        "StaticRoutesOnly": False,
        "LocalIpv4NetworkCidr": "0.0.0.0/0",
        "RemoteIpv4NetworkCidr": "0.0.0.0/0",
        "OutsideIpAddressType": "PublicIpv4",
        "TunnelInsideIpVersion": "ipv4",
        "TunnelBandwidth": "standard",
    }
    for tunnel in tunnels:
        assert IPv4Network(tunnel.pop("TunnelInsideCidr")).subnet_of(IPv4Network("169.254.0.0/16"))
        assert len(tunnel.pop("PreSharedKey")) == 32
    outside = [tunnel.pop("OutsideIpAddress") for tunnel in tunnels]
    assert tunnels == 2 * [
        {
            "EnableTunnelLifecycleControl": False,
            "LogOptions": {"CloudWatchLogOptions": {"LogEnabled": False, "BgpLogEnabled": False}},
        }
    ]
    assert [each["OutsideIpAddress"] for each in made["VgwTelemetry"]] == outside
    assert {each["Status"] for each in made["VgwTelemetry"]} == {"DOWN"}


def test_tunnels_share_nothing(site: Site) -> None:
    found = [
        *site.create()["Options"]["TunnelOptions"],
        *site.create(StaticRoutesOnly=True)["Options"]["TunnelOptions"],
    ]
    for member in ("OutsideIpAddress", "TunnelInsideCidr", "PreSharedKey"):
        assert len({each[member] for each in found}) == 4


def test_tunnel_keeps_every_option(site: Site) -> None:
    group = f"arn:aws:logs:us-east-1:{site.account.id}:log-group:vpn"
    given: dict[str, Any] = {
        "TunnelInsideCidr": "169.254.100.0/30",
        "PreSharedKey": "correct.horse_battery",
        "Phase1LifetimeSeconds": 7200,
        "Phase2LifetimeSeconds": 1800,
        "RekeyMarginTimeSeconds": 300,
        "RekeyFuzzPercentage": 50,
        "ReplayWindowSize": 512,
        "Phase1EncryptionAlgorithms": [{"Value": "AES256"}, {"Value": "AES256-GCM-16"}],
        "Phase2EncryptionAlgorithms": [{"Value": "AES256"}],
        "Phase1IntegrityAlgorithms": [{"Value": "SHA2-256"}],
        "Phase2IntegrityAlgorithms": [{"Value": "SHA2-512"}],
        "Phase1DHGroupNumbers": [{"Value": 14}, {"Value": 20}],
        "Phase2DHGroupNumbers": [{"Value": 5}],
        "StartupAction": "start",
        "EnableTunnelLifecycleControl": True,
        "LogOptions": {"CloudWatchLogOptions": {"LogEnabled": True, "LogGroupArn": group, "LogOutputFormat": "text"}},
    }
    renamed = {"DPDTimeoutSeconds": 60, "DPDTimeoutAction": "restart", "IKEVersions": [{"Value": "ikev2"}]}
    first, second = site.create(TunnelOptions=[{**given, **renamed}])["Options"]["TunnelOptions"]
    logs = {**given["LogOptions"]["CloudWatchLogOptions"], "BgpLogEnabled": False}
    assert first == {
        **given,
        "LogOptions": {"CloudWatchLogOptions": logs},
        "DpdTimeoutSeconds": 60,
        "DpdTimeoutAction": "restart",
        "IkeVersions": [{"Value": "ikev2"}],
        "OutsideIpAddress": first["OutsideIpAddress"],
    }
    assert "Phase1LifetimeSeconds" not in second


def configuration(connection: dict[str, Any]) -> Element:
    return fromstring(connection["CustomerGatewayConfiguration"])  # noqa: S314 - of our own emulation


def test_configuration_names_both_tunnels(site: Site) -> None:
    made = site.create(TunnelOptions=[{"TunnelInsideCidr": "169.254.100.0/30", "PreSharedKey": "correct.horse"}])
    root = configuration(made)
    assert (root.tag, root.get("id")) == ("vpn_connection", made["VpnConnectionId"])
    first, second = root.findall("ipsec_tunnel")
    assert {path: first.findtext(path) for path in READ} == {
        "customer_gateway/tunnel_outside_address/ip_address": "198.51.100.7",
        "customer_gateway/tunnel_inside_address/ip_address": "169.254.100.2",
        "customer_gateway/bgp/asn": "65010",
        "vpn_gateway/tunnel_outside_address/ip_address": made["Options"]["TunnelOptions"][0]["OutsideIpAddress"],
        "vpn_gateway/tunnel_inside_address/ip_address": "169.254.100.1",
        "vpn_gateway/bgp/asn": "64620",
        "vpn_gateway/bgp/hold_time": "30",
        "ike/pre_shared_key": "correct.horse",
    }
    assert second.findtext("ike/pre_shared_key") == made["Options"]["TunnelOptions"][1]["PreSharedKey"]
    static = configuration(site.create(StaticRoutesOnly=True))
    assert (static.findtext("vpn_connection_attributes"), static.find(".//bgp")) == ("NoBGPVPNConnection", None)


READ = (
    "customer_gateway/tunnel_outside_address/ip_address",
    "customer_gateway/tunnel_inside_address/ip_address",
    "customer_gateway/bgp/asn",
    "vpn_gateway/tunnel_outside_address/ip_address",
    "vpn_gateway/tunnel_inside_address/ip_address",
    "vpn_gateway/bgp/asn",
    "vpn_gateway/bgp/hold_time",
    "ike/pre_shared_key",
)


def test_refused_connection_is_not_created(site: Site) -> None:
    assert site.refused(TunnelOptions=[{"PreSharedKey": "correct+horse"}]) == (
        "InvalidParameterValue",
        "Value for parameter PreSharedKey is invalid.",
    )
    assert site.refused(TunnelOptions=[{"TunnelInsideIpv6Cidr": "fd00::/126"}]) == (
        "InvalidParameterCombination",
        "An ipv6 inside cidr is not allowed for VPNs using an ipv4 inside ip version",
    )
    assert site.refused(EnableAcceleration=True).code == "InvalidParameterCombination"
    assert site.account.ec2.describe_vpn_connections()["VpnConnections"] == []


def test_connection_needs_its_gateways(site: Site) -> None:
    create, unknown = site.account.ec2.create_vpn_connection, "cgw-0123456789abcdef0"
    wanted: dict[str, Any] = {"Type": "ipsec.1", "CustomerGatewayId": site.device, "VpnGatewayId": site.gateway}
    code = refusal_code(create, **{**wanted, "CustomerGatewayId": unknown})
    assert code == "InvalidCustomerGatewayID.NotFound"
    assert refusal_code(create, **{**wanted, "VpnGatewayId": "vgw-1"}) == "InvalidVpnGatewayID.NotFound"
    assert refusal_code(create, **{**wanted, "TransitGatewayId": "tgw-1"}) == "InvalidParameterCombination"
    del wanted["VpnGatewayId"]
    assert refusal_code(create, **wanted, TransitGatewayId="tgw-1") == "InvalidTransitGatewayID.NotFound"
    assert refusal_code(create, **wanted, VpnConcentratorId="vcn-1") == "UnsupportedOperation"
    assert create(**wanted)["VpnConnection"]["GatewayAssociationState"] == "not-associated"


def test_same_request_creates_one_connection(site: Site) -> None:
    first = site.create(StaticRoutesOnly=True)
    assert site.create(StaticRoutesOnly=True)["VpnConnectionId"] == first["VpnConnectionId"]
    assert site.create()["VpnConnectionId"] != first["VpnConnectionId"]


def test_connection_holds_its_gateways(site: Site) -> None:
    connection = site.available()["VpnConnectionId"]
    ec2 = site.account.ec2
    assert refusal(ec2.delete_customer_gateway, CustomerGatewayId=site.device) == (
        "IncorrectState",
        "The customer gateway is in use.",
    )
    assert refusal(ec2.delete_vpn_gateway, VpnGatewayId=site.gateway) == (
        "IncorrectState",
        "The VPN gateway is in use.",
    )
    ec2.delete_vpn_connection(VpnConnectionId=connection)
    until(lambda: refusal_code(ec2.delete_customer_gateway, CustomerGatewayId=site.device), equals(None))
    ec2.delete_vpn_gateway(VpnGatewayId=site.gateway)
    until(lambda: ec2.describe_vpn_connections()["VpnConnections"], lambda found: found == [])
    assert refusal(ec2.delete_vpn_connection, VpnConnectionId=connection) == (
        "InvalidVpnConnectionID.NotFound",
        f"The vpnConnection ID '{connection}' does not exist",
    )


def test_static_routes_come_and_go(site: Site) -> None:
    connection, ec2 = site.available(StaticRoutesOnly=True)["VpnConnectionId"], site.account.ec2
    ec2.create_vpn_connection_route(VpnConnectionId=connection, DestinationCidrBlock="192.168.0.0/16")
    ec2.create_vpn_connection_route(VpnConnectionId=connection, DestinationCidrBlock="172.16.9.9/12")
    ec2.create_vpn_connection_route(VpnConnectionId=connection, DestinationCidrBlock="192.168.0.0/16")
    expected = {"192.168.0.0/16": "available", "172.16.0.0/12": "available"}
    until(lambda: site.routes(connection), lambda routes: routes == expected)
    by_route = filters({"route.destination-cidr-block": "192.168.0.0/16"})
    assert len(ec2.describe_vpn_connections(Filters=by_route)["VpnConnections"]) == 1
    ec2.delete_vpn_connection_route(VpnConnectionId=connection, DestinationCidrBlock="192.168.0.0/16")
    until(lambda: site.routes(connection), lambda routes: routes == {"172.16.0.0/12": "available"})
    assert ec2.describe_vpn_connections(Filters=by_route)["VpnConnections"] == []


def test_static_routes_need_a_static_connection(site: Site) -> None:
    create, cidr = site.account.ec2.create_vpn_connection_route, "192.168.0.0/16"
    dynamic = site.create()["VpnConnectionId"]
    assert refusal_code(create, VpnConnectionId=dynamic, DestinationCidrBlock=cidr) == "InvalidParameterValue"
    static = site.create(StaticRoutesOnly=True)["VpnConnectionId"]
    assert refusal(create, VpnConnectionId=static, DestinationCidrBlock="192.168.0.0") == (
        "InvalidParameterValue",
        "Value (192.168.0.0) for parameter destinationCidrBlock is invalid. This is not a valid CIDR block.",
    )
    delete = site.account.ec2.delete_vpn_connection_route
    assert refusal_code(delete, VpnConnectionId=static, DestinationCidrBlock=cidr) == "InvalidRoute.NotFound"


def test_tunnel_options_are_modified(site: Site) -> None:
    made = site.available(TunnelOptions=[{"DPDTimeoutAction": "restart", "IKEVersions": [{"Value": "ikev2"}]}])
    connection = made["VpnConnectionId"]
    first, second = made["Options"]["TunnelOptions"]
    modify: Any = site.account.ec2.modify_vpn_tunnel_options
    named: dict[str, Any] = {"VpnConnectionId": connection, "VpnTunnelOutsideIpAddress": first["OutsideIpAddress"]}
    options: dict[str, Any] = {"PreSharedKey": "another.secret", "DPDTimeoutSeconds": 45}
    assert modify(**named, TunnelOptions=options)["VpnConnection"]["State"] == "modifying"
    assert site.settled(connection)["Options"]["TunnelOptions"] == [
        {**first, "PreSharedKey": "another.secret", "DpdTimeoutSeconds": 45},
        second,
    ]
    named["VpnTunnelOutsideIpAddress"] = "192.0.2.1"
    assert refusal_code(modify, **named, TunnelOptions=options) == "InvalidParameterValue"


def test_networks_are_modified(site: Site) -> None:
    connection = site.available()["VpnConnectionId"]
    modify = site.account.ec2.modify_vpn_connection_options
    modify(VpnConnectionId=connection, LocalIpv4NetworkCidr="192.168.0.0/16", RemoteIpv4NetworkCidr="10.0.0.0/16")
    options = site.settled(connection)["Options"]
    assert (options["LocalIpv4NetworkCidr"], options["RemoteIpv4NetworkCidr"]) == ("192.168.0.0/16", "10.0.0.0/16")
    code = refusal_code(modify, VpnConnectionId=connection, LocalIpv6NetworkCidr="fd00::/8")
    assert code == "InvalidParameterCombination"


def test_certificate_is_renewed_where_there_is_one(site: Site) -> None:
    certificate = f"arn:aws:acm:us-east-1:{site.account.id}:certificate/one"
    device = site.account.ec2.create_customer_gateway(Type="ipsec.1", CertificateArn=certificate)
    for device_id, code in (
        (site.device, "InvalidParameterCombination"),
        (device["CustomerGateway"]["CustomerGatewayId"], None),
    ):
        found = site.settled(site.create(device=device_id)["VpnConnectionId"])
        outside = found["Options"]["TunnelOptions"][0]["OutsideIpAddress"]
        named = {"VpnConnectionId": found["VpnConnectionId"], "VpnTunnelOutsideIpAddress": outside}
        assert refusal_code(site.account.ec2.modify_vpn_tunnel_certificate, **named) == code
    assert {each["CertificateArn"] for each in found["VgwTelemetry"]} == {certificate}


def test_connection_on_a_transit_gateway_is_an_attachment(site: Site) -> None:
    ec2, transit = site.account.ec2, transit_gateway(site.account)
    made = site.create(transit, EnableAcceleration=True, TunnelInsideIpVersion="ipv6")
    connection = made["VpnConnectionId"]
    assert (made["TransitGatewayId"], made.get("VpnGatewayId")) == (transit, None)
    assert (made["Options"]["LocalIpv6NetworkCidr"], made["Options"]["EnableAcceleration"]) == ("::/0", True)
    assert all(each["TunnelInsideIpv6Cidr"].endswith("/126") for each in made["Options"]["TunnelOptions"])
    wanted = filters({"resource-id": connection, "resource-type": "vpn", "transit-gateway-id": transit})

    def attachments() -> list[Any]:
        return list(ec2.describe_transit_gateway_attachments(Filters=wanted)["TransitGatewayAttachments"])

    assert [each["ResourceId"] for each in attachments()] == [connection]
    assert ec2.describe_transit_gateway_vpc_attachments()["TransitGatewayVpcAttachments"] == []
    ec2.delete_vpn_connection(VpnConnectionId=connection)
    until(attachments, lambda found: all(each["State"] == "deleted" for each in found))


def test_deleted_connection_outlives_its_gateways(site: Site) -> None:
    ec2, transit = site.account.ec2, transit_gateway(site.account)
    connections = {site.create(target)["VpnConnectionId"] for target in (transit, None)}
    for each in connections:
        ec2.delete_vpn_connection(VpnConnectionId=each)
    until(lambda: {site.described(each)["State"] for each in connections}, equals({"deleted"}))
    ec2.delete_vpn_gateway(VpnGatewayId=site.gateway)
    ec2.delete_transit_gateway(TransitGatewayId=transit)
    until(lambda: options_of(site.account, transit)[0], equals("deleted"))

    assert {each["VpnConnectionId"] for each in ec2.describe_vpn_connections()["VpnConnections"]} == connections


def test_equal_connections_on_a_transit_gateway_are_two(site: Site) -> None:
    transit = transit_gateway(site.account)
    assert site.create(transit)["VpnConnectionId"] != site.create(transit)["VpnConnectionId"]


def test_connection_moves_to_another_target(site: Site) -> None:
    ec2, transit = site.account.ec2, transit_gateway(site.account)
    before = site.available(StaticRoutesOnly=True)
    connection = before["VpnConnectionId"]
    ec2.create_vpn_connection_route(VpnConnectionId=connection, DestinationCidrBlock="192.168.0.0/16")
    modify = ec2.modify_vpn_connection
    assert refusal_code(modify, VpnConnectionId=connection, TransitGatewayId=transit) == "IncorrectState"
    assert refusal_code(modify, VpnConnectionId=connection) == "MissingParameter"
    ec2.delete_vpn_connection_route(VpnConnectionId=connection, DestinationCidrBlock="192.168.0.0/16")
    until(lambda: site.routes(connection), lambda routes: routes == {})
    modify(VpnConnectionId=connection, TransitGatewayId=transit)
    moved = site.settled(connection)
    assert (moved["TransitGatewayId"], moved.get("VpnGatewayId")) == (transit, None)
    assert moved["Options"]["TunnelOptions"] == before["Options"]["TunnelOptions"]
    modify(VpnConnectionId=connection, VpnGatewayId=site.gateway)
    assert site.settled(connection)["VpnGatewayId"] == site.gateway
    until(
        lambda: [each["State"] for each in ec2.describe_transit_gateway_attachments()["TransitGatewayAttachments"]],
        equals(["deleted"]),
    )


def test_connections_are_tagged_and_filtered(site: Site) -> None:
    tags: Any = [{"ResourceType": "vpn-connection", "Tags": [{"Key": "Name", "Value": "office"}]}]
    made = site.account.ec2.create_vpn_connection(
        Type="ipsec.1", CustomerGatewayId=site.device, VpnGatewayId=site.gateway, TagSpecifications=tags
    )["VpnConnection"]
    site.create(StaticRoutesOnly=True)
    assert made["Tags"] == [{"Key": "Name", "Value": "office"}]
    describe = site.account.ec2.describe_vpn_connections
    for name, value, count in (
        ("tag:Name", "office", 1),
        ("option.static-routes-only", "true", 1),
        ("vpn-connection-id", made["VpnConnectionId"], 1),
        ("customer-gateway-id", site.device, 2),
        ("vpn-gateway-id", site.gateway, 2),
        ("bgp-asn", "64620", 2),
        ("state", "deleted", 0),
        ("transit-gateway-id", "tgw-*", 0),
    ):
        assert (name, len(describe(Filters=filters({name: value}))["VpnConnections"])) == (name, count)


def test_connections_have_quotas(site: Site) -> None:
    for number in range(10):
        site.create(LocalIpv4NetworkCidr=f"10.{number}.0.0/16")
    assert site.refused().code == "VpnConnectionLimitExceeded"


def test_other_operations_are_refused(mine: Account) -> None:
    for operation in (mine.ec2.describe_vpn_concentrators, mine.ec2.get_vpn_connection_device_types):
        assert refusal(operation).code == "UnsupportedOperation"
