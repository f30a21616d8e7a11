"""Customer gateways and VPN gateways."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.account import Account, filters
from tests.support.refusal import refusal, refusal_code
from tests.support.until import until

PUBLIC = "198.51.100.7"


@pytest.fixture
def device(mine: Account) -> str:
    return str(customer_gateway(mine)["CustomerGatewayId"])


def customer_gateway(account: Account, **options: Any) -> dict[str, Any]:
    request: dict[str, Any] = {"Type": "ipsec.1", "BgpAsn": 65010, "IpAddress": PUBLIC, **options}
    return dict(account.ec2.create_customer_gateway(**request)["CustomerGateway"])


def vpn_gateway(account: Account, **options: Any) -> str:
    return account.ec2.create_vpn_gateway(Type="ipsec.1", **options)["VpnGateway"]["VpnGatewayId"]


def attachments(account: Account, gateway: str) -> list[tuple[str, str]]:
    found = account.ec2.describe_vpn_gateways(VpnGatewayIds=[gateway])["VpnGateways"][0]
    return [(each["VpcId"], each["State"]) for each in found["VpcAttachments"]]


def test_customer_gateway_keeps_what_it_was_given(mine: Account) -> None:
    tags: Any = [{"ResourceType": "customer-gateway", "Tags": [{"Key": "Name", "Value": "office"}]}]
    certificate = f"arn:aws:acm:us-east-1:{mine.id}:certificate/one"
    made = customer_gateway(mine, DeviceName="firewall", CertificateArn=certificate, TagSpecifications=tags)
    assert made == {
        "CustomerGatewayId": made["CustomerGatewayId"],
        "State": "pending",
        "Type": "ipsec.1",
        "BgpAsn": "65010",
        "IpAddress": PUBLIC,
        "DeviceName": "firewall",
        "CertificateArn": certificate,
        "Tags": [{"Key": "Name", "Value": "office"}],
    }

    def described() -> dict[str, Any]:
        (found,) = mine.ec2.describe_customer_gateways(Filters=filters({"tag:Name": "office"}))["CustomerGateways"]
        return dict(found)

    assert until(described, lambda found: found["State"] == "available") == {**made, "State": "available"}


def test_customer_gateway_has_one_of_both_numbers(mine: Account) -> None:
    create = mine.ec2.create_customer_gateway
    default = create(Type="ipsec.1", IpAddress=PUBLIC)["CustomerGateway"]
    extended = create(Type="ipsec.1", IpAddress=PUBLIC, BgpAsnExtended=4200000001)["CustomerGateway"]
    assert (default["BgpAsn"], default.get("BgpAsnExtended")) == ("65000", None)
    assert (extended.get("BgpAsn"), extended["BgpAsnExtended"]) == (None, "4200000001")


def test_customer_gateway_with_certificate_needs_no_address(mine: Account) -> None:
    certificate = f"arn:aws:acm:us-east-1:{mine.id}:certificate/one"
    made = mine.ec2.create_customer_gateway(Type="ipsec.1", CertificateArn=certificate)["CustomerGateway"]
    assert "IpAddress" not in made
    assert refusal(mine.ec2.create_customer_gateway, Type="ipsec.1").code == "MissingParameter"


def test_same_device_is_created_once(mine: Account, device: str) -> None:
    assert customer_gateway(mine, DeviceName="other")["CustomerGatewayId"] == device
    assert customer_gateway(mine, BgpAsn=65011)["CustomerGatewayId"] != device
    assert customer_gateway(mine, IpAddress="198.51.100.8")["CustomerGatewayId"] != device
    assert len(mine.ec2.describe_customer_gateways()["CustomerGateways"]) == 3


def test_refused_customer_gateway_is_not_created(mine: Account) -> None:
    assert refusal(lambda: customer_gateway(mine, IpAddress="office")) == (
        "InvalidParameterValue",
        "Value (office) for parameter ipAddress is invalid",
    )
    tags: Any = [{"ResourceType": "vpc", "Tags": []}]
    assert refusal_code(lambda: customer_gateway(mine, TagSpecifications=tags)) == "InvalidParameter"
    assert mine.ec2.describe_customer_gateways()["CustomerGateways"] == []


def test_customer_gateways_are_filtered(mine: Account, device: str) -> None:
    customer_gateway(mine, BgpAsn=65011)
    for name, value in {"bgp-asn": "65010", "customer-gateway-id": device}.items():
        found = mine.ec2.describe_customer_gateways(Filters=filters({name: value}))["CustomerGateways"]
        assert [each["CustomerGatewayId"] for each in found] == [device]
    for name, value in {"ip-address": PUBLIC, "type": "ipsec.1", "state": "?*"}.items():
        assert len(mine.ec2.describe_customer_gateways(Filters=filters({name: value}))["CustomerGateways"]) == 2
    assert refusal_code(mine.ec2.describe_customer_gateways, Filters=filters({"nonsense": "1"})) == "InvalidFilter"


def test_vpn_gateway_is_attached_and_detached(mine: Account) -> None:
    vpc, gateway = mine.vpc(), vpn_gateway(mine, AmazonSideAsn=64620)
    attached = mine.ec2.attach_vpn_gateway(VpcId=vpc, VpnGatewayId=gateway)["VpcAttachment"]
    assert attached == {"VpcId": vpc, "State": "attaching"}
    until(lambda: attachments(mine, gateway), lambda found: found == [(vpc, "attached")])
    (found,) = mine.ec2.describe_vpn_gateways(Filters=filters({"attachment.vpc-id": vpc}))["VpnGateways"]
    assert (found["State"], found["AmazonSideAsn"], found["Type"]) == ("available", 64620, "ipsec.1")

    mine.ec2.detach_vpn_gateway(VpcId=vpc, VpnGatewayId=gateway)
    assert refusal(mine.ec2.detach_vpn_gateway, VpcId=vpc, VpnGatewayId=gateway) == (
        "InvalidVpnGatewayAttachment.NotFound",
        f"The attachment with vpn gateway ID '{gateway}' and vpc ID '{vpc}' does not exist",
    )
    until(lambda: attachments(mine, gateway), lambda found: found == [(vpc, "detached")])
    mine.ec2.delete_vpn_gateway(VpnGatewayId=gateway)
    until(lambda: mine.ec2.describe_vpn_gateways()["VpnGateways"], lambda found: found == [])
    assert refusal(mine.ec2.describe_vpn_gateways, VpnGatewayIds=[gateway]) == (
        "InvalidVpnGatewayID.NotFound",
        f"The vpnGateway ID '{gateway}' does not exist",
    )


def test_one_gateway_a_vpc_and_one_vpc_a_gateway(mine: Account) -> None:
    first_vpc, second_vpc = mine.vpc(), mine.vpc()
    first, second = vpn_gateway(mine), vpn_gateway(mine)
    mine.ec2.attach_vpn_gateway(VpcId=first_vpc, VpnGatewayId=first)
    assert refusal(mine.ec2.attach_vpn_gateway, VpcId=first_vpc, VpnGatewayId=second) == (
        "InvalidVpcState",
        f"VPC {first_vpc} is currently attached to the Virtual Private Gateway.",
    )
    code = refusal_code(mine.ec2.attach_vpn_gateway, VpcId=second_vpc, VpnGatewayId=first)
    assert code == "VpnGatewayAttachmentLimitExceeded"
    assert refusal_code(mine.ec2.attach_vpn_gateway, VpcId="vpc-1", VpnGatewayId=second) == "InvalidVpcID.NotFound"
    mine.ec2.attach_vpn_gateway(VpcId=second_vpc, VpnGatewayId=second)


def test_attached_gateway_holds_itself_and_its_vpc(mine: Account) -> None:
    vpc, gateway = mine.vpc(), vpn_gateway(mine)
    mine.ec2.attach_vpn_gateway(VpcId=vpc, VpnGatewayId=gateway)
    assert refusal(mine.ec2.delete_vpn_gateway, VpnGatewayId=gateway) == (
        "IncorrectState",
        "The VPN gateway is in use.",
    )
    assert refusal_code(mine.ec2.delete_vpc, VpcId=vpc) == "DependencyViolation"
    mine.ec2.detach_vpn_gateway(VpcId=vpc, VpnGatewayId=gateway)
    until(lambda: refusal_code(mine.ec2.delete_vpc, VpcId=vpc), lambda code: code is None)
    mine.ec2.delete_vpn_gateway(VpnGatewayId=gateway)


def test_route_leads_to_a_vpn_gateway(mine: Account) -> None:
    vpc, gateway = mine.vpc(), vpn_gateway(mine)
    mine.ec2.attach_vpn_gateway(VpcId=vpc, VpnGatewayId=gateway)
    table = mine.route_table(vpc)
    mine.ec2.create_route(RouteTableId=table, DestinationCidrBlock="192.168.0.0/16", GatewayId=gateway)
    routes = mine.ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Routes"]
    assert ("192.168.0.0/16", gateway) in {(each["DestinationCidrBlock"], each.get("GatewayId")) for each in routes}


def test_gateways_have_quotas(mine: Account) -> None:
    for _ in range(5):
        vpn_gateway(mine)
    assert refusal_code(mine.ec2.create_vpn_gateway, Type="ipsec.1") == "VpnGatewayLimitExceeded"
    for number in range(50):
        customer_gateway(mine, BgpAsn=number + 1)
    assert refusal_code(lambda: customer_gateway(mine)) == "CustomerGatewayLimitExceeded"


def test_dry_run_creates_nothing(mine: Account) -> None:
    assert refusal_code(mine.ec2.create_vpn_gateway, Type="ipsec.1", DryRun=True) == "DryRunOperation"
    assert refusal_code(lambda: customer_gateway(mine, DryRun=True)) == "DryRunOperation"
    assert mine.ec2.describe_vpn_gateways()["VpnGateways"] == []
    assert mine.ec2.describe_customer_gateways()["CustomerGateways"] == []


def test_gateways_are_tagged_later(mine: Account, device: str) -> None:
    gateway = vpn_gateway(mine)
    mine.ec2.create_tags(Resources=[device, gateway], Tags=[{"Key": "team", "Value": "network"}])
    (found,) = mine.ec2.describe_vpn_gateways(Filters=filters({"tag:team": "network"}))["VpnGateways"]
    assert found["Tags"] == [{"Key": "team", "Value": "network"}]
    mine.ec2.delete_tags(Resources=[device, gateway], Tags=[{"Key": "team"}])
    assert mine.ec2.describe_customer_gateways(CustomerGatewayIds=[device])["CustomerGateways"][0].get("Tags", []) == []


@pytest.mark.usefixtures("device")
def test_forgotten_account_has_no_gateways(mine: Account) -> None:
    vpn_gateway(mine)
    mine.http("DELETE", f"accounts/{mine.id}")
    assert mine.ec2.describe_customer_gateways()["CustomerGateways"] == []
    assert mine.ec2.describe_vpn_gateways()["VpnGateways"] == []
