"""Where a spec says what a check expects: file, line and column."""

from __future__ import annotations

from collections.abc import Mapping

from privatelink_generator.errors import Loc
from privatelink_generator.patterns.base import Spec
from privatelink_harness.checks.property import Property

_KEYS: Mapping[Property, tuple[str, ...]] = {
    Property.SERVICE: ("service", "service_name"),
    Property.ACCEPTANCE: ("acceptance_required", "auto_accept", "state"),
    Property.IP_ADDRESS_TYPE: ("ip_address_type",),
    Property.FIXED_ADDRESSES: ("addresses",),
    Property.SECURITY_GROUPS: ("security_group",),
    Property.INGRESS: ("security_group", "ingress"),
    Property.NETWORK_ACL: ("network_acl",),
    Property.PRIVATE_NAMES: ("private_dns",),
    Property.DNS_RECORDS: ("dns_options",),
    Property.INBOUND_ONLY: ("dns_options",),
    Property.SCHEME: ("internal",),
    Property.CROSS_ZONE: ("enable_cross_zone_load_balancing",),
    Property.ZONAL_SHIFT: ("enable_zonal_shift",),
    Property.CLIENT_ROUTING: ("dns_record_client_routing_policy",),
    Property.SECONDARY_ADDRESSES: ("secondary_ips_auto_assigned_per_subnet",),
    Property.PRIVATELINK_RULES: ("enforce_security_group_inbound_rules_on_private_link_traffic",),
    Property.PROTOCOL: ("port", "protocol"),
    Property.FORWARD: ("forward",),
    Property.TLS_POLICIES: ("ssl_policy", "alpn_policy"),
    Property.IDLE_TIMEOUT: ("tcp_idle_timeout_seconds",),
    Property.PROXY_PROTOCOL: ("proxy_protocol_v2",),
    Property.CLIENT_IP: ("preserve_client_ip",),
    Property.DEREGISTRATION: ("deregistration_delay", "connection_termination"),
    Property.PRINCIPALS: ("allowed_principals", "public"),
    Property.ADMISSION: ("allowed_principals", "public"),
    Property.VERIFICATION: ("private_dns_name",),
    Property.SUPPORTED_ADDRESSES: ("supported_ip_address_types",),
    Property.CONNECTION: ("state",),
    Property.ENDPOINT_STATE: ("state",),
    Property.THRESHOLD: ("above", "minutes"),
    Property.TYPE: ("type", "target_type"),
    Property.ASN: ("amazon_side_asn", "bgp_asn"),
    Property.ADDRESSES: ("customer_gateway",),
    Property.STATIC_ROUTES: ("cidrs",),
    Property.TUNNELS: ("tunnels",),
    Property.POLICY_VERSION: ("policy",),
    Property.REACCEPTANCE: ("acceptance_required",),
    Property.PRINCIPAL_REMOVED: ("allowed_principals",),
    Property.SWITCH: ("load_balancers",),
    Property.REACHED: ("security_group",),
    Property.SILENT: ("security_group",),
    Property.CALLS: ("policy",),
    Property.ANSWERS: ("private_dns",),
    Property.ARRIVES: ("load_balancers",),
    Property.PEER: ("target_groups",),
    Property.IDLE: ("load_balancers",),
    Property.EXPECT: (),
}
"""Keys that decide a property, beside the one with its own name; the first that the spec has is the place.

Without any, it is the subject's own.
"""


def where(spec: Spec, loc: Loc, about: Property, *, root: Loc = ()) -> str | None:
    """Return the place of the key that decides a property: the subject's, else the whole spec's, else the subject.

    Parameters:
        loc: of the subject, below `root`.
        root: of the part that the subject is in.

    Returns:
        `file:line:column`; None for a spec from no file, and where the spec does not have the subject.
    """
    keys = _KEYS.get(about, (about.value.replace(" ", "_"),))
    candidates = [(*root, *base, key) for base in dict.fromkeys((loc, ())) for key in keys]
    candidates += [(*root, *loc[:length]) for length in range(len(loc), 0, -1)]
    found = (spec.places.find(each) for each in candidates)
    return next((str(position) for position in found if position), None)
