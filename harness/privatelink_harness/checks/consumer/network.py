"""The place of an endpoint in the network: route tables, subnets, network interfaces, addresses."""

from __future__ import annotations

import ipaddress
from collections import Counter

from privatelink_generator.patterns.consumer.endpoints import GatewayEndpoint, InterfaceEndpoint
from privatelink_generator.patterns.consumer.gateway_load_balancer import GatewayLoadBalancerEndpoint
from privatelink_harness.checks.check import ABSENT, Sources
from privatelink_harness.checks.consumer.evidence import Evidence
from privatelink_harness.checks.facts import Interface, Subnet


def route_tables(evidence: Evidence[GatewayEndpoint]) -> Sources:
    """Compare the route tables that the endpoint is associated with."""
    described = frozenset(evidence.described["RouteTableIds"])
    return evidence.placed("route_table_ids", evidence.placement.route_tables, api=described)


def routes(evidence: Evidence[GatewayEndpoint]) -> Sources:
    """Compare the route tables that have a route to the endpoint."""
    expected, endpoint = evidence.placement.route_tables, evidence.described["VpcEndpointId"]
    routed = frozenset(route.table for route in evidence.facts.routes if route.endpoint == endpoint)
    if expected is None:
        return Sources(state=evidence.stated("route_table_ids"), api=routed)
    return Sources(output=expected, api=routed, hint=evidence.placement.hint)


def destinations(evidence: Evidence[GatewayLoadBalancerEndpoint]) -> Sources | None:
    """Compare the destinations whose routes lead to a Gateway Load Balancer endpoint."""
    endpoint = evidence.described["VpcEndpointId"]
    expected = Counter(cidr for cidrs in evidence.endpoint.routes.values() for cidr in cidrs)
    found = Counter(route.destination for route in evidence.facts.routes if route.endpoint == endpoint)
    return Sources(spec=dict(expected), api=dict(found)) if expected or found else None


def one_subnet(evidence: Evidence[GatewayLoadBalancerEndpoint]) -> Sources:
    """Compare the endpoint's one subnet, which the spec does not know."""
    return evidence.compare("subnet_ids", spec=ABSENT, api=frozenset(evidence.described["SubnetIds"]))


def ip_address_type(evidence: Evidence[InterfaceEndpoint] | Evidence[GatewayLoadBalancerEndpoint]) -> Sources:
    """Compare the IP address type."""
    return evidence.compare(
        "ip_address_type",
        spec=evidence.endpoint.ip_address_type,
        api=evidence.described.get("IpAddressType", ABSENT),
    )


def subnets(evidence: Evidence[InterfaceEndpoint]) -> Sources:
    """Compare the subnets with those that the root module's outputs name."""
    described = frozenset(evidence.described["SubnetIds"])
    return evidence.placed("subnet_ids", _expected_subnets(evidence), api=described)


def interfaces(evidence: Evidence[InterfaceEndpoint]) -> Sources:
    """Compare the number of network interfaces in each subnet with one."""
    expected, stated = _expected_subnets(evidence), evidence.stated("subnet_ids")
    counts = dict(Counter(interface.subnet for interface in evidence.interfaces))
    if expected is None:
        return Sources(state=ABSENT if stated is ABSENT else dict.fromkeys(stated, 1), api=counts)
    return Sources(output=dict.fromkeys(expected, 1), api=counts, hint=evidence.placement.hint)


def _expected_subnets(evidence: Evidence[InterfaceEndpoint]) -> frozenset[str] | None:
    """Return the placement's subnets; where the spec leaves some out, those in the zones that the service has."""
    placed, known = evidence.placement.subnets, evidence.facts.subnets
    if placed is None or evidence.spec.unsupported_zones != "leave-out":
        return placed
    zones = evidence.facts.service_zones.get(evidence.service_name)
    return placed if zones is None else frozenset(each for each in placed if known[each].zone in zones)


def addresses(evidence: Evidence[InterfaceEndpoint]) -> Sources | None:
    """Compare each interface's IPv4 address with its subnet's CIDR block."""
    if evidence.endpoint.ip_address_type == "ipv6":
        return None
    placed = _placed(evidence)
    outside = [
        f"{interface.ipv4} in {subnet.ipv4}" for interface, subnet in placed if not _inside(interface.ipv4, subnet.ipv4)
    ]
    result = f"not {', '.join(outside)}" if outside else "inside" if placed else "none"
    return Sources(spec="inside", api=result)


def ipv6_addresses(evidence: Evidence[InterfaceEndpoint]) -> Sources | None:
    """Compare each interface's IPv6 addresses with its subnet's CIDR blocks."""
    if evidence.endpoint.ip_address_type == "ipv4":
        return None
    inside = [
        any(_inside(address, network) for address in interface.ipv6 for network in subnet.ipv6)
        for interface, subnet in _placed(evidence)
    ]
    return Sources(spec="inside", api="inside" if inside and all(inside) else "missing or outside")


def fixed_addresses(evidence: Evidence[InterfaceEndpoint]) -> Sources | None:
    """Compare the addresses that the spec fixes, by zone."""
    fixed = {zone: addresses.ipv4 for zone, addresses in evidence.endpoint.addresses.items() if addresses.ipv4}
    if not fixed:
        return None
    by_zone = {subnet.zone: interface.ipv4 for interface, subnet in _placed(evidence)}
    return Sources(spec=fixed, api={zone: by_zone.get(zone) for zone in fixed})


def _placed(evidence: Evidence[InterfaceEndpoint]) -> list[tuple[Interface, Subnet]]:
    """Return the endpoint's interfaces whose subnet the API knows, with the subnet."""
    known = evidence.facts.subnets
    return [(each, known[each.subnet]) for each in evidence.interfaces if each.subnet in known]


def _inside(address: str, network: ipaddress.IPv4Network | ipaddress.IPv6Network | None) -> bool:
    return network is not None and bool(address) and ipaddress.ip_address(address) in network
