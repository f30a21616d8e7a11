"""What went through endpoints, in numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass


@dataclass(slots=True)
class Traffic:
    """What went through an endpoint: connections, and flows of datagrams.

    Attributes:
        opened: connections whose target was connected.
        refused: connections that had nowhere to go, or whose target refused or did not answer.
        forgotten: connections that were idle too long.
        sent, received: bytes from clients and to them.
        dropped: datagrams that had nowhere to go, or came too fast for a flow that was just beginning.
    """

    opened: int = 0
    refused: int = 0
    reset: int = 0
    forgotten: int = 0
    active: int = 0
    sent: int = 0
    received: int = 0
    dropped: int = 0


type Way = tuple[str, str]
"""The IDs of an endpoint or a load balancer, and of one of its interfaces."""


def by_owner(counted: Mapping[Way, Traffic]) -> Mapping[str, Traffic]:
    """Return what went through each endpoint, all its interfaces together."""
    return add(*({owner: traffic} for (owner, _), traffic in counted.items()))


def add[Key](*parts: Mapping[Key, Traffic]) -> Mapping[Key, Traffic]:
    """Return the sum of what was counted in several places."""
    keys = {key: None for part in parts for key in part}
    return {key: _sum(part[key] for part in parts if key in part) for key in keys}


def _sum(parts: Iterable[Traffic]) -> Traffic:
    return Traffic(*map(sum, zip(*map(astuple, parts), strict=True)))
