"""How connections spread over what could take them: evenly, by weight, or one client to one target.

The same flow always goes the same way, as a load balancer sends it by a hash.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import blake2b
from struct import Struct

_NUMBERS = Struct("=QQQ")


def numbers(flow: object) -> tuple[int, int, int]:
    """Return three numbers of 64 bits that follow from a flow, and do not from each other."""
    first, second, third = _NUMBERS.unpack(blake2b(repr(flow).encode(), digest_size=_NUMBERS.size).digest())
    return first, second, third


def by_weight[T](shares: Sequence[tuple[int, Sequence[T]]], number: int) -> Sequence[T]:
    """Return one of several shares, each as often as its weight says; nothing where all weights are 0."""
    total = sum(weight for weight, _ in shares)
    at = number % total if total else 0
    for weight, share in shares:
        if at < weight:
            return share
        at -= weight
    return ()


def sticky[T](choices: Sequence[T], client: str, key: Callable[[T], object]) -> T:
    """Return the choice of a client, which stays its own while it is among the choices, whatever else comes or goes."""
    return max(choices, key=lambda each: numbers((client, key(each))))
