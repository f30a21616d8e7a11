"""Load balancers' network interfaces, one in each of their zones, beside those of endpoints in moto's EC2.

Network load balancers' are of type `network_load_balancer`, `ELB net/<name>/<id>`, attached by `amazon-aws`; the
Terraform provider waits until none with that description and owner is left. The control plane's lock is held.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from ipaddress import IPv6Network

from moto.ec2.exceptions import InvalidAllocationIdError, ResourceAlreadyAssociatedError
from moto.ec2.models import ec2_backends

from privatelink_localstack.adapters.elbv2.network import Network
from privatelink_localstack.kernel.addresses import RESERVED_FIRST, RESERVED_LAST, check_address, free_address
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.network import NewInterface, Subnet
from privatelink_localstack.load_balancing.errors import in_use, invalid, invalid_subnet
from privatelink_localstack.load_balancing.load_balancers.model import (
    AUTO_ASSIGNED,
    PREFIX_LENGTH,
    LoadBalancer,
    Mapped,
    Zone,
)
from privatelink_localstack.load_balancing.names import LoadBalancerType, suffix

KINDS: dict[LoadBalancerType, str] = {
    "application": "interface",
    "network": "network_load_balancer",
    "gateway": "gateway_load_balancer",
}
"""The type of the interfaces."""

REQUESTER = "amazon-elb"
LEAST_FREE = 8
"""Addresses that a subnet must have free for a load balancer."""


@dataclass(frozen=True, slots=True)
class Interfaces:
    """The interfaces of a load balancer.

    Parameters:
        network: of its account and Region.
        owner: the load balancer, with the groups and the address type that it is to have.
    """

    network: Network
    owner: LoadBalancer

    def open(self, subnet: Subnet, mapped: Mapped) -> Zone:
        """Make the interface in a zone.

        Parameters:
            subnet: in that zone.
            mapped: which addresses it is to have.

        Raises:
            AwsError: an address is not there, or not free. Nothing is left of the interface then.
        """
        ipv4, ipv6 = self._addresses(subnet, mapped)
        made = NewInterface(
            subnet_id=subnet.id,
            kind=KINDS[self.owner.type],
            description=f"ELB {suffix(self.owner.arn)}",
            ipv4=ipv4,
            ipv6=ipv6,
            groups=self.owner.security_groups,
            requester=REQUESTER,
        )
        zone = Zone(
            subnet,
            ipv4,
            self.network.moto.add_interface(made),
            mapped,
            ipv6_address=ipv6,
            source_nat_prefix=self._source_nat_prefix(subnet, mapped, None),
        )
        try:
            return replace(zone, public_address=self._associate(zone)) if mapped.allocation else zone
        except AwsError:
            self.close(zone)
            raise

    def close(self, zone: Zone) -> None:
        """Remove the interface from a zone; its addresses are free again."""
        for address in self.network.moto.backend.addresses:
            if address.eni is not None and address.eni.id == zone.interface:
                address.eni = None
                address.association_id = None
        self.network.moto.remove_interface(zone.interface)

    def settle(self, zones: Sequence[Zone]) -> tuple[Zone, ...]:
        """Give interfaces that stand the groups and the kinds of addresses that they are to have."""
        settled = []
        for zone in zones:
            ipv6 = (zone.ipv6_address or _free_ipv6(zone.subnet)) if self.owner.address_type != "ipv4" else None
            self.network.moto.change_interface(
                zone.interface, ipv4=zone.private_address, ipv6=ipv6, groups=self.owner.security_groups
            )
            prefix = self._source_nat_prefix(zone.subnet, zone.mapped, zone.source_nat_prefix)
            settled.append(replace(zone, ipv6_address=ipv6, source_nat_prefix=prefix))
        return tuple(settled)

    def _addresses(self, subnet: Subnet, mapped: Mapped) -> tuple[str, str | None]:
        if subnet.ipv4 is None:
            raise invalid_subnet(f"The subnet '{subnet.id}' has no IPv4 addresses")
        taken = self.network.moto.addresses(subnet.id)
        usable = subnet.ipv4.num_addresses - RESERVED_FIRST - RESERVED_LAST
        # An internal load balancer whose address is chosen may be in a subnet that is nearly full.
        needs_room = mapped.private_address is None or not self.owner.internal
        if needs_room and usable - sum("." in address for address in taken) < LEAST_FREE:
            raise invalid_subnet(
                f"Not enough IP space available in {subnet.id}. "
                f"ELB requires at least {LEAST_FREE} free IP addresses in each subnet."
            )
        try:
            ipv4 = (
                check_address(mapped.private_address, subnet.ipv4, taken, subnet.id)
                if mapped.private_address
                else free_address(subnet.ipv4, taken, subnet.id)
            )
            return ipv4, self._ipv6(subnet, mapped, taken)
        except AwsError as error:
            raise invalid(error.message) from error

    def _ipv6(self, subnet: Subnet, mapped: Mapped, taken: AbstractSet[str]) -> str | None:
        if self.owner.address_type == "ipv4":
            return None
        if mapped.ipv6_address is None or subnet.ipv6 is None:
            return _free_ipv6(subnet)
        return check_address(mapped.ipv6_address, subnet.ipv6, taken, subnet.id)

    def _source_nat_prefix(self, subnet: Subnet, mapped: Mapped, current: str | None) -> str | None:
        """Give the prefix that a zone uses: the one that was named, else its own, else any of the subnet's range."""
        if self.owner.source_nat_prefix == "off" or subnet.ipv6 is None:
            return None
        if mapped.source_nat_prefix not in {None, AUTO_ASSIGNED}:
            return mapped.source_nat_prefix
        host_bits = 128 - PREFIX_LENGTH
        offset = secrets.randbits(PREFIX_LENGTH - subnet.ipv6.prefixlen) << host_bits
        return current or f"{subnet.ipv6.network_address + offset}/{PREFIX_LENGTH}"

    def _associate(self, zone: Zone) -> str:
        """Give an interface its Elastic IP address, and give that."""
        ec2, allocation = self.network.moto.backend, zone.mapped.allocation
        try:
            return str(ec2.associate_address(eni=ec2.enis[zone.interface], allocation_id=allocation).public_ip)
        except InvalidAllocationIdError:
            raise AwsError("AllocationIdNotFound", f"The allocation IDs '{allocation}' do not exist") from None
        except ResourceAlreadyAssociatedError:
            raise in_use(f"The allocation IDs '{allocation}' are not available for use") from None


def remove_all() -> None:
    """Remove every load balancer's interface, of all accounts and Regions."""
    for account, regions in list(ec2_backends.items()):
        for region in list(regions):
            network = Network(account, region).moto
            for eni in network.managed_interfaces():
                if eni.requester_id == REQUESTER:
                    network.remove_interface(eni.id)


def _free_ipv6(subnet: Subnet) -> str:
    """Give an IPv6 address of a subnet. There are so many that two are never the same."""
    network = subnet.ipv6 or IPv6Network("::/64")
    return str(network.network_address + RESERVED_FIRST + secrets.randbits(128 - network.prefixlen - 1))
