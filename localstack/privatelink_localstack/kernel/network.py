"""An account's network in a Region, as PrivateLink uses it. The EC2 adapter implements the protocol."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Vpc:
    """A VPC.

    Parameters:
        default_group: ID of its default security group.
        cidrs: CIDR blocks of both families.
    """

    id: str
    dns_support: bool
    dns_hostnames: bool
    default_group: str
    cidrs: tuple[str, ...] = ()

    @property
    def resolves_private_names(self) -> bool:
        """Whether private DNS can be enabled: both attributes are on."""
        return self.dns_support and self.dns_hostnames


@dataclass(frozen=True, slots=True)
class Subnet:
    """A subnet.

    Parameters:
        zone: zone name.
        ipv4, ipv6: CIDR blocks; None for no block of the family.
    """

    id: str
    vpc_id: str
    zone: str
    zone_id: str
    ipv4: IPv4Network | None
    ipv6: IPv6Network | None


@dataclass(frozen=True, slots=True)
class PrefixList:
    """A prefix list of AWS's, which routes to gateway endpoints name."""

    id: str
    name: str
    cidrs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewInterface:
    """A network interface to create.

    Parameters:
        type: EC2's interface type.
        ipv4, ipv6: addresses; None for no address of the family.
        groups: IDs of security groups; empty for a type without groups.
        requester: ID of the account that manages it.
    """

    subnet_id: str
    type: str
    description: str
    ipv4: str | None
    ipv6: str | None
    groups: tuple[str, ...]
    requester: str


class Network(Protocol):
    """The network of a scope."""

    def vpc(self, vpc_id: str) -> Vpc | None:
        """Return a VPC; None if it is unknown."""

    def subnet(self, subnet_id: str) -> Subnet | None:
        """Return a subnet; None if it is unknown."""

    def group(self, group_id: str) -> tuple[str, str] | None:
        """Return a security group's VPC and name; None if it is unknown."""

    def route_table(self, table_id: str) -> str | None:
        """Return a route table's VPC; None if it is unknown."""

    def zones(self) -> tuple[tuple[str, str], ...]:
        """Return the names and IDs of the Region's zones."""

    def prefix_list(self, name: str) -> PrefixList | None:
        """Return AWS's prefix list of a service; None if it has none."""

    def addresses(self, subnet_id: str) -> AbstractSet[str]:
        """Return the taken addresses of a subnet."""

    def add_interface(self, interface: NewInterface) -> str:
        """Create an interface and return its ID."""

    def change_interface(
        self, interface_id: str, *, ipv4: str | None, ipv6: str | None, groups: tuple[str, ...]
    ) -> None:
        """Replace the addresses and security groups of an interface."""

    def remove_interface(self, interface_id: str) -> None:
        """Remove an interface, which frees its addresses."""

    def add_route(self, table_id: str, prefix_list_id: str, endpoint_id: str) -> None:
        """Route a prefix list to a gateway endpoint."""

    def has_route(self, table_id: str, prefix_list_id: str) -> bool:
        """Return whether a route table has a route for a prefix list."""

    def is_routed(self, endpoint_id: str) -> bool:
        """Return whether a route leads to a Gateway Load Balancer endpoint."""

    def remove_route(self, table_id: str, prefix_list_id: str, endpoint_id: str) -> None:
        """Remove the route to a gateway endpoint; no route or table is no error."""

    def tags(self, resource_id: str) -> Mapping[str, str]:
        """Return a resource's tags."""

    def tag(self, resource_id: str, tags: Mapping[str, str]) -> None:
        """Tag a resource."""

    def untag(self, resource_ids: Iterable[str]) -> None:
        """Remove the tags of deleted resources."""
