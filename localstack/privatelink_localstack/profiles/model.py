"""Records of Route 53 Profiles. Times are seconds since the epoch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

CREATING, UPDATING, COMPLETE, DELETING, DELETED = "CREATING", "UPDATING", "COMPLETE", "DELETING", "DELETED"

HOSTED_ZONE, RESOLVER_RULE, FIREWALL_RULE_GROUP = "PRIVATE_HOSTED_ZONE", "RESOLVER_RULE", "FIREWALL_RULE_GROUP"
VPC_ENDPOINT, QUERY_LOG = "VPC_ENDPOINT", "RESOLVER_QUERY_LOG_CONFIG"
"""Types of a profile's resources. AWS's documentation shows FIREWALL_RULE_GROUP alone; the others are not confirmed."""

PROFILE_TYPE = "route53profiles:Profile"
"""The type of a profile as RAM names it."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile.

    Parameters:
        token: `ClientToken`.
    """

    id: str
    arn: str
    account: str
    region: str
    name: str
    token: str
    status: str
    created: float
    modified: float
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class VpcAssociation:
    """An association of a profile with a VPC.

    Parameters:
        account: the owner of the VPC.
    """

    id: str
    arn: str
    account: str
    region: str
    profile_id: str
    vpc_id: str
    name: str
    status: str
    created: float
    modified: float
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProfileResource:
    """A DNS resource that a profile may have, as the caller sees it.

    Parameters:
        domains: the domains that it answers for, without the trailing dot; empty for a firewall rule group.
        refusal: why it can't be in a profile; None if it can.
    """

    arn: str
    type: str
    domains: tuple[str, ...] = ()
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class ResourceAssociation:
    """An association of a resource with a profile.

    Parameters:
        properties: JSON; None for a type without properties.
        domains: see `ProfileResource`.
    """

    id: str
    account: str
    region: str
    profile_id: str
    resource_arn: str
    type: str
    name: str
    status: str
    created: float
    modified: float
    properties: str | None = None
    domains: tuple[str, ...] = ()
