"""VPCs, subnets, network interfaces and security groups as the data plane has them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from ipaddress import ip_address, ip_network

from privatelink_localstack.dataplane.state.model import (
    ALL_PORTS,
    ALL_PROTOCOLS,
    LOCAL,
    TCP,
    UDP,
    AclEntry,
    Address,
    Hub,
    Interface,
    Link,
    Network,
    NetworkAcl,
    Permission,
    PrefixList,
    ResolverEndpoint,
    Route,
    SecurityGroup,
    Subnet,
    Vpc,
)
from privatelink_localstack.network_acls.entries import ALL, Entry
from privatelink_localstack.resolver.model import INBOUND
from privatelink_localstack.resolver.model import ResolverEndpoint as ResolverRecord
from privatelink_localstack.traffic.facts import (
    AclFacts,
    GroupFacts,
    HubFacts,
    InterfaceFacts,
    LinkFacts,
    RuleFacts,
    SubnetFacts,
    VpcFacts,
)

_PROTOCOLS = {"tcp": TCP, "udp": UDP, "icmp": 1, "icmpv6": 58}


def vpc(facts: VpcFacts) -> Vpc:
    """Return a VPC."""
    return Vpc(facts.id, tuple(map(block, facts.cidrs)), facts.dns_support, facts.sources)


def subnet(facts: SubnetFacts, cidrs: tuple[str, ...], prefix_lists: Mapping[str, tuple[str, ...]]) -> Subnet:
    """Return a subnet with its routes: the local ones of its VPC's blocks, and those of its route table.

    Parameters:
        cidrs: the VPC's.
    """
    routes = [Route(block(each), LOCAL) for each in cidrs]
    for destination, target in facts.routes:
        routes.extend(
            Route(block(each), target) for each in prefix_lists.get(destination, (destination,)) if "/" in each
        )
    return Subnet(facts.id, facts.vpc, facts.zone, tuple(routes), tuple(map(block, facts.cidrs)), facts.acl)


def acl(facts: AclFacts) -> NetworkAcl:
    """Return a network ACL. The types of ICMP are not told apart."""
    return NetworkAcl(
        facts.id,
        tuple(_entry(each) for each in facts.entries if not each.egress),
        tuple(_entry(each) for each in facts.entries if each.egress),
    )


def link(facts: LinkFacts) -> Link:
    """Return a way between two networks."""
    return Link(facts.id, facts.ends, facts.tables)


def hub(facts: HubFacts) -> Hub:
    """Return a transit gateway."""
    return Hub(
        facts.id,
        {key: tuple(Route(block(cidr), target) for cidr, target in routes) for key, routes in facts.tables.items()},
    )


def resolver_endpoint(record: ResolverRecord) -> ResolverEndpoint:
    """Return an endpoint of Route 53 Resolver."""
    interfaces = tuple(each.interface for each in record.kept_addresses)
    return ResolverEndpoint(record.id, record.vpc_id, interfaces, inbound=record.direction == INBOUND)


def interface(facts: InterfaceFacts, groups: tuple[str, ...] | None) -> Interface:
    """Return a network interface.

    Parameters:
        groups: those that count; `dataplane.state.model.Interface` tells what None and `()` mean.
    """
    return Interface(facts.id, facts.vpc, facts.subnet, tuple(map(address, facts.addresses)), groups, facts.workload)


def security_group(facts: GroupFacts) -> SecurityGroup:
    """Return a security group."""
    return SecurityGroup(facts.id, tuple(map(_permission, facts.ingress)), tuple(map(_permission, facts.egress)))


def prefix_list(record: tuple[str, tuple[str, ...]]) -> PrefixList:
    """Return a prefix list, of its ID and CIDR blocks."""
    key, cidrs = record
    return PrefixList(key, tuple(map(block, cidrs)))


@lru_cache(maxsize=1 << 14)
def block(cidr: str) -> Network:
    """Return a CIDR block; bits below its prefix count as 0."""
    return ip_network(cidr, strict=False)


@lru_cache(maxsize=1 << 14)
def address(text: str) -> Address:
    """Return an address."""
    return ip_address(text)


@lru_cache(maxsize=1 << 12)
def _permission(rule: RuleFacts) -> Permission:
    protocols = ALL_PROTOCOLS if rule.protocol == "-1" else (_number(rule.protocol),) * 2
    has_ports = rule.ports is not None and protocols[0] in {TCP, UDP} and rule.ports[0] >= 0
    return Permission(
        (protocols[0], protocols[-1]),
        rule.ports if has_ports and rule.ports else ALL_PORTS,
        () if rule.cidr is None else (block(rule.cidr),),
        () if rule.group is None else (rule.group,),
        () if rule.prefix_list is None else (rule.prefix_list,),
    )


@lru_cache(maxsize=1 << 12)
def _entry(entry: Entry) -> AclEntry:
    protocols = ALL_PROTOCOLS if entry.protocol == ALL else (int(entry.protocol),) * 2
    return AclEntry(
        entry.number,
        entry.action == "allow",
        block(entry.cidr),
        (protocols[0], protocols[-1]),
        entry.ports or ALL_PORTS,
    )


def _number(protocol: str) -> int:
    known = _PROTOCOLS.get(protocol.lower())
    return int(protocol) if known is None else known
