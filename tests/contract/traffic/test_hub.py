"""One hub: a shared endpoint for peered VPCs, VPCs of a transit gateway and hosts on premises, and for nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_network
from typing import TYPE_CHECKING

import pytest

from privatelink_localstack.dataplane.state.guests import Place
from tests.support import traffic
from tests.support.account import Account, state
from tests.support.accounts import temporary_accounts
from tests.support.namespaces import need_namespaces
from tests.support.premises import OFFICE, join, resolver_endpoint
from tests.support.sides import BRIEF, Side, side
from tests.support.transit_gateways import settle, transit_gateway
from tests.support.until import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privatelink_localstack.dataplane.client import Client
    from privatelink_localstack.runtime.instance import Instance

NAME, HTTPS = "secretsmanager.us-east-1.amazonaws.com", 443
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Hub:
    """A hub whose endpoint everybody knows by the service's own name.

    Parameters:
        clients: network interfaces by how their networks are joined to the hub.
        addresses: of the endpoint.
        group: the endpoint's security group.
    """

    own: Side
    plane: Client
    clients: dict[str, str]
    addresses: frozenset[str]
    group: str

    def reached(self) -> set[str]:
        """Return who reaches the endpoint by its name."""
        return {each for each, interface in self.clients.items() if self._is_reached(interface)}

    def _is_reached(self, interface: str) -> bool:
        arrives = self.plane.trace(interface, NAME, HTTPS).stopped is None
        try:
            self.plane.connect(interface, NAME, HTTPS, PATIENCE if arrives else BRIEF).close()
        except TimeoutError:
            return False
        return True


@pytest.fixture(scope="module")
def hub(own_localstack: Instance) -> Iterator[Hub]:
    """A hub, three networks that are joined to it, and one that only has its names."""
    need_namespaces()
    with temporary_accounts(own_localstack.endpoint) as fresh:
        account, other = (Account(own_localstack.endpoint, fresh()) for _ in range(2))
        own, attached = side(account, "10.1"), side(account, "10.3")
        peered, stranger = side(other, "10.2"), side(other, "10.4")
        for each in (own, attached, peered, stranger):  # Private hosted zones need it.
            each.account.ec2.modify_vpc_attribute(VpcId=each.vpc, EnableDnsHostnames={"Value": True})
        peer(own, peered)
        attach(own, attached)
        join(own)
        resolver_endpoint(own, "INBOUND")
        group = account.group(own.vpc, "endpoint")
        for block in ("10.0.0.0/8", OFFICE):
            admit(account, group, block)
        share(own, endpoint(own, group), attached, peered, stranger)
        with traffic.plane(account.url) as plane:
            office = plane.attach(Place("office", network=ip_network("192.168.0.10/32"))).id
            joined = {"hub": own, "peered": peered, "attached": attached, "stranger": stranger}
            clients = {name: each.interface for name, each in joined.items()} | {"office": office}
            found = plane.lookup(own.interface, NAME)
            assert found
            yield Hub(own, plane, clients, found, group)
        account.http("POST", "reset")


def peer(near: Side, far: Side) -> None:
    """Join the VPCs of two accounts."""
    key = near.account.ec2.create_vpc_peering_connection(VpcId=near.vpc, PeerVpcId=far.vpc, PeerOwnerId=far.account.id)[
        "VpcPeeringConnection"
    ]["VpcPeeringConnectionId"]
    far.account.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=key)
    for own, block in ((near, "10.2.0.0/16"), (far, "10.1.0.0/16")):
        own.account.ec2.create_route(RouteTableId=own.table, DestinationCidrBlock=block, VpcPeeringConnectionId=key)


def attach(near: Side, far: Side) -> None:
    """Join two VPCs of an account by a transit gateway."""
    ec2, gateway = near.account.ec2, transit_gateway(near.account)
    for own, block in ((near, "10.3.0.0/16"), (far, "10.1.0.0/16")):
        made = ec2.create_transit_gateway_vpc_attachment(
            TransitGatewayId=gateway, VpcId=own.vpc, SubnetIds=[own.subnet]
        )["TransitGatewayVpcAttachment"]["TransitGatewayAttachmentId"]
        settle(near.account, made)
        ec2.create_route(RouteTableId=own.table, DestinationCidrBlock=block, TransitGatewayId=gateway)


def admit(account: Account, group: str, block: str) -> None:
    """Let a block in."""
    account.ec2.authorize_security_group_ingress(
        GroupId=group, IpProtocol="tcp", FromPort=HTTPS, ToPort=HTTPS, CidrIp=block
    )


def endpoint(own: Side, group: str) -> tuple[str, str]:
    """Make an endpoint without private DNS, and return its regional name, with the hosted zone that this is in."""
    made = own.account.interface_endpoint(own.vpc, "secretsmanager", SubnetIds=[own.subnet], SecurityGroupIds=[group])
    key = made["VpcEndpointId"]
    until(lambda: state(own.account.endpoint(key)), lambda found: found == "available")
    return made["DnsEntries"][0]["DnsName"], made["DnsEntries"][0]["HostedZoneId"]


def share(own: Side, alias: tuple[str, str], *others: Side) -> None:
    """Give the service's own name to a hub and other VPCs, by a private hosted zone."""
    route53, place = own.account.client("route53"), {"VPCRegion": "us-east-1"}
    zone = route53.create_hosted_zone(Name=NAME, CallerReference="hub", VPC={"VPCId": own.vpc, **place})["HostedZone"]
    target = {"DNSName": alias[0], "HostedZoneId": alias[1], "EvaluateTargetHealth": False}
    change = {"Action": "CREATE", "ResourceRecordSet": {"Name": NAME, "Type": "A", "AliasTarget": target}}
    route53.change_resource_record_sets(HostedZoneId=zone["Id"], ChangeBatch={"Changes": [change]})
    for each in others:
        named = {"HostedZoneId": zone["Id"], "VPC": {"VPCId": each.vpc, **place}}
        if each.account is not own.account:
            route53.create_vpc_association_authorization(**named)
        each.account.client("route53").associate_vpc_with_hosted_zone(**named)


def test_everybody_has_the_same_answer(hub: Hub) -> None:
    vpcs = {name: each for name, each in hub.clients.items() if name != "office"}
    told = {name: hub.plane.lookup(each, NAME) for name, each in vpcs.items()}
    resolvers = hub.own.account.client("route53resolver")
    (inbound,) = resolvers.list_resolver_endpoints()["ResolverEndpoints"]
    addresses = resolvers.list_resolver_endpoint_ip_addresses(ResolverEndpointId=inbound["Id"])["IpAddresses"]
    told |= {
        f"office by {each['Ip']}": hub.plane.lookup(hub.clients["office"], NAME, server=each["Ip"])
        for each in addresses
    }

    assert told == dict.fromkeys(told, hub.addresses)
    assert len(told) == len(vpcs) + 2


def test_whoever_is_joined_to_the_hub_reaches_its_endpoint(hub: Hub) -> None:
    assert hub.reached() == {"hub", "peered", "attached", "office"}


@pytest.mark.parametrize(("block", "left"), [("10.0.0.0/8", {"office"}), (OFFICE, {"hub", "peered", "attached"})])
def test_endpoint_s_group_decides_for_all_networks(hub: Hub, block: str, left: set[str]) -> None:
    hub.own.account.ec2.revoke_security_group_ingress(
        GroupId=hub.group, IpProtocol="tcp", FromPort=HTTPS, ToPort=HTTPS, CidrIp=block
    )
    try:
        assert hub.reached() == left
    finally:
        admit(hub.own.account, hub.group, block)
