"""Static routes of connections, and the routes that a VPN gateway propagates into route tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from ipaddress import IPv4Network
from typing import Protocol

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.vpn.errors import incorrect_state, invalid
from privatelink_localstack.vpn.model import AVAILABLE, DELETED, DELETING, Connection, StaticRoute, VpnGateway


class Links(Protocol):
    """What is known of the devices on premises, by their customer gateways."""

    def is_up(self, gateway: str) -> bool:
        """Return whether the links of a device are up."""

    def announced(self, gateway: str) -> tuple[str, ...]:
        """Return the CIDR blocks that a device announces by BGP."""


def network(parameter: str, cidr: str) -> str:
    """Return an IPv4 CIDR block without host bits, as AWS keeps it (observed for VPCs and routes).

    Raises:
        AwsError: the text is no CIDR block.
    """
    try:
        return str(IPv4Network(cidr, strict=False)) if "/" in cidr else _reject(parameter, cidr)
    except ValueError:
        return _reject(parameter, cidr)


def _reject(parameter: str, cidr: str) -> str:
    raise invalid(parameter, cidr, "This is not a valid CIDR block.")


def add(connection: Connection, cidr: str, quota: int) -> Connection:
    """Return a connection with a static route; a route that it has already stays as it is.

    Source: Site-to-Site VPN guide, "Quotas" and "Static and dynamic routing". The words are inferred.

    Raises:
        AwsError: the connection is not of static routes, or has too many, or the text is no CIDR block.
    """
    cidr = network("destinationCidrBlock", cidr)
    if connection.gateway_id is None:
        raise incorrect_state(f"The vpnConnection '{connection.id}' is not associated with a virtual private gateway.")
    if not connection.options.static_only:
        raise invalid("vpnConnectionId", connection.id, "The VPN connection does not use static routes.")
    if any(each.cidr == cidr and each.state not in {DELETING, DELETED} for each in connection.routes):
        return connection
    kept = tuple(each for each in connection.routes if each.cidr != cidr)
    if len([each for each in kept if each.state != DELETED]) >= quota:
        raise AwsError("RouteLimitExceeded", f"The maximum number of static routes has been reached: {quota}.")
    return replace(connection, routes=(*kept, StaticRoute(cidr)))


def remove(connection: Connection, cidr: str) -> Connection:
    """Return a connection whose static route is being deleted.

    Raises:
        AwsError: the connection has no such route. The words are inferred.
    """
    cidr = network("destinationCidrBlock", cidr)
    if all(each.cidr != cidr or each.state in {DELETING, DELETED} for each in connection.routes):
        raise AwsError("InvalidRoute.NotFound", f"The specified route {cidr} does not exist")
    changed = (replace(each, state=DELETING) if each.cidr == cidr else each for each in connection.routes)
    return replace(connection, routes=tuple(changed))


def moved(connection: Connection, cidr: str, before: str, after: str) -> Connection:
    """Return a connection whose static route went from a state to another; without the route where it is gone."""
    changed = (
        replace(each, state=after) if each.cidr == cidr and each.state == before else each for each in connection.routes
    )
    return replace(connection, routes=tuple(each for each in changed if each.state))


def check_propagation(gateway: VpnGateway, vpc_id: str) -> None:
    """Reject the propagation into a route table of a VPC that the gateway is not attached to.

    Source of the code: the AWS provider, which repeats the call. The words are observed for other gateways.
    """
    if not gateway.is_attached or gateway.vpc_id != vpc_id:
        raise AwsError("Gateway.NotAttached", f"resource {gateway.id} is not attached to network {vpc_id}")


def destinations(connection: Connection, announced: Iterable[str]) -> tuple[str, ...]:
    """Return the CIDR blocks that a VPN gateway has from a connection: its static routes, or what BGP tells it.

    Parameters:
        announced: by the device at the other end.
    """
    if connection.options.static_only:
        return tuple(each.cidr for each in connection.routes if each.state == AVAILABLE)
    return tuple(each for each in announced if ":" not in each)


def propagated(gateway_id: str, connections: Iterable[Connection], links: Links) -> list[str]:
    """Return the destinations that a gateway propagates: those of its connections that are up, in order of addresses.

    Parameters:
        links: the other ends.
    """
    found = {
        cidr
        for each in connections
        if each.gateway_id == gateway_id and each.is_live and links.is_up(each.customer_gateway_id)
        for cidr in destinations(each, links.announced(each.customer_gateway_id))
    }
    return sorted(found, key=IPv4Network)
