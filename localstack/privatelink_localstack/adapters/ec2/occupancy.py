"""What the managed interfaces of an account and Region hold: counted, because there may be thousands of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class _Share:
    """What one interface holds: ids of its VPC, subnet and security groups; its subnet and IPv6 addresses in it."""

    ids: tuple[str, ...]
    subnet_id: str
    ipv6: tuple[str, ...]


@dataclass(slots=True)
class Occupancy:
    """Kept by whoever makes, changes and removes the interfaces.

    Parameters:
        shares: of each interface, by its id.
    """

    shares: dict[str, _Share] = field(default_factory=dict)
    _held: Counter[str] = field(default_factory=Counter)
    _ipv6: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def hold(self, interface: Any) -> None:
        """Count an interface of moto's that is new, or has changed."""
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
        """Count an interface no more, if it was counted."""
        share = self.shares.pop(interface_id, None)
        if share is not None:
            self._held.subtract(share.ids)
            self._ipv6[share.subnet_id].difference_update(share.ipv6)

    def holds(self, resource_id: str) -> bool:
        """Tell whether an interface is in a VPC or subnet, or has a security group."""
        return self._held[resource_id] > 0

    def ipv6(self, subnet_id: str) -> AbstractSet[str]:
        """Give the IPv6 addresses that interfaces have in a subnet."""
        return self._ipv6.get(subnet_id) or frozenset()
