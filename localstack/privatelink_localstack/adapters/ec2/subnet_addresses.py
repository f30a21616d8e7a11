"""Moto's iterators over the addresses of subnets."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address

from moto.ec2.models.subnets import Subnet

_ITERATOR = "_privatelink_hosts"


def keep_in_subnets() -> None:
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
