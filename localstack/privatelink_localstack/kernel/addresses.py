"""Addresses of a subnet. AWS reserves the first four and the last (VPC guide, "Subnet sizing")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from ipaddress import IPv4Network, IPv6Network, ip_address
from itertools import chain

from privatelink_localstack.kernel.errors import AwsError

RESERVED_FIRST = 4
RESERVED_LAST = 1
CROWDED = 256
"""Number of taken addresses from which the search for a free one starts behind them, for speed."""


class Taken(AbstractSet[str]):
    """Live view of taken addresses in several disjoint sets.

    Parameters:
        parts: sets, or keys of dictionaries. They are not copied, as they may have thousands of addresses.
    """

    def __init__(self, *parts: AbstractSet[str]) -> None:
        self._parts = parts

    @classmethod
    def _from_iterable[Value](cls, it: Iterable[Value]) -> AbstractSet[Value]:
        """Return the result of a set operation, such as a difference, as an ordinary set."""
        return frozenset(it)

    def __contains__(self, address: object) -> bool:
        """Return whether an address is taken."""
        return any(address in part for part in self._parts)

    def __iter__(self) -> Iterator[str]:
        """Iterate over all addresses."""
        return chain.from_iterable(self._parts)

    def __len__(self) -> int:
        """Return the number of addresses."""
        return sum(len(part) for part in self._parts)


def free_address(network: IPv4Network | IPv6Network, taken: AbstractSet[str], subnet_id: str) -> str:
    """Return a free address: the lowest, or any in a crowded subnet.

    In a crowded subnet the search starts behind as many addresses as are taken, and mostly ends at once.

    Parameters:
        subnet_id: named by the error.

    Raises:
        AwsError: no address is free.
    """
    end = network.num_addresses - RESERVED_LAST
    start = min(RESERVED_FIRST + len(taken), end) if len(taken) > CROWDED else RESERVED_FIRST
    for offset in chain(range(start, end), range(RESERVED_FIRST, start)):
        address = str(network.network_address + offset)
        if address not in taken:
            return address
    raise AwsError(
        "InsufficientFreeAddressesInSubnet",
        f"There are not enough free addresses in subnet '{subnet_id}' to satisfy the requested number of instances.",
    )


def check_address(chosen: str, network: IPv4Network | IPv6Network, taken: AbstractSet[str], subnet_id: str) -> str:
    """Return a chosen address in AWS's form.

    Raises:
        AwsError: the text is no address, or the address is outside the subnet, reserved or taken.
    """
    try:
        address = ip_address(chosen)
    except ValueError:
        raise AwsError("InvalidParameterValue", f"Address {chosen} is invalid.") from None
    if address.version != network.version or address not in network:
        raise AwsError("InvalidParameterValue", f"Address does not fall within the subnet's address range: {chosen}")
    offset = int(address) - int(network.network_address)
    if not RESERVED_FIRST <= offset < network.num_addresses - RESERVED_LAST:
        raise AwsError("InvalidParameterValue", f"Address is in subnet's reserved address range: {chosen}")
    if str(address) in taken:
        raise AwsError("InvalidIPAddress.InUse", f"Address {chosen} of subnet {subnet_id} is in use.")
    return str(address)
