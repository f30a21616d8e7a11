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
    NETWORK_ACL = "network ACL"

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
    OFFER = "offer"
    ENDPOINT_STATE = "state of the endpoint"
    EVENTS = "events"
    TOPIC = "topic"
    METRIC = "metric"
    WATCHED = "watched"
    THRESHOLD = "threshold"
    ALARM_ACTIONS = "alarm actions"

    DIRECTION = "direction"
    DNS_PROTOCOLS = "DNS protocols"
    EGRESS = "where it may connect"
    DOMAIN = "domain"
    RESOLVER_ENDPOINT = "Resolver endpoint"
    RECORDS = "records"
    VPCS = "associated VPCs"
    AUTHORIZATIONS = "authorized VPCs"
    PROFILE = "Profile"
    RESOURCES = "resources"
    SHARED = "shared"
    EXTERNAL = "outside of the organization"
    RESOLVES = "what names resolve to"
    ASN = "ASN"
    PROPAGATION = "route propagation"
    ENDS = "both ends"
    ROUTING = "routing"
    STATIC_ROUTES = "static routes"
    TUNNELS = "tunnel options"
    PREFIXES = "announced networks"
    DEFAULTS = "defaults for attachments"
    TRANSIT = "transit gateway's route tables"
    TRANSIT_ROUTES = "transit gateway's routes"
    OWNER = "owner of the VPC"
    PEERING_DNS = "DNS across the peering"
    ENDPOINTS = "endpoints"
    ADMITTED = "admitted"

    POLICY = "policy"
    POLICY_VERSION = "policy version"
    TAGS = "tags"

    REACCEPTANCE = "rejected, accepted again"
    PRINCIPAL_REMOVED = "without its principal"
    DELETION_REFUSED = "deletion while in use"
    SWITCH = "blue and green"
    DRIFT = "drift put right"
    DELETED_ENDPOINT = "deleted endpoint"

    ANSWERS = "names answer"
    REACHED = "who reaches it"
    SILENT = "silent to others"
    ARRIVES = "connections arrive"
    PEER = "what targets see"
    IDLE = "idle connections"
    CALLS = "function calls"
    EXPECT = "expect"
    ALARM_DATA = "data"

    OTHER_ENDPOINTS = "other endpoints"
    SECOND_PLAN = "second plan"
    NOTHING_LEFT = "nothing left"
    UPGRADE = "upgrade"


TRAFFIC = frozenset(
    {
        Property.ANSWERS,
        Property.REACHED,
        Property.SILENT,
        Property.ARRIVES,
        Property.PEER,
        Property.IDLE,
        Property.CALLS,
        Property.EXPECT,
        Property.ALARM_DATA,
    }
)
"""The properties of connections that are really made: not provable where nobody wants them made, or none can be."""
