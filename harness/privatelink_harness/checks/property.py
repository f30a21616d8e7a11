"""The properties that checks are about."""

from __future__ import annotations

from enum import StrEnum


class Property(StrEnum):
    """The property that one check is about; the value is the row's name in reports.

    A target's gaps and the second plan name members, so that a slip is an error and not a check that fails.
    """

    EXISTS = "exists"
    TYPE = "type"
    SERVICE = "service"
    SERVICE_REGION = "service Region"
    VPC = "VPC"
    STATE = "state"
    ACCEPTANCE = "acceptance"

    ROUTE_TABLES = "route tables"
    ROUTES = "routes"

    IP_ADDRESS_TYPE = "IP address type"
    SUBNETS = "subnets"
    INTERFACES = "one interface a subnet"
    ADDRESSES = "addresses"
    IPV6_ADDRESSES = "IPv6 addresses"
    FIXED_ADDRESSES = "fixed addresses"

    SECURITY_GROUPS = "security groups"
    INTERFACE_GROUPS = "groups of interfaces"
    INGRESS = "who may connect"

    PRIVATE_DNS = "private DNS"
    PRIVATE_NAMES = "private names"
    REGIONAL_NAME = "regional name"
    ZONAL_NAMES = "zonal names"
    DNS_RECORDS = "DNS records"
    INBOUND_ONLY = "inbound-only private DNS"

    POLICY = "policy"
    POLICY_VERSION = "policy version"
    TAGS = "tags"

    OTHER_ENDPOINTS = "other endpoints"
    SECOND_PLAN = "second plan"
    NOTHING_LEFT = "nothing left"
