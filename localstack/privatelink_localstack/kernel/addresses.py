"""Addresses out of a subnet's range. AWS keeps the first four and the last for itself (VPC guide, "Subnet sizing")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from ipaddress import IPv4Network, IPv6Network, ip_address
from itertools import chain

from privatelink_localstack.kernel.errors import AwsError

RESERVED_FIRST = 4
RESERVED_LAST = 1
CROWDED = 256
"""So many addresses may be taken before it counts how long it takes to look at each of them."""


class Taken(AbstractSet[str]):
    """Addresses that are taken, out of several sets that share none, as they are when they are looked at.

    Parameters:
        parts: the sets, or keys of dictionaries. They are not copied: there may be thousands in them.
    """

    def __init__(self, *parts: AbstractSet[str]) -> None:
        self._parts = parts

    @classmethod
    def _from_iterable[Value](cls, it: Iterable[Value]) -> AbstractSet[Value]:
        """Give what is worked out of it, such as a difference, as an ordinary set."""
        return frozenset(it)

    def __contains__(self, address: object) -> bool:
        """Tell whether an address is taken."""
        return any(address in part for part in self._parts)

    def __iter__(self) -> Iterator[str]:
        """Give each."""
        return chain.from_iterable(self._parts)

    def __len__(self) -> int:
        """Count them."""
        return sum(len(part) for part in self._parts)


def free_address(network: IPv4Network | IPv6Network, taken: AbstractSet[str], subnet_id: str) -> str:
    """Give an address that nothing has: the lowest, or in a crowded subnet any.

    There the search begins behind as many addresses as are taken: the first look finds one, mostly.

    Parameters:
        taken: addresses as text.
        subnet_id: for the message.

    Raises:
        AwsError: there is none.
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
    """Give a chosen address as AWS writes it.

    Raises:
        AwsError: it is no address, not in the subnet, AWS's own, or something has it.
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
