"""Records of hosted zones."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ZoneVpc:
    """A VPC in a Region, as requests name it."""

    id: str
    region: str


@dataclass(frozen=True, slots=True)
class HostedZone:
    """A hosted zone.

    Parameters:
        account: the owner.
        associated: VPCs in which the zone's names resolve.
        authorized: VPCs that the owner lets other accounts associate.
    """

    id: str
    account: str
    private: bool
    associated: tuple[ZoneVpc, ...] = ()
    authorized: tuple[ZoneVpc, ...] = ()
