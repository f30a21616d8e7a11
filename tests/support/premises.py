"""An office on premises, which a VPN with static routes joins to a VPC."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.until import until

if TYPE_CHECKING:
    from tests.support.account import Account
    from tests.support.sides import Side

OFFICE = "192.168.0.0/16"


def customer_gateway(account: Account) -> str:
    """Create the device of the office."""
    made = account.ec2.create_customer_gateway(Type="ipsec.1", PublicIp="198.51.100.7", BgpAsn=65000)
    return made["CustomerGateway"]["CustomerGatewayId"]


def vpn_gateway(home: Side) -> str:
    """Create a VPN gateway on a VPC, whose main route table learns from it."""
    ec2 = home.account.ec2
    gateway = ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    ec2.attach_vpn_gateway(VpnGatewayId=gateway, VpcId=home.vpc)
    ec2.enable_vgw_route_propagation(GatewayId=gateway, RouteTableId=home.table)
    return gateway


def join(home: Side) -> str:
    """Join the office to a VPC, and return the ID of the connection, which is available."""
    ec2, device = home.account.ec2, customer_gateway(home.account)
    made = ec2.create_vpn_connection(
        Type="ipsec.1",
        Options={"StaticRoutesOnly": True},
        CustomerGatewayId=device,
        VpnGatewayId=vpn_gateway(home),
    )
    key = made["VpnConnection"]["VpnConnectionId"]
    ec2.create_vpn_connection_route(VpnConnectionId=key, DestinationCidrBlock=OFFICE)
    until(
        lambda: ec2.describe_vpn_connections(VpnConnectionIds=[key])["VpnConnections"][0],
        lambda found: (found["State"], found["Routes"][0]["State"]) == ("available", "available"),
    )
    home.account.http("PUT", "on-premises/office", {"gateways": [device], "cidrs": [OFFICE]})
    return key


def resolver_endpoint(home: Side, direction: str) -> Any:
    """Create a Resolver endpoint, whose group lets the office ask, and wait until it answers."""
    resolver, group = home.account.client("route53resolver"), home.account.group(home.vpc, direction)
    for protocol in ("udp", "tcp"):
        home.account.ec2.authorize_security_group_ingress(
            GroupId=group, IpProtocol=protocol, FromPort=53, ToPort=53, CidrIp=OFFICE
        )
    made = resolver.create_resolver_endpoint(
        CreatorRequestId=direction,
        Direction=direction,
        SecurityGroupIds=[group],
        IpAddresses=[{"SubnetId": home.subnet}] * 2,
    )["ResolverEndpoint"]
    return until(
        lambda: resolver.get_resolver_endpoint(ResolverEndpointId=made["Id"])["ResolverEndpoint"],
        lambda found: found["Status"] == "OPERATIONAL",
    )
