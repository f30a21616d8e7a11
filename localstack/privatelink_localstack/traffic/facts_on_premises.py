"""What is known of networks on premises, and of what leads to them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """A network on premises.

    Parameters:
        gateways: IDs of its customer gateways and Direct Connect gateways.
        name_servers: whom its hosts ask for names; None for the inbound endpoints that it reaches.
    """

    id: str
    gateways: tuple[str, ...]
    cidrs: tuple[str, ...]
    name_servers: tuple[str, ...] | None = None
    is_up: bool = True


@dataclass(frozen=True, slots=True)
class VpnGatewayFacts:
    """A VPN gateway that is attached to a VPC, with the VPC's CIDR blocks."""

    id: str
    vpc: str
    cidrs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConnectionFacts:
    """A VPN connection that is available, or the association of a Direct Connect gateway.

    Parameters:
        id: of a VPN connection; of an association with a VPN gateway, or of the attachment to a transit gateway.
        outside: the ID of the customer gateway or Direct Connect gateway.
        inside: the ID of the VPN gateway or transit gateway.
        destinations: what a VPN gateway has from the other side, by static routes or by BGP.
        table: ID of the transit gateway's route table for what comes over it.
        prefixes: the allowed prefixes; None of a VPN connection.
        is_static: whether a VPN connection has static routes.
    """

    id: str
    outside: str
    inside: str
    destinations: tuple[str, ...] = ()
    table: str | None = None
    prefixes: tuple[str, ...] | None = None
    is_static: bool = False

    @property
    def priority(self) -> tuple[int, str]:
        """The order among routes to one block: Direct Connect, VPN connections with static routes, those by BGP."""
        return (0 if self.prefixes is not None else 1 if self.is_static else 2), self.id


@dataclass(frozen=True, slots=True)
class OnPremisesFacts:
    """All networks on premises, with what leads to them.

    Parameters:
        inbound: addresses of Resolver's inbound endpoints.
    """

    sites: tuple[SiteFacts, ...] = ()
    gateways: tuple[VpnGatewayFacts, ...] = ()
    connections: tuple[ConnectionFacts, ...] = ()
    inbound: tuple[str, ...] = ()
