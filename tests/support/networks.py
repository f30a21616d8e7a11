"""States of the data plane with several networks, joined by peering, a transit gateway or a VPN."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_network

from privatelink_localstack.dataplane.state.model import (
    LOCAL,
    Hub,
    Link,
    Permission,
    Route,
    SecurityGroup,
    State,
    Subnet,
    Vpc,
)
from tests.support.plane import ALL, PORT, changed, interface, link

HOME, SPOKE, FAR, DATA_CENTRE = (
    ip_network(each) for each in ("10.0.0.0/16", "10.1.0.0/16", "10.2.0.0/16", "192.168.0.0/16")
)
SPOKE_CLIENT, FAR_CLIENT, HOST = "eni-spoke", "eni-far", "host"
HOST_ADDRESS = "192.168.0.10"


def networks() -> State:
    """Return the link, beside a spoke, a VPC behind the spoke and a data centre, which nothing joins.

    The endpoint lets members of the group `spokes` in, the block of the VPC behind, and the data centre's.
    """
    state = link()
    others = {"spoke": (SPOKE, False), "far": (FAR, False), "data-centre": (DATA_CENTRE, True)}
    for key, (cidr, is_outside) in others.items():
        state = changed(state, "vpcs", **{key: Vpc(key, (cidr,), on_premises=is_outside)})
        state = changed(
            state, "subnets", **{f"{key}-a": Subnet(f"{key}-a", key, "a", (Route(cidr, LOCAL),), cidrs=(cidr,))}
        )
    home = replace(state.subnets["consumer-a"], cidrs=(HOME,))
    hosts = (
        interface(SPOKE_CLIENT, "spoke", "10.1.0.20", "spokes", workload=True),
        interface(FAR_CLIENT, "far", "10.2.0.20", "spokes", workload=True),
        interface(HOST, "data-centre", HOST_ADDRESS, workload=True, guarded=False),
    )
    peers = Permission((6, 6), (PORT, PORT), (DATA_CENTRE,), ("clients", "spokes"))
    state = changed(
        state, "groups", spokes=SecurityGroup("spokes", egress=(ALL,)), endpoint=SecurityGroup("endpoint", (peers,))
    )
    return changed(changed(state, "subnets", **{home.id: home}), "interfaces", **{each.id: each for each in hosts})


def routed(state: State, vpc: str, **targets: str) -> State:
    """Return a state with more routes of a VPC: `routed(state, "spoke", HOME="pcx-1")`."""
    subnet = state.subnets[f"{vpc}-a"]
    more = tuple(Route(globals()[name], target) for name, target in targets.items())
    return changed(state, "subnets", **{subnet.id: replace(subnet, routes=(*subnet.routes, *more))})


def peered(state: State, key: str = "pcx-1", ends: tuple[str, str] = ("consumer", "spoke")) -> State:
    """Return a state with a peering connection, which no route uses yet."""
    return changed(state, "links", **{key: Link(key, ends)})


def by_peering() -> State:
    """Return the networks with the spoke peered, and routes on both sides."""
    return routed(routed(peered(networks()), "spoke", HOME="pcx-1"), "consumer", SPOKE="pcx-1")


def by_transit_gateway(*, spokes: tuple[Route, ...] | None = None) -> State:
    """Return the networks with all but the far VPC at a transit gateway, and the data centre by its VPN.

    Parameters:
        spokes: the routes for what comes from the spoke and the data centre; those to the consumer's VPC by default.
    """
    tables = {
        "rtb-spokes": (Route(HOME, "tgw-attach-home"),) if spokes is None else spokes,
        "rtb-home": (Route(SPOKE, "tgw-attach-spoke"), Route(DATA_CENTRE, "vpn-1")),
    }
    links = (
        Link("tgw-attach-home", ("tgw-1", "consumer"), {"tgw-1": "rtb-home"}),
        Link("tgw-attach-spoke", ("tgw-1", "spoke"), {"tgw-1": "rtb-spokes"}),
        Link("vpn-1", ("tgw-1", "data-centre"), {"tgw-1": "rtb-spokes"}),
    )
    state = changed(networks(), "hubs", **{"tgw-1": Hub("tgw-1", tables)})
    state = changed(state, "links", **{each.id: each for each in links})
    state = routed(state, "consumer", SPOKE="tgw-1", DATA_CENTRE="tgw-1")
    return routed(routed(state, "spoke", HOME="tgw-1"), "data-centre", HOME="tgw-1")


def by_vpn_gateway() -> State:
    """Return the networks with the data centre at a VPN gateway of the consumer's VPC."""
    hub = Hub("vgw-1", {"up": (Route(DATA_CENTRE, "vpn-1"),), "down": (Route(HOME, "vgw-attach"),)})
    links = (
        Link("vgw-attach", ("consumer", "vgw-1"), {"vgw-1": "up"}),
        Link("vpn-1", ("data-centre", "vgw-1"), {"vgw-1": "down"}),
    )
    state = changed(networks(), "hubs", **{hub.id: hub})
    state = changed(state, "links", **{each.id: each for each in links})
    return routed(routed(state, "consumer", DATA_CENTRE="vgw-1"), "data-centre", HOME="vgw-1")
