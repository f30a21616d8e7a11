"""What PrivateLink needs of an account's network in a Region. The EC2 emulation has it; tests have one of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Vpc:
    """A VPC: its DNS attributes and its default security group."""

    id: str
    dns_support: bool
    dns_hostnames: bool
    default_group: str

    @property
    def resolves_private_names(self) -> bool:
        """Whether private DNS can be enabled: both attributes are on."""
        return self.dns_support and self.dns_hostnames


@dataclass(frozen=True, slots=True)
class Subnet:
    """A subnet: its VPC, its zone by name and by id, its ranges (None where it has none of that family)."""

    id: str
    vpc_id: str
    zone: str
    zone_id: str
    ipv4: IPv4Network | None
    ipv6: IPv6Network | None


@dataclass(frozen=True, slots=True)
class PrefixList:
    """A list of AWS's address ranges that routes name."""

    id: str
    name: str
    cidrs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewInterface:
    """A network interface to make.

    Parameters:
        kind: EC2's interface type.
        ipv4, ipv6: its addresses; None for none of that family.
        groups: ids of security groups; empty for a kind that has none.
        requester: who manages it, as EC2 shows it.
    """

    subnet_id: str
    kind: str
    description: str
    ipv4: str | None
    ipv6: str | None
    groups: tuple[str, ...]
    requester: str


class Network(Protocol):
    """One account's network in one Region."""

    def vpc(self, vpc_id: str) -> Vpc | None:
        """Look a VPC up."""

    def subnet(self, subnet_id: str) -> Subnet | None:
        """Look a subnet up."""

    def group(self, group_id: str) -> tuple[str, str] | None:
        """Look a security group up: its VPC and its name."""

    def route_table(self, table_id: str) -> str | None:
        """Look a route table up: its VPC."""

    def zones(self) -> tuple[tuple[str, str], ...]:
        """Give the Region's availability zones: names and ids."""

    def prefix_list(self, name: str) -> PrefixList | None:
        """Look AWS's prefix list of a service up, by its name."""

    def addresses(self, subnet_id: str) -> AbstractSet[str]:
        """Give the addresses of a subnet that something has."""

    def add_interface(self, interface: NewInterface) -> str:
        """Make an interface and give its id."""

    def change_interface(
        self, interface_id: str, *, ipv4: str | None, ipv6: str | None, groups: tuple[str, ...]
    ) -> None:
        """Give an interface other addresses and groups."""

    def remove_interface(self, interface_id: str) -> None:
        """Remove an interface; its addresses are free again."""

    def add_route(self, table_id: str, prefix_list_id: str, endpoint_id: str) -> None:
        """Route a prefix list to a gateway endpoint."""

    def is_routed(self, endpoint_id: str) -> bool:
        """Tell whether a route leads to a Gateway Load Balancer endpoint."""

    def remove_route(self, table_id: str, prefix_list_id: str, endpoint_id: str) -> None:
        """Remove that route, if it and its table are still there."""

    def tags(self, resource_id: str) -> Mapping[str, str]:
        """Give a resource's tags."""

    def tag(self, resource_id: str, tags: Mapping[str, str]) -> None:
        """Tag a resource."""

    def untag(self, resource_ids: Iterable[str]) -> None:
        """Forget the tags of resources that are gone."""
