"""What a trace tells is what a connection meets: of services, AWS's too, from a VPC and from on premises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from ipaddress import ip_network

import pytest

from privatelink_localstack.dataplane.client import Client
from privatelink_localstack.dataplane.state.guests import Place
from privatelink_localstack.dataplane.state.trace import Hop, Step
from tests.support import traffic
from tests.support.account import filters, state
from tests.support.echo import echo, serving
from tests.support.premises import OFFICE, join
from tests.support.sides import Side
from tests.support.traffic import PORT, TARGET_PORT, Link, available
from tests.support.until import until

PATIENT, BRIEF = 60.0, 0.5
"""Seconds for a connection that arrives, and for one that does not."""


@dataclass(frozen=True, slots=True)
class Both:
    """A trace beside connections."""

    plane: Client

    def met(self, source: str, host: str, port: int) -> Step | None:
        """Return the step that stops a connection; None for one that arrives. A real one does, or does not, too."""
        stopped = self.plane.trace(source, host, port).stopped
        try:
            self.plane.connect(source, host, port, PATIENT if stopped is None else BRIEF).close()
            arrived = True
        except OSError:
            arrived = False
        assert arrived == (stopped is None), stopped
        return stopped.step if stopped else None


@pytest.fixture
def both(linked: Link, plane: Client) -> Iterator[Both]:
    """With a program behind the target."""
    with serving(plane.listen(linked.target, TARGET_PORT), echo):
        yield Both(plane)


def test_trace_agrees_with_connections_to_a_service(linked: Link, both: Both) -> None:
    address = str(next(iter(both.plane.lookup(linked.client, linked.name) or ())))
    assert both.met(linked.client, linked.name, PORT) is None
    assert both.met(linked.client, address, PORT) is None
    assert both.met(linked.stranger, linked.name, PORT) is Step.INGRESS
    assert both.met(linked.client, linked.name, PORT + 1) is not None
    assert both.met(linked.client, "unknown.example.com", PORT) is Step.NAME
    assert both.met(linked.client, "192.0.2.1", PORT) is Step.ROUTE
    linked.close_group()
    assert both.met(linked.client, linked.name, PORT) is Step.INGRESS
    linked.open_group()
    assert both.met(linked.client, linked.name, PORT) is None
    linked.reject()
    available(linked, "rejected")
    assert both.met(linked.client, address, PORT) is Step.ENDPOINT
    linked.accept()
    available(linked)
    assert both.met(linked.client, linked.name, PORT) is None
    linked.provider.elbv2.delete_listener(ListenerArn=linked.listener)
    assert both.met(linked.client, linked.name, PORT) is not None


def test_trace_agrees_with_connections_that_wait_for_acceptance(linked: Link, both: Both) -> None:
    provider, client = linked.provider, both.plane.records().interfaces[linked.client]
    provider.ec2.modify_vpc_endpoint_service_configuration(ServiceId=linked.service, AcceptanceRequired=True)
    (service,) = provider.ec2.describe_vpc_endpoint_service_configurations()["ServiceConfigurations"]
    made = linked.consumer.interface_endpoint(
        client.vpc, service["ServiceName"], SubnetIds=[client.subnet], SecurityGroupIds=[linked.group]
    )
    second = replace(linked, endpoint=made["VpcEndpointId"], name=made["DnsEntries"][0]["DnsName"])
    available(second, "pendingAcceptance")

    assert both.met(linked.client, second.name, PORT) is Step.ENDPOINT
    waits = "its connection waits for the service's owner to accept it"
    assert both.plane.trace(linked.client, second.name, PORT).stopped == Hop(Step.ENDPOINT, second.endpoint, waits)
    second.reject()
    available(second, "rejected")
    assert both.met(linked.client, second.name, PORT) is Step.ENDPOINT
    second.accept()
    available(second)
    assert both.met(linked.client, second.name, PORT) is None
    assert both.met(linked.stranger, second.name, PORT) is Step.INGRESS


def test_trace_agrees_with_connections_from_on_premises(linked: Link, both: Both) -> None:
    account, plane = linked.consumer, both.plane
    client = plane.records().interfaces[linked.client]
    tables = account.ec2.describe_route_tables(Filters=filters({"vpc-id": client.vpc}))["RouteTables"]
    table, address = tables[0]["RouteTableId"], str(client.addresses[0])
    join(Side(account, client.vpc, client.subnet, table, linked.group, linked.client, address))
    traffic.in_force(account.url)
    (described,) = account.http("GET", "on-premises")["on_premises"]
    office = plane.attach(Place("office", network=ip_network("192.168.0.10/32"))).id

    with plane.connect(linked.client, linked.name, PORT, PATIENT) as connection:
        connection.settimeout(PATIENT)
        connection.sendall(b"hello")
        assert connection.recv(1), "the program behind the target is gone"
    assert both.met(office, linked.name, PORT) is Step.INGRESS
    account.ec2.authorize_security_group_ingress(
        GroupId=linked.group, IpProtocol="tcp", FromPort=PORT, ToPort=PORT, CidrIp=OFFICE
    )
    traffic.in_force(account.url)
    assert both.met(office, linked.name, PORT) is None
    assert both.met(office, "unknown.example.com", PORT) is Step.NAME
    linked.reject()
    available(linked, "rejected")
    assert both.met(office, linked.name, PORT) is Step.ENDPOINT
    linked.accept()
    available(linked)
    account.http("PUT", "on-premises/office", {"gateways": described["gateways"], "cidrs": [OFFICE], "up": False})
    assert both.met(office, linked.name, PORT) is Step.ROUTE


def test_trace_agrees_with_connections_across_a_network_acl(linked: Link, both: Both) -> None:
    account, client = linked.consumer, both.plane.records().interfaces[linked.client]
    subnet = account.subnet(client.vpc, "b")
    account.ec2.create_network_interface(SubnetId=subnet)
    guest = both.plane.attach(Place(client.vpc, subnet, ip_network("10.0.1.0/24"), client.groups))
    assert both.met(guest.id, linked.name, PORT) is None
    acl = account.ec2.create_network_acl(VpcId=client.vpc)["NetworkAcl"]["NetworkAclId"]
    (before,) = [
        each["NetworkAclAssociationId"]
        for own in account.ec2.describe_network_acls()["NetworkAcls"]
        for each in own["Associations"]
        if each["SubnetId"] == subnet
    ]
    account.ec2.replace_network_acl_association(AssociationId=before, NetworkAclId=acl)
    assert both.met(guest.id, linked.name, PORT) is Step.ACL
    for egress, ports in ((True, (PORT, PORT)), (False, (1024, 65535))):
        assert both.met(guest.id, linked.name, PORT) is Step.ACL
        account.ec2.create_network_acl_entry(
            NetworkAclId=acl,
            RuleNumber=100,
            Protocol="6",
            RuleAction="allow",
            Egress=egress,
            CidrBlock="10.0.0.0/16",
            PortRange={"From": ports[0], "To": ports[1]},
        )
    assert both.met(guest.id, linked.name, PORT) is None


def test_trace_agrees_with_connections_to_aws_services(linked: Link, both: Both) -> None:
    account, client = linked.consumer, both.plane.records().interfaces[linked.client]
    group = account.group(client.vpc, "aws")
    endpoint = account.interface_endpoint(
        client.vpc,
        "com.amazonaws.us-east-1.kms",
        SubnetIds=[client.subnet],
        SecurityGroupIds=[group],
        PrivateDnsEnabled=True,
    )["VpcEndpointId"]
    until(lambda: state(account.endpoint(endpoint)), lambda found: found == "available")
    name = "kms.us-east-1.amazonaws.com"
    until(lambda: both.plane.lookup(linked.client, name), bool)
    assert both.met(linked.client, name, 443) is Step.INGRESS
    account.ec2.authorize_security_group_ingress(
        GroupId=group, IpProtocol="tcp", FromPort=0, ToPort=65535, CidrIp="10.0.0.0/16"
    )
    assert both.met(linked.client, name, 443) is None
    assert both.met(linked.client, name, 80) is not None
