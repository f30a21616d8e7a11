"""Index of the managed interfaces of a scope by VPC, subnet and security group. There may be thousands of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class _Share:
    """Entry of one interface.

    Parameters:
        ids: of its VPC, subnet and security groups.
        ipv6: its IPv6 addresses.
    """

    ids: tuple[str, ...]
    subnet_id: str
    ipv6: tuple[str, ...]


@dataclass(slots=True)
class Occupancy:
    """The VPCs, subnets, security groups and IPv6 addresses that managed interfaces hold.

    Parameters:
        shares: entries by interface ID.
    """

    shares: dict[str, _Share] = field(default_factory=dict)
    _held: Counter[str] = field(default_factory=Counter)
    _ipv6: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def hold(self, interface: Any) -> None:
        """Add or update the entry of an interface of moto's."""
        self.let_go(interface.id)
        groups = (group.id for group in interface.group_set)
        share = _Share(
            (interface.subnet.vpc_id, interface.subnet.id, *groups),
            interface.subnet.id,
            tuple(interface.ipv6_addresses),
        )
        self.shares[interface.id] = share
        self._held.update(share.ids)
        self._ipv6[share.subnet_id].update(share.ipv6)

    def let_go(self, interface_id: str) -> None:
        """Remove the entry of an interface; an unknown interface is no error."""
        share = self.shares.pop(interface_id, None)
        if share is not None:
            self._held.subtract(share.ids)
            self._ipv6[share.subnet_id].difference_update(share.ipv6)

    def holds(self, resource_id: str) -> bool:
        """Return whether a VPC, subnet or security group has a managed interface."""
        return self._held[resource_id] > 0

    def ipv6(self, subnet_id: str) -> AbstractSet[str]:
        """Return the IPv6 addresses of the interfaces in a subnet."""
        return self._ipv6.get(subnet_id) or frozenset()
