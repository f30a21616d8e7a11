"""What LocalStack answers wrongly whatever was applied, found with the release in docs/stock-localstack.md."""

from __future__ import annotations

from collections.abc import Mapping

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

STOCK_DROPS: Mapping[tuple[str, str], str] = {
    ("aws_flow_log", "destination_options"): "LocalStack drops a flow log's destination_options",
}
"""Attributes of resources beside the endpoints that LocalStack answers wrongly, by resource type and attribute."""
