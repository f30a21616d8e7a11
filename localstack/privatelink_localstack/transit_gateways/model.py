"""Records of transit gateways, their route tables and attachments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from privatelink_localstack.kernel.partitions import partition_of
from privatelink_localstack.kernel.scope import Scope

PENDING, AVAILABLE, MODIFYING, DELETING, DELETED = "pending", "available", "modifying", "deleting", "deleted"
WAITING, REJECTED = "pendingAcceptance", "rejected"
ASSOCIATING, ASSOCIATED, DISASSOCIATING = "associating", "associated", "disassociating"
ENABLING, ENABLED, DISABLING = "enabling", "enabled", "disabling"

ENDED = frozenset({DELETED, REJECTED, "failed"})
"""States of attachments that no longer count."""

CARRY = frozenset({AVAILABLE, MODIFYING})
"""States of attachments over which packets go."""

ENABLE, DISABLE = "enable", "disable"

VPC, VPN, PEERING, DIRECT_CONNECT = "vpc", "vpn", "peering", "direct-connect-gateway"
"""Types of attached resources."""

GATEWAY_SWITCHES = {
    "AutoAcceptSharedAttachments": DISABLE,
    "DefaultRouteTableAssociation": ENABLE,
    "DefaultRouteTablePropagation": ENABLE,
    "VpnEcmpSupport": ENABLE,
    "DnsSupport": ENABLE,
    "SecurityGroupReferencingSupport": DISABLE,
    "MulticastSupport": DISABLE,
}
"""Options of a gateway that are on or off, with their defaults (EC2 API reference, TransitGatewayRequestOptions)."""

ATTACHMENT_SWITCHES = {
    "DnsSupport": ENABLE,
    "SecurityGroupReferencingSupport": ENABLE,
    "Ipv6Support": DISABLE,
    "ApplianceModeSupport": DISABLE,
}
"""The same of a VPC attachment (CreateTransitGatewayVpcAttachmentRequestOptions)."""


@dataclass(frozen=True, slots=True)
class TransitGateway:
    """A transit gateway.

    Parameters:
        switches: options by their names in `GATEWAY_SWITCHES`.
        association_table, propagation_table: IDs of the default route tables; None where the default is off.
        created: seconds since the epoch.
    """

    id: str
    scope: Scope
    description: str
    asn: int
    cidrs: tuple[str, ...]
    switches: Mapping[str, str]
    state: str
    created: float
    association_table: str | None = None
    propagation_table: str | None = None

    @property
    def arn(self) -> str:
        """The ARN, by which the gateway is shared."""
        region, account = self.scope.region, self.scope.account
        return f"arn:{partition_of(region).name}:ec2:{region}:{account}:transit-gateway/{self.id}"


@dataclass(frozen=True, slots=True)
class RouteTable:
    """A route table of a transit gateway.

    Parameters:
        associations, propagations: states by the IDs of attachments.
        routes, prefix_lists: static routes by CIDR block, references by the prefix list's ID. Their value is the ID of
            an attachment, or None for a black hole.
    """

    id: str
    gateway_id: str
    scope: Scope
    state: str
    created: float
    associations: Mapping[str, str] = field(default_factory=dict)
    propagations: Mapping[str, str] = field(default_factory=dict)
    routes: Mapping[str, str | None] = field(default_factory=dict)
    prefix_lists: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Peer:
    """The other end of a peering attachment.

    Parameters:
        attachment: its ID there: the same, unless both gateways are in one Region.
    """

    gateway_id: str
    scope: Scope
    attachment: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attachment of a resource to a transit gateway.

    Parameters:
        owner: the account of the resource; for a peering attachment that of the other gateway.
        interfaces: of a VPC attachment, IDs of network interfaces by subnet; "" before the acceptance.
        peer, requester: of a peering attachment, whether its own gateway has asked for it.
    """

    id: str
    gateway_id: str
    gateway: Scope
    owner: str
    type: str
    resource_id: str
    state: str
    created: float
    switches: Mapping[str, str] = field(default_factory=dict)
    interfaces: Mapping[str, str] = field(default_factory=dict)
    peer: Peer | None = None
    requester: bool = True

    @property
    def key(self) -> str:
        """The key in the store: both ends of a peering attachment may have one ID."""
        return f"{self.gateway.region}/{self.id}"

    @property
    def resource(self) -> Scope:
        """The account of the resource, in its Region."""
        return self.peer.scope if self.peer else Scope(self.owner, self.gateway.region)
