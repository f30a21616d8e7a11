"""Records of Site-to-Site VPN."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PENDING, AVAILABLE, MODIFYING, DELETING, DELETED = "pending", "available", "modifying", "deleting", "deleted"
"""States of gateways, connections and static routes. Only a connection is ever `modifying`."""

ATTACHING, ATTACHED, DETACHING, DETACHED = "attaching", "attached", "detaching", "detached"
"""States of an attachment."""

GONE = ""
"""The state after `deleted`: the record is removed."""

IPSEC = "ipsec.1"
"""The only type of gateways and connections."""

TRANSIT, VPN = "transit gateway", "VPN gateway"
"""Types of a connection's target."""


@dataclass(frozen=True, slots=True)
class CustomerGateway:
    """A customer gateway: the device on premises.

    Parameters:
        address: of the device; None if it has a certificate and any address.
        asn: the device's number in BGP.
        extended: whether the request gave the number as `BgpAsnExtended`.
    """

    id: str
    address: str | None
    asn: int
    extended: bool = False
    certificate: str | None = None
    device: str | None = None
    state: str = PENDING

    @property
    def identity(self) -> tuple[object, ...]:
        """What no two customer gateways of a Region share."""
        return self.address, self.asn, None if self.address else self.certificate


@dataclass(frozen=True, slots=True)
class VpnGateway:
    """A VPN gateway.

    Parameters:
        vpc_id: the VPC of the last attachment.
        attachment: its state; None if the gateway was never attached.
    """

    id: str
    asn: int
    zone: str | None = None
    state: str = PENDING
    vpc_id: str | None = None
    attachment: str | None = None

    @property
    def is_attached(self) -> bool:
        """Whether the gateway is attached, or about to be attached or detached."""
        return self.attachment not in {None, DETACHED}


@dataclass(frozen=True, slots=True)
class Tunnel:
    """A tunnel of a connection.

    Parameters:
        outside: address of AWS's side.
        inside, inside_ipv6: CIDR block of the addresses inside the tunnel, of the connection's IP version.
        options: the members of EC2's `TunnelOption` that requests have given; others are AWS's defaults, and not shown.
    """

    outside: str
    key: str
    inside: str | None = None
    inside_ipv6: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StaticRoute:
    """A static route of a connection."""

    cidr: str
    state: str = PENDING


@dataclass(frozen=True, slots=True)
class Options:
    """Options of a connection.

    Parameters:
        ip_version: of the addresses inside the tunnels, `ipv4` or `ipv6`.
        local, remote: CIDR blocks of both sides' networks, of that IP version.
        outside: type of the addresses outside the tunnels: `PublicIpv4`, `PrivateIpv4` or `Ipv6`.
        transport: transit gateway attachment to Direct Connect, under private addresses.
    """

    static_only: bool = False
    acceleration: bool = False
    ip_version: str = "ipv4"
    local: str = "0.0.0.0/0"
    remote: str = "0.0.0.0/0"
    outside: str = "PublicIpv4"
    transport: str | None = None
    bandwidth: str = "standard"


@dataclass(frozen=True, slots=True)
class Connection:
    """A VPN connection.

    Parameters:
        changed: time of the last change of its tunnels, in seconds since the epoch.
        request: the request that created the connection, without tags.
    """

    id: str
    customer_gateway_id: str
    options: Options
    tunnels: tuple[Tunnel, ...]
    changed: float
    request: object = None
    gateway_id: str | None = None
    transit_gateway_id: str | None = None
    routes: tuple[StaticRoute, ...] = ()
    state: str = PENDING

    @property
    def is_live(self) -> bool:
        """Whether the connection holds its gateways."""
        return self.state not in {DELETING, DELETED}
