"""Records of Direct Connect gateways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

AVAILABLE, DELETING, DELETED = "available", "deleting", "deleted"
"""States of a Direct Connect gateway."""

ASSOCIATING, ASSOCIATED, UPDATING = "associating", "associated", "updating"
DISASSOCIATING, DISASSOCIATED = "disassociating", "disassociated"
"""States of an association."""

REQUESTED, ACCEPTED = "requested", "accepted"
"""States of a proposal; it is `deleted` too."""

GONE = ""
"""The state after the last one: the record is removed."""

VPN_GATEWAY, TRANSIT_GATEWAY = "virtualPrivateGateway", "transitGateway"
"""Types of associated gateways."""


@dataclass(frozen=True, slots=True)
class Gateway:
    """A Direct Connect gateway. It is in every Region.

    Parameters:
        asn: AWS's number in BGP.
    """

    id: str
    name: str
    asn: int
    account: str
    state: str = AVAILABLE
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Associated:
    """A VPN gateway or a transit gateway, in its owner's Region."""

    id: str
    type: str
    account: str
    region: str


@dataclass(frozen=True, slots=True)
class Found:
    """What EC2 knows about a gateway that is to be associated.

    Parameters:
        asn: number in BGP of a transit gateway.
        cidrs: of the VPC that a VPN gateway is attached to; None if it is attached to none.
    """

    gateway: Associated
    asn: int = 0
    cidrs: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Association:
    """An association of a Direct Connect gateway.

    Parameters:
        account: owner of the Direct Connect gateway.
        prefixes: CIDR blocks that on-premises networks are told about.
        networks: CIDR blocks of the VPC behind a VPN gateway.
        asn: number in BGP of a transit gateway.
    """

    id: str
    gateway_id: str
    account: str
    associated: Associated
    prefixes: tuple[str, ...]
    networks: tuple[str, ...] = ()
    asn: int = 0
    state: str = ASSOCIATING

    @property
    def is_live(self) -> bool:
        """Whether the association holds its gateways."""
        return self.state != DISASSOCIATED


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal of a gateway's owner to the owner of a Direct Connect gateway.

    Parameters:
        account: owner of the Direct Connect gateway.
        existing: prefixes of the association that is there already.
        requested: prefixes after the acceptance.
    """

    id: str
    gateway_id: str
    account: str
    associated: Associated
    existing: tuple[str, ...]
    requested: tuple[str, ...]
    state: str = REQUESTED
