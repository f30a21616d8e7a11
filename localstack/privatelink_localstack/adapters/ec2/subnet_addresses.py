"""Moto's subnets: the iterators over their addresses, and the number of their free ones."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address

from moto.ec2.models.subnets import Subnet

_ITERATOR = "_privatelink_hosts"
_MOTO_COUNT = Subnet.available_ip_address_count


def mend_subnets() -> None:
    """Replace what moto's subnets do wrong, for all of them."""
    _keep_iterators()
    Subnet.available_ip_address_count = property(_free_addresses)  # type: ignore[method-assign, assignment]


def _free_addresses(subnet: Subnet) -> int:
    """Return the number of a subnet's free IPv4 addresses.

    It is 0 for an IPv6-only subnet (EC2 API reference, Subnet; AWS CLI's examples of `create-subnet`). Moto counts the
    IPv6 addresses then, which no 32-bit integer holds.
    """
    return int(_MOTO_COUNT.__get__(subnet)) if subnet.cidr_block else 0


def _keep_iterators() -> None:
    """Make each of moto's subnets hold the iterator over its addresses.

    Moto caches the iterators in the class, which keeps every subnet, and with it all of its account's EC2, in memory
    after the account is forgotten. A cleared cache would make every other subnet start again, with the addresses that
    AWS reserves.
    """
    Subnet._base_avail_ip_iterator = _iterator  # type: ignore[method-assign, assignment]  # noqa: SLF001 - no other way in


def _iterator(subnet: Subnet) -> Iterator[IPv4Address | IPv6Address]:
    attributes = vars(subnet)
    if _ITERATOR not in attributes:
        attributes[_ITERATOR] = iter(subnet.cidr.hosts())
    iterator: Iterator[IPv4Address | IPv6Address] = attributes[_ITERATOR]
    return iterator
