"""Records of VPC peering connections, and their states."""

from __future__ import annotations

from dataclasses import dataclass

from privatelink_localstack.kernel.scope import Scope

INITIATING, PENDING, PROVISIONING, ACTIVE = "initiating-request", "pending-acceptance", "provisioning", "active"
DELETING, DELETED, REJECTED, EXPIRED, FAILED = "deleting", "deleted", "rejected", "expired", "failed"

LIVE = frozenset({INITIATING, PENDING, PROVISIONING, ACTIVE})
"""States of connections that can become, or are, active."""

JOINED = frozenset({PROVISIONING, ACTIVE})
"""States of accepted connections."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two VPCs.

    Parameters:
        dns_resolution: whether public DNS host names of this side resolve to private addresses from the other one.
    """

    scope: Scope
    vpc_id: str
    dns_resolution: bool = False


@dataclass(frozen=True, slots=True)
class Peering:
    """A VPC peering connection.

    Parameters:
        expires: seconds since the epoch; the request can't be accepted from then on.
    """

    id: str
    requester: Side
    accepter: Side
    state: str
    message: str
    expires: float

    @property
    def sides(self) -> tuple[Side, Side]:
        """The requester's side and the accepter's."""
        return self.requester, self.accepter

    @property
    def vpcs(self) -> frozenset[str]:
        """The IDs of the two VPCs."""
        return frozenset(each.vpc_id for each in self.sides)
