"""Quotas with AWS's defaults. All of them can be changed, even those that AWS never raises.

Sources: the PrivateLink guide, "Quotas"; the VPC guide, "Gateway endpoints" and "Amazon VPC quotas"; the Route 53,
Transit Gateways, Site-to-Site VPN and Direct Connect guides, "Quotas"; for load
balancers the guides' "Quotas for your Network Load Balancers", and the response of DescribeAccountLimits in AWS's
documentation.
"""

from __future__ import annotations

ENDPOINTS = {
    "interface_endpoints_per_vpc": 50,
    "gateway_endpoints_per_region": 20,
    "gateway_endpoints_per_vpc": 255,
}
"""Interface and Gateway Load Balancer endpoints share the first quota."""

HOSTED_ZONES = {
    "vpcs_per_private_hosted_zone": 300,
    "vpc_authorizations_per_hosted_zone": 1000,
}

RESOLVER = {
    "resolver_endpoints_per_region": 4,
    "addresses_per_resolver_endpoint": 6,
    "resolver_rules_per_region": 1000,
    "resolver_rule_associations_per_region": 2000,
    "target_addresses_per_resolver_rule": 6,
}

PROFILES = {
    "profiles_per_region": 5,
    "vpcs_per_profile": 1000,
    "profiles_per_vpc": 1,
    "hosted_zones_per_profile": 5000,
    "resolver_rules_per_profile": 1000,
    "firewall_rule_groups_per_profile": 5,
    "endpoints_per_profile": 1000,
}
"""The number of endpoints is not confirmed."""
PEERING = {
    "active_peerings_per_vpc": 50,
    "outstanding_peering_requests_per_vpc": 25,
}

TRANSIT_GATEWAYS = {
    "transit_gateways_per_account": 5,
    "cidr_blocks_per_transit_gateway": 5,
    "route_tables_per_transit_gateway": 20,
    "routes_per_transit_gateway": 10_000,
    "attachments_per_transit_gateway": 5000,
    "peering_attachments_per_transit_gateway": 50,
    "transit_gateways_per_vpc": 5,
}

NETWORK_ACLS = {
    "network_acls_per_vpc": 200,
    "rules_per_network_acl": 20,
}
"""The second is of a direction and an address family, with AWS's own last rule (VPC guide, "Amazon VPC quotas")."""

LOAD_BALANCING = {
    "target-groups": 3000,
    "targets-per-application-load-balancer": 1000,
    "listeners-per-application-load-balancer": 50,
    "rules-per-application-load-balancer": 100,
    "network-load-balancers": 50,
    "targets-per-network-load-balancer": 3000,
    "targets-per-availability-zone-per-network-load-balancer": 500,
    "listeners-per-network-load-balancer": 50,
    "condition-values-per-alb-rule": 5,
    "condition-wildcards-per-alb-rule": 5,
    "target-groups-per-application-load-balancer": 100,
    "target-groups-per-action-on-application-load-balancer": 5,
    "target-groups-per-action-on-network-load-balancer": 5,
    "certificates-per-application-load-balancer": 25,
    "certificates-per-network-load-balancer": 25,
    "targets-per-target-group": 1000,
    "target-id-registrations-per-application-load-balancer": 1000,
    "network-load-balancer-enis-per-vpc": 1200,
    "application-load-balancers": 50,
    "gateway-load-balancers": 100,
    "gateway-load-balancers-per-vpc": 100,
    "geneve-target-groups": 100,
    "targets-per-availability-zone-per-gateway-load-balancer": 300,
}
"""Quotas of Elastic Load Balancing, with the names and the order of DescribeAccountLimits.

Network load balancers forward to several target groups since November 2025; AWS's example does not have their number
yet.
"""

VPN = {
    "customer_gateways_per_region": 50,
    "vpn_gateways_per_region": 5,
    "vpn_connections_per_region": 50,
    "vpn_connections_per_vpn_gateway": 10,
    "static_routes_per_vpn_connection": 100,
}

DIRECT_CONNECT = {
    "direct_connect_gateways": 200,
    "vpn_gateways_per_direct_connect_gateway": 20,
    "transit_gateways_per_direct_connect_gateway": 6,
    "prefixes_per_direct_connect_gateway": 200,
}
"""The last is about transit gateways."""

DEFAULTS = (
    ENDPOINTS
    | HOSTED_ZONES
    | PEERING
    | NETWORK_ACLS
    | TRANSIT_GATEWAYS
    | RESOLVER
    | PROFILES
    | VPN
    | DIRECT_CONNECT
    | LOAD_BALANCING
)
