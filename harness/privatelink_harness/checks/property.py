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

    SCHEME = "scheme"
    CROSS_ZONE = "cross-zone load balancing"
    ZONAL_SHIFT = "zonal shift"
    CLIENT_ROUTING = "client routing policy"
    SECONDARY_ADDRESSES = "secondary addresses"
    ACCESS_LOGS = "access logs"
    PRIVATELINK_RULES = "rules for PrivateLink traffic"
    LISTENERS = "listeners"
    PROTOCOL = "protocol and port"
    FORWARD = "target groups"
    CERTIFICATES = "certificates"
    TLS_POLICIES = "TLS policies"
    IDLE_TIMEOUT = "idle timeout"
    PROXY_PROTOCOL = "Proxy Protocol"
    CLIENT_IP = "client IP preservation"
    STICKINESS = "stickiness"
    DEREGISTRATION = "deregistration"
    HEALTH_CHECK = "health check"
    TARGETS = "targets"
    TARGET_HEALTH = "health of targets"

    LOAD_BALANCERS = "load balancers"
    PRINCIPALS = "allowed principals"
    PRIVATE_DNS_NAME = "private DNS name"
    VERIFICATION = "verification of the name"
    SUPPORTED_REGIONS = "supported Regions"
    SUPPORTED_ADDRESSES = "supported address types"
    ZONES = "zones"
    CONNECTION = "connection"
    ADMISSION = "may connect"
    ENDPOINT_STATE = "state of the endpoint"
    EVENTS = "events"
    TOPIC = "topic"
    METRIC = "metric"
    THRESHOLD = "threshold"

    POLICY = "policy"
    POLICY_VERSION = "policy version"
    TAGS = "tags"

    OTHER_ENDPOINTS = "other endpoints"
    SECOND_PLAN = "second plan"
    NOTHING_LEFT = "nothing left"
