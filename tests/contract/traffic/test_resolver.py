"""Names between VPCs and networks on premises by Route 53 Resolver, over a VPN, by calls of the API."""

from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING, cast

import pytest

from privatelink_localstack.dataplane.state.guests import Place
from tests.support import traffic
from tests.support.account import Account
from tests.support.accounts import temporary_accounts
from tests.support.name_server import name_server
from tests.support.namespaces import need_namespaces
from tests.support.premises import OFFICE, join, resolver_endpoint
from tests.support.sharing import end_share, share
from tests.support.sides import BRIEF, Side, side
from tests.support.until import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privatelink_localstack.dataplane.client import Client
    from privatelink_localstack.runtime.instance import Instance

SERVICE = "secretsmanager.us-east-1.amazonaws.com"
CORP = "db.corp.example.com"
HOST_ADDRESS = "192.168.0.10"


@pytest.fixture
def sides(own_localstack: Instance) -> Iterator[tuple[Side, Side]]:
    """The VPC of a hub that a VPN joins to the office, and that of another account."""
    need_namespaces()
    with temporary_accounts(own_localstack.endpoint) as fresh:
        hub, spoke = (side(Account(own_localstack.endpoint, fresh()), block) for block in ("10.1", "10.2"))
        hub.account.ec2.modify_vpc_attribute(VpcId=hub.vpc, EnableDnsHostnames={"Value": True})
        join(hub)
        yield hub, spoke
        hub.account.http("POST", "reset")


@pytest.fixture
def plane(own_localstack: Instance, sides: tuple[Side, Side]) -> Iterator[Client]:
    """A connection to the data plane, with the VPCs in force."""
    assert sides
    with traffic.plane(own_localstack.endpoint) as client:
        yield client


def _host(plane: Client) -> str:
    return plane.attach(Place("office", network=ip_network(f"{HOST_ADDRESS}/32"))).id


def test_office_resolves_the_private_names_of_endpoints_and_reaches_them(
    sides: tuple[Side, Side], plane: Client
) -> None:
    hub, _ = sides
    group = hub.account.group(hub.vpc, "endpoint")
    hub.account.ec2.authorize_security_group_ingress(
        GroupId=group, IpProtocol="tcp", FromPort=443, ToPort=443, CidrIp=OFFICE
    )
    made = hub.account.interface_endpoint(
        hub.vpc,
        "com.amazonaws.us-east-1.secretsmanager",
        SubnetIds=[hub.subnet],
        SecurityGroupIds=[group],
        PrivateDnsEnabled=True,
    )
    until(
        lambda: hub.account.ec2.describe_vpc_endpoints(VpcEndpointIds=[made["VpcEndpointId"]])["VpcEndpoints"][0],
        lambda endpoint: cast("str", endpoint["State"]) == "available",
    )
    inbound = resolver_endpoint(hub, "INBOUND")
    traffic.in_force(hub.account.url)
    host = _host(plane)

    assert _reached(plane, host, SERVICE).startswith("10.1.1.")

    hub.account.ec2.revoke_security_group_ingress(
        GroupId=inbound["SecurityGroupIds"][0], IpProtocol="udp", FromPort=53, ToPort=53, CidrIp=OFFICE
    )
    with pytest.raises(OSError, match="no answer about"):
        plane.connect(host, SERVICE, 443, BRIEF)


def _reached(plane: Client, host: str, name: str) -> str:
    with plane.connect(host, name, 443, 10 * BRIEF) as connection:
        return str(connection.getpeername()[0])


def test_rule_forwards_for_its_vpcs_while_it_is_shared(sides: tuple[Side, Side], plane: Client) -> None:
    hub, spoke = sides
    outbound = resolver_endpoint(hub, "OUTBOUND")
    rule = hub.account.client("route53resolver").create_resolver_rule(
        CreatorRequestId="corp",
        RuleType="FORWARD",
        DomainName="corp.example.com",
        TargetIps=[{"Ip": HOST_ADDRESS}],
        ResolverEndpointId=outbound["Id"],
    )["ResolverRule"]
    shared = share(hub.account, spoke.account, rule["Arn"])
    for own in sides:
        own.account.client("route53resolver").associate_resolver_rule(ResolverRuleId=rule["Id"], VPCId=own.vpc)
    system = hub.account.client("route53resolver").create_resolver_rule(
        CreatorRequestId="aws", RuleType="SYSTEM", DomainName="aws.corp.example.com"
    )["ResolverRule"]
    hub.account.client("route53resolver").associate_resolver_rule(ResolverRuleId=system["Id"], VPCId=hub.vpc)
    traffic.in_force(hub.account.url)

    names = {CORP: HOST_ADDRESS, "db.aws.corp.example.com": HOST_ADDRESS}
    with name_server(plane, _host(plane), names) as asked:
        for own in sides:
            assert plane.lookup(own.interface, CORP) == frozenset({HOST_ADDRESS})
        assert set(asked) == {"UDP"}
        assert plane.lookup(hub.interface, "db.aws.corp.example.com") is None

        end_share(hub.account, shared)
        assert plane.lookup(spoke.interface, CORP) is None
        assert plane.lookup(hub.interface, CORP) == frozenset({HOST_ADDRESS})
