"""Networks on premises, and the VPN connections and Direct Connect gateways that lead to them.

Sources: Site-to-Site VPN guide, "Route priority"; Direct Connect guide, "Allowed prefixes interactions": those of a VPN
gateway are a filter of its VPC's blocks, those of a transit gateway are what is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from privatelink_localstack.dataplane.state.model import LOCAL, Address, Hub, Link, Network, Route, State, Subnet, Vpc
from privatelink_localstack.traffic.facts_on_premises import (
    ConnectionFacts,
    OnPremisesFacts,
    SiteFacts,
    VpnGatewayFacts,
)
from privatelink_localstack.traffic.network import address, block

type Told = Mapping[str, tuple[Network, ...]]
"""The blocks that AWS announces over a connection, by its ID."""


def joined(facts: OnPremisesFacts, hubs: Mapping[str, Hub]) -> State:
    """Return the networks on premises, with the links and gateways that lead to them.

    Parameters:
        hubs: transit gateways.
    """
    sites = {gateway: site for site in facts.sites for gateway in site.gateways}
    live = sorted(
        (each for each in facts.connections if each.outside in sites and sites[each.outside].is_up),
        key=lambda each: each.priority,
    )
    gateways = {each.id: each for each in facts.gateways}
    told = {each.id: tuple(_told(each, gateways, hubs)) for each in live}
    routes = _routes_of_sites(live, sites, told)
    vpcs = [_vpc(each, routes[each.id], facts.inbound) for each in facts.sites]
    links = (*(_link(each, sites) for each in live), *_trunks(live, sites), *map(_attachment, facts.gateways))
    own_hubs = (*(_vpn_gateway(each, live) for each in facts.gateways), *_direct_connect_gateways(live, sites, told))
    return State(
        vpcs={each.id: each for each in vpcs},
        subnets={each.id: each for each in (_hosts(vpc, routes[vpc.id]) for vpc in vpcs)},
        hubs={each.id: each for each in own_hubs},
        links={each.id: each for each in links},
    )


def _routes_of_sites(
    live: Iterable[ConnectionFacts], sites: Mapping[str, SiteFacts], told: Told
) -> Mapping[str, Mapping[Network, str]]:
    """Return links by the blocks that AWS tells each site; the first of several links is preferred."""
    found: dict[str, dict[Network, str]] = defaultdict(dict)
    for each in live:
        site = sites[each.outside]
        way = each.id if each.prefixes is None else _trunk(each.outside, site)
        for destination in told[each.id]:
            found[site.id].setdefault(destination, way)
    return found


def _told(
    connection: ConnectionFacts, gateways: Mapping[str, VpnGatewayFacts], hubs: Mapping[str, Hub]
) -> Iterator[Network]:
    """Yield the blocks that AWS announces over a connection."""
    gateway, hub = gateways.get(connection.inside), hubs.get(connection.inside)
    allowed = None if connection.prefixes is None else [block(each) for each in connection.prefixes]
    if gateway is not None:
        own = map(block, gateway.cidrs)
        yield from own if allowed is None else (each for each in own if _is_allowed(each, allowed))
    elif hub is not None and allowed is not None:
        yield from allowed
    elif hub is not None:
        routes = hub.tables.get(connection.table or "", ())
        yield from (each.destination for each in routes if each.target != connection.id)


def _is_allowed(network: Network, allowed: Iterable[Network]) -> bool:
    return any(
        each.version == network.version and each.prefixlen <= network.prefixlen and network[0] in each
        for each in allowed
    )


def _vpc(site: SiteFacts, routes: Iterable[Network], inbound: Sequence[str]) -> Vpc:
    reached = [each for each in map(address, inbound) if any(each in network for network in routes)]
    servers: Sequence[Address] = reached if site.name_servers is None else [address(each) for each in site.name_servers]
    cidrs = tuple(map(block, site.cidrs))
    return Vpc(site.id, cidrs, on_premises=True, name_servers=tuple(servers), gateways=site.gateways)


def _hosts(vpc: Vpc, routes: Mapping[Network, str]) -> Subnet:
    """Return the hosts of a site as a subnet, whose routes are those of the site's device."""
    local = tuple(Route(each, LOCAL) for each in vpc.cidrs)
    others = tuple(Route(destination, way) for destination, way in routes.items())
    return Subnet(f"{vpc.id}/hosts", vpc.id, "", (*local, *others), vpc.cidrs)


def _link(connection: ConnectionFacts, sites: Mapping[str, SiteFacts]) -> Link:
    """Return the link of a VPN connection from its site, or of an association from its Direct Connect gateway."""
    is_vpn = connection.prefixes is None
    outside = sites[connection.outside].id if is_vpn else connection.outside
    tables = {connection.inside: connection.table or _down(connection.inside)}
    return Link(
        connection.id,
        (outside, connection.inside),
        tables if is_vpn else {**tables, connection.outside: _up(connection.outside)},
    )


def _trunks(live: Iterable[ConnectionFacts], sites: Mapping[str, SiteFacts]) -> Iterator[Link]:
    """Yield the links from sites to Direct Connect gateways: their virtual interfaces."""
    for gateway in dict.fromkeys(each.outside for each in live if each.prefixes is not None):
        site = sites[gateway]
        yield Link(_trunk(gateway, site), (site.id, gateway), {gateway: _down(gateway)})


def _attachment(gateway: VpnGatewayFacts) -> Link:
    return Link(_way_to_vpc(gateway), (gateway.vpc, gateway.id), {gateway.id: _up(gateway.id)})


def _vpn_gateway(gateway: VpnGatewayFacts, live: Iterable[ConnectionFacts]) -> Hub:
    up = {block(cidr): each.id for each in reversed([*live]) if each.inside == gateway.id for cidr in each.destinations}
    down = {block(cidr): _way_to_vpc(gateway) for cidr in gateway.cidrs}
    return Hub(gateway.id, {_up(gateway.id): _routes(up), _down(gateway.id): _routes(down)})


def _direct_connect_gateways(
    live: Sequence[ConnectionFacts], sites: Mapping[str, SiteFacts], told: Told
) -> Iterator[Hub]:
    for gateway in dict.fromkeys(each.outside for each in live if each.prefixes is not None):
        site = sites[gateway]
        up = {block(cidr): _trunk(gateway, site) for cidr in site.cidrs}
        own = [each for each in live if each.outside == gateway]
        down = {destination: each.id for each in own for destination in told[each.id]}
        yield Hub(gateway, {_up(gateway): _routes(up), _down(gateway): _routes(down)})


def _routes(ways: Mapping[Network, str]) -> tuple[Route, ...]:
    return tuple(Route(destination, way) for destination, way in ways.items())


def _trunk(gateway: str, site: SiteFacts) -> str:
    return f"{gateway}/{site.id}"


def _way_to_vpc(gateway: VpnGatewayFacts) -> str:
    return f"{gateway.id}/{gateway.vpc}"


def _up(hub: str) -> str:
    """Return the ID of the route table for what a hub takes to on-premises networks."""
    return f"{hub}/up"


def _down(hub: str) -> str:
    """Return the ID of the route table for what a hub takes to AWS's side."""
    return f"{hub}/down"
