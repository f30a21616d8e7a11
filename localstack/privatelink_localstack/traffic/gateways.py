"""Gateway endpoints as the data plane has them.

A gateway endpoint has no network interface: a route leads from some subnets to the service's public addresses. In the
data plane a VPC with such endpoints has an interface with one of these addresses, and a group that admits who has a
route. Several endpoints of one service in a VPC share it: whose route a client has is told by its address.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from privatelink_localstack.dataplane.state.model import (
    TCP,
    AwsEndpoint,
    Interface,
    Network,
    Permission,
    SecurityGroup,
)
from privatelink_localstack.privatelink.endpoints.model import Endpoint
from privatelink_localstack.privatelink.endpoints.states import AVAILABLE
from privatelink_localstack.traffic import aws_services
from privatelink_localstack.traffic.balancing import SECOND
from privatelink_localstack.traffic.facts import Facts, SubnetFacts
from privatelink_localstack.traffic.network import address, block

GATEWAY = "Gateway"


@dataclass(frozen=True, slots=True)
class Gateway:
    """What a VPC needs for the gateway endpoints of one service; all three have the same ID."""

    endpoint: AwsEndpoint
    interface: Interface
    group: SecurityGroup


def key_of(vpc: str, prefix_list: str) -> str:
    """Return the ID under which the data plane has a VPC's gateway endpoints of a service."""
    return f"{vpc}/{prefix_list}"


def split_key(key: str) -> tuple[str, str]:
    """Return the VPC and the prefix list of such an ID."""
    vpc, _, prefix_list = key.partition("/")
    return vpc, prefix_list


def by_key(facts: Facts) -> dict[str, Sequence[Endpoint]]:
    """Return the gateway endpoints of each VPC and service, by `key_of`."""
    services = {each.prefix_list for each in facts.public_services}
    found = defaultdict[str, list[Endpoint]](list)
    for record in facts.gateways:
        if record.state == AVAILABLE and record.prefix_list in services:
            found[key_of(record.vpc_id, record.prefix_list)].append(record)
    return dict(found)


def gateway(records: Sequence[Endpoint], facts: Facts) -> Gateway:
    """Return what stands for the gateway endpoints of a VPC and service."""
    vpc, prefix_list = records[0].vpc_id, str(records[0].prefix_list)
    key = key_of(vpc, prefix_list)
    service = next(each for each in facts.public_services if each.prefix_list == prefix_list)
    targets = {each.id for each in records}
    subnets = {
        each.id for each in facts.subnets if each.vpc == vpc and not targets.isdisjoint(_next_hops(each, prefix_list))
    }
    clients = tuple(_clients(facts, subnets))
    ports = (443, *aws_services.plain_ports(service.name))
    ingress = tuple(Permission((TCP, TCP), (port, port), clients) for port in ports)
    endpoint = AwsEndpoint(
        key,
        vpc,
        (key,),
        aws_services.source(key),
        facts.edge,
        aws_services.tls(service.names),
        plain_ports=ports[1:],
        idle_timeout=aws_services.IDLE_TIMEOUT * facts.durations[SECOND],
    )
    interface = Interface(key, vpc, "", (address(service.address),), (key,))
    return Gateway(endpoint, interface, SecurityGroup(key, ingress))


def _next_hops(subnet: SubnetFacts, prefix_list: str) -> set[str]:
    return {target for destination, target in subnet.routes if destination == prefix_list}


def _clients(facts: Facts, subnets: set[str]) -> Iterator[Network]:
    for interface in facts.interfaces:
        if interface.subnet in subnets:
            yield from map(block, interface.addresses)
