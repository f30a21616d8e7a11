"""Records of Route 53 Resolver, and the requests about them. Times are seconds since the epoch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

CREATING, OPERATIONAL, UPDATING, DELETING, COMPLETE = "CREATING", "OPERATIONAL", "UPDATING", "DELETING", "COMPLETE"
"""Statuses of endpoints, rules and associations."""

ATTACHING, ATTACHED, DETACHING = "ATTACHING", "ATTACHED", "DETACHING"
"""Statuses of an endpoint's addresses."""

INBOUND, OUTBOUND, INBOUND_DELEGATION = "INBOUND", "OUTBOUND", "INBOUND_DELEGATION"
IPV4, IPV6, DUALSTACK = "IPV4", "IPV6", "DUALSTACK"
FORWARD, SYSTEM, RECURSIVE, DELEGATE = "FORWARD", "SYSTEM", "RECURSIVE", "DELEGATE"
DO53 = "Do53"

RULE_TYPE = "route53resolver:ResolverRule"
"""The type of a rule as RAM names it."""


@dataclass(frozen=True, slots=True)
class AddressChoice:
    """A subnet that a request names, with the addresses that it chooses there; None for any address."""

    subnet_id: str
    ipv4: str | None = None
    ipv6: str | None = None


@dataclass(frozen=True, slots=True)
class ResolverAddress:
    """An endpoint's address in a subnet.

    Parameters:
        interface: ID of its network interface.
    """

    id: str
    subnet_id: str
    ipv4: str | None
    ipv6: str | None
    interface: str
    status: str
    created: float
    modified: float


@dataclass(frozen=True, slots=True)
class ResolverEndpoint:
    """A Resolver endpoint.

    Parameters:
        token: `CreatorRequestId`.
        type: `IPV4`, `IPV6` or `DUALSTACK`.
        metrics: whether the metrics of its interfaces are on.
        target_metrics: whether the metrics of target name servers are on.
    """

    id: str
    arn: str
    account: str
    region: str
    token: str
    direction: str
    type: str
    protocols: tuple[str, ...]
    groups: tuple[str, ...]
    vpc_id: str
    status: str
    created: float
    modified: float
    name: str | None = None
    addresses: tuple[ResolverAddress, ...] = ()
    metrics: bool = False
    target_metrics: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def kept_addresses(self) -> tuple[ResolverAddress, ...]:
        """The addresses that are not being removed."""
        return tuple(each for each in self.addresses if each.status != DETACHING)


@dataclass(frozen=True, slots=True)
class Target:
    """A name server that a rule forwards to.

    Parameters:
        server_name: `ServerNameIndication`, for DNS over HTTPS.
    """

    ipv4: str | None
    ipv6: str | None
    port: int = 53
    protocol: str = DO53
    server_name: str | None = None


@dataclass(frozen=True, slots=True)
class ResolverRule:
    """A Resolver rule.

    Parameters:
        domain: in lower case, with the trailing dot; None for a delegation rule without one.
        policy: the document of PutResolverRulePolicy; None if there is none.
    """

    id: str
    arn: str
    account: str
    region: str
    token: str
    type: str
    domain: str | None
    status: str
    created: float
    modified: float
    name: str | None = None
    targets: tuple[Target, ...] = ()
    endpoint_id: str | None = None
    delegation: str | None = None
    policy: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RuleAssociation:
    """An association of a rule with a VPC.

    Parameters:
        account: the owner of the VPC.
    """

    id: str
    account: str
    region: str
    rule_id: str
    vpc_id: str
    status: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class VpcConfig:
    """The Resolver configuration of a VPC.

    Parameters:
        reverse: status of the rules for reverse lookups that Resolver defines.
    """

    id: str
    account: str
    region: str
    vpc_id: str
    reverse: str


@dataclass(frozen=True, slots=True)
class CreateEndpoint:
    """The parameters of CreateResolverEndpoint."""

    token: str
    direction: str
    addresses: tuple[AddressChoice, ...]
    groups: tuple[str, ...]
    type: str = IPV4
    protocols: tuple[str, ...] = (DO53,)
    name: str | None = None
    metrics: bool = False
    target_metrics: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UpdateEndpoint:
    """The parameters of UpdateResolverEndpoint; None for an absent one.

    Parameters:
        ipv6: chosen IPv6 addresses by the IDs of addresses.
    """

    name: str | None = None
    type: str | None = None
    protocols: tuple[str, ...] | None = None
    ipv6: Mapping[str, str] = field(default_factory=dict)
    metrics: bool | None = None
    target_metrics: bool | None = None


@dataclass(frozen=True, slots=True)
class CreateRule:
    """The parameters of CreateResolverRule; None for an absent one."""

    token: str
    type: str
    domain: str | None = None
    name: str | None = None
    targets: tuple[Target, ...] = ()
    endpoint_id: str | None = None
    delegation: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UpdateRule:
    """The parameters of UpdateResolverRule; None for an absent one."""

    name: str | None = None
    targets: tuple[Target, ...] | None = None
    endpoint_id: str | None = None
