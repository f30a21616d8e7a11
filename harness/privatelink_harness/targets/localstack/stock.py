"""What LocalStack answers wrongly whatever was applied, found with the release in docs/stock-localstack.md."""

from __future__ import annotations

from collections.abc import Mapping

from privatelink_harness.checks.api import Drop
from privatelink_harness.checks.property import Property

STOCK_GAPS: Mapping[Property, str] = {
    Property.ADDRESSES: "LocalStack gives network interfaces random addresses",
    Property.FIXED_ADDRESSES: "LocalStack gives network interfaces random addresses",
    Property.INTERFACE_GROUPS: "LocalStack gives network interfaces the VPC's default group",
    Property.POLICY_VERSION: "LocalStack drops a policy's Version",
    Property.PRIVATE_NAMES: "LocalStack lists no private names",
    Property.REGIONAL_NAME: "LocalStack makes names on a domain of its own",
    Property.ZONAL_NAMES: "LocalStack makes no zonal names",
    Property.ACCEPTANCE: "LocalStack calls every endpoint available",
    Property.IPV6_ADDRESSES: "LocalStack gives network interfaces no IPv6 addresses",
    Property.IP_ADDRESS_TYPE: "LocalStack calls every endpoint IPv4",
    Property.DNS_RECORDS: "LocalStack calls every endpoint's records IPv4",
    Property.INBOUND_ONLY: "LocalStack does not know for whom private DNS is",
    Property.SERVICE_REGION: "LocalStack takes every service for one of the endpoint's own Region",
}
"""Properties that LocalStack without the emulation answers wrongly."""

_TAGS = "LocalStack drops the tags with which DHCP options are created"
_ICMP = "LocalStack drops the ICMP type and code of rules in a network ACL"

DROPS: Mapping[tuple[str, str], Drop] = {
    ("aws_cloudwatch_log_group", "log_group_class"): Drop("LocalStack calls every log group's class STANDARD"),
    ("aws_customer_gateway", "device_name"): Drop("LocalStack drops a customer gateway's device_name"),
    ("aws_flow_log", "destination_options"): Drop("LocalStack drops a flow log's destination_options"),
    ("aws_nat_gateway", "private_ip"): Drop("LocalStack gives NAT gateways random addresses"),
    ("aws_network_acl", "egress"): Drop(_ICMP, ("icmp_code", "icmp_type", "protocol")),
    ("aws_network_acl", "ingress"): Drop(_ICMP, ("icmp_code", "icmp_type", "protocol")),
    ("aws_vpc_dhcp_options", "ipv6_address_preferred_lease_time"): Drop(
        "LocalStack drops the ipv6_address_preferred_lease_time of DHCP options"
    ),
    ("aws_vpc_dhcp_options", "tags"): Drop(_TAGS),
    ("aws_vpc_dhcp_options", "tags_all"): Drop(_TAGS),
    ("aws_vpn_connection", "static_routes_only"): Drop("LocalStack calls every VPN connection's routes dynamic"),
}
"""Attributes of resources beside the endpoints, by type and name."""

EMULATED = frozenset({("aws_customer_gateway", "device_name"), ("aws_vpn_connection", "static_routes_only")})
"""Those that the emulation keeps."""
