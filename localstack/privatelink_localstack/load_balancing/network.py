"""What load balancers need of an account's network in a Region, beyond what endpoints need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from privatelink_localstack.kernel.network import Network, Subnet


@dataclass(frozen=True, slots=True)
class ElasticAddress:
    """An Elastic IP address."""

    public_ip: str
    is_associated: bool


@dataclass(frozen=True, slots=True)
class Instance:
    """An EC2 instance.

    Parameters:
        state: EC2's name of it, such as `running`.
        zone: The name of its Availability Zone.
        address: The primary private one.
    """

    state: str
    vpc_id: str | None
    zone: str
    address: str | None = None


class ElbNetwork(Network, Protocol):
    """One account's network in one Region, as load balancers need it."""

    def subnets_of(self, vpc_id: str) -> Sequence[Subnet]:
        """Return the subnets of a VPC."""

    def has_internet_gateway(self, vpc_id: str) -> bool:
        """Return whether an internet gateway is attached to a VPC."""

    def elastic_address(self, allocation_id: str) -> ElasticAddress | None:
        """Look up an Elastic IP address; None for an unknown allocation ID."""

    def associate_address(self, allocation_id: str, interface_id: str) -> None:
        """Associate an Elastic IP address with a network interface."""

    def disassociate_addresses(self, interface_id: str) -> None:
        """End the association of every Elastic IP address of a network interface."""

    def instance(self, instance_id: str) -> Instance | None:
        """Look up an instance."""
