"""Whom names of network load balancers lead to, by the client's Availability Zone.

Source: Network Load Balancers guide, "Availability Zone DNS affinity": only for clients that ask a VPC's resolver.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping

from privatelink_localstack.dataplane.state.model import Address, LoadBalancer, State

type Names = Mapping[str, tuple[str, ...]]


def public_names(state: State, vpc: str, client: Address | None, draw: float = 0) -> Names:
    """Return the values of the internet's names as a VPC's resolver tells them to one of its programs.

    Parameters:
        client: who asks; None for somebody outside of the VPC.
        draw: between 0 and 1, for load balancers that prefer the client's zone most times.
    """
    zone = _zone(state, vpc, client) if client else None
    if zone is None:
        return state.public_names
    preferring = (each for each in state.balancers.values() if each.name and draw < each.affinity)
    near = {each.name: addresses for each in preferring if (addresses := tuple(_addresses(state, each, zone)))}
    return ChainMap(near, dict(state.public_names)) if near else state.public_names


def _zone(state: State, vpc: str, client: Address) -> str | None:
    own = (each for each in state.subnets.values() if each.vpc == vpc)
    return next((each.zone for each in own if any(client in cidr for cidr in each.cidrs)), None)


def _addresses(state: State, balancer: LoadBalancer, zone: str) -> Iterator[str]:
    """Yield the addresses of a load balancer in a zone."""
    for key in balancer.interfaces:
        own = state.interfaces.get(key)
        if own is not None and state.zone_of(own) == zone:
            yield from map(str, own.addresses)
