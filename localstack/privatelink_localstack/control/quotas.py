"""Quotas, with AWS's defaults (PrivateLink guide, "Quotas"; VPC guide, "Gateway endpoints"). They can be changed."""

from __future__ import annotations

DEFAULTS = {
    "interface_endpoints_per_vpc": 50,
    "gateway_endpoints_per_region": 20,
    "gateway_endpoints_per_vpc": 255,
}
"""Interface and Gateway Load Balancer endpoints share the first."""
