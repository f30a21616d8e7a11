"""Autonomous system numbers, by which networks know each other in BGP."""

from __future__ import annotations

_LEGACY = frozenset({7224, 9059, 10124, 17493})
_PRIVATE = (range(64512, 65535), range(4200000000, 4294967295))


def is_amazon_asn(asn: int) -> bool:
    """Return whether a gateway of AWS's may have a number.

    Source: VPC guide and AWS provider, "amazon_side_asn": private numbers, and those that AWS used in single Regions.
    """
    return asn in _LEGACY or any(asn in private for private in _PRIVATE)
