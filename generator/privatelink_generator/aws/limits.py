"""Limits of AWS that a spec can meet without any call.

LocalStack's emulation keeps numbers of its own on purpose: the two must not share a mistake.
"""

from __future__ import annotations

ENDPOINT_POLICY_CHARACTERS = 20_480
"""White space counts. https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html"""

TAGS_PER_RESOURCE = 50
TAG_KEY_CHARACTERS = 128
TAG_VALUE_CHARACTERS = 256
"""https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html"""

ZONES_NOT_ACROSS_REGIONS = ("use1-az3", "usw1-az2", "apne1-az3", "apne2-az2", "apne2-az4")
"""Zones without endpoints for services of other Regions. AWS PrivateLink guide, "Cross-region enabled AWS services"."""

INTERFACE_ENDPOINTS_PER_VPC = 50
GATEWAY_ENDPOINTS_PER_REGION = 20
"""Default quotas. https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html"""

NETWORK_LOAD_BALANCERS_PER_REGION = 50
LISTENERS_PER_NETWORK_LOAD_BALANCER = 50
"""Can't be raised."""
CERTIFICATES_PER_NETWORK_LOAD_BALANCER = 25
"""Beside the default ones of the listeners."""
TARGETS_PER_NETWORK_LOAD_BALANCER = 3000
TARGETS_PER_ZONE_PER_NETWORK_LOAD_BALANCER = 500
"""Of the whole load balancer with cross-zone load balancing. A target counts in each of its target groups."""
TARGET_GROUPS_PER_REGION = 3000
TARGETS_PER_TARGET_GROUP = 1000
"""Default quotas. https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-limits.html"""

LOAD_BALANCERS_PER_APPLICATION_LOAD_BALANCER = 2
"""Network load balancers that one Application Load Balancer can be a target of. Network Load Balancers guide, "Use
Application Load Balancers as targets"."""

RULES_PER_SECURITY_GROUP = 60
RULES_PER_NETWORK_ACL = 20
SECURITY_GROUPS_PER_INTERFACE = 5
"""Default quotas. https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html"""

LAST_ACL_RULE = 32766
"""The highest number of a rule in a network ACL. CreateNetworkAclEntry, `RuleNumber`."""

PEERINGS_PER_VPC = 50
PEERINGS_PER_VPC_AT_MOST = 125
"""Active VPC peering connections: by default, and at most."""
CIDRS_PER_VPC = 5
CIDRS_PER_VPC_AT_MOST = 50
"""IPv4 CIDR blocks, likewise. https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html"""

RESOLVER_ADDRESSES = (2, 6)
"""Addresses of a Resolver endpoint, at least and at most."""
TARGETS_PER_RESOLVER_RULE = 6
RESOLVER_RULES_PER_REGION = 1000
"""https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html, "Quotas on Route 53 VPC Resolver"."""

VPCS_PER_HOSTED_ZONE = 300
"""Default quota. https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html, "Quotas on hosted
zones"."""

VPCS_PER_PROFILE = 1000
"""https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html, "Quotas on Route 53 Profiles"."""
