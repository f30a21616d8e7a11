"""The IPv6 CIDR blocks that moto gives to VPCs in Amazon's place."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv6Network
from typing import Any

from moto.ec2.models import vpcs

_MODULE: Any = vpcs
_RANDOM: Callable[[], str] = _MODULE.random_ipv6_cidr


def shorten() -> None:
    """Write the blocks as AWS does, in the short form: moto keeps leading zeros, as in `2400:6500:0141:8b00::/56`.

    A network ACL's entry has the short form of its CIDR, so that a plan of the VPC's own block would never be empty.
    """
    _MODULE.random_ipv6_cidr = _short


def _short() -> str:
    return str(IPv6Network(_RANDOM()))
