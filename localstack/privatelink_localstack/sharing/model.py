"""Records of resource shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

PRINCIPAL, RESOURCE = "PRINCIPAL", "RESOURCE"
"""Types of associations."""

ASSOCIATING, ASSOCIATED, FAILED, DISASSOCIATED = "ASSOCIATING", "ASSOCIATED", "FAILED", "DISASSOCIATED"
ACTIVE, DELETED = "ACTIVE", "DELETED"
PENDING, ACCEPTED, REJECTED = "PENDING", "ACCEPTED", "REJECTED"


@dataclass(frozen=True, slots=True)
class Association:
    """A resource, or a principal, of a share.

    Parameters:
        entity: the resource's ARN; the principal as the request names it.
        external: whether a principal is outside the owner's account and organization: it is invited.
        organization: ARN of the organization by which another account's principal is no external one; "" without one.
    """

    entity: str
    type: str
    status: str
    external: bool
    time: float
    organization: str = ""


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation of another account to a share.

    Parameters:
        principal: whose association waits for the answer.
    """

    arn: str
    receiver: str
    principal: str
    status: str
    time: float


@dataclass(frozen=True, slots=True)
class Share:
    """A resource share.

    Parameters:
        account: the owner.
        permissions: ARNs that the owner has chosen; the default one for other types of resources.
        ended: when the share was deleted, in seconds of the emulation's timer.
    """

    arn: str
    name: str
    account: str
    allow_external: bool
    status: str
    created: float
    updated: float
    permissions: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    associations: tuple[Association, ...] = ()
    invitations: tuple[Invitation, ...] = ()
    ended: float = 0.0

    def of(self, kind: str) -> tuple[Association, ...]:
        """Return the associations of a type."""
        return tuple(each for each in self.associations if each.type == kind)
