"""Attributes of target groups, by target type and protocol.

The messages about stickiness types and unsupported attributes are AWS's.
"""

from __future__ import annotations

from collections.abc import Mapping

from privatelink_localstack.load_balancing.attributes import Attribute, check_values, flag, number, one_of, text
from privatelink_localstack.load_balancing.errors import invalid_configuration, validation_error

DATAGRAMS = frozenset({"UDP", "TCP_UDP", "QUIC", "TCP_QUIC"})
"""Protocols with datagrams. Their targets always see the client's address."""

NETWORK = frozenset({"TCP", "TLS"}) | DATAGRAMS
"""Protocols of network load balancers."""

DEREGISTRATION_DELAY = "deregistration_delay.timeout_seconds"
CONNECTION_TERMINATION = "target_health_state.unhealthy.connection_termination.enabled"
DRAINING_INTERVAL = "target_health_state.unhealthy.draining_interval_seconds"
ALGORITHM = "load_balancing.algorithm.type"
ANOMALY_MITIGATION = "load_balancing.algorithm.anomaly_mitigation"
SLOW_START = "slow_start.duration_seconds"
DAY = 86400
"""In seconds."""

WEEK = 7 * DAY
MAX_TARGETS = 1000

DEREGISTRATION = {DEREGISTRATION_DELAY: number("300", 0, 3600)}

DNS_FAILOVER = "target_group_health.dns_failover.minimum_healthy_targets"
ROUTING = "target_group_health.unhealthy_state_routing.minimum_healthy_targets"

COUNT_WORDS = "The value of '{key}' must be 'off' or a positive integer"


def _percentage() -> Attribute:
    """Return an attribute with a percentage, off by default."""

    def check(key: str, value: str) -> str | None:
        if value == "off" or (value.isdecimal() and 1 <= int(value) <= 100):
            return None
        if value.isdecimal() and int(value) > 100:
            return f"'{key}' must be 'off' or an integer from 1 to 100 inclusive"
        return COUNT_WORDS.format(key=key)

    return Attribute("off", check)


ZONES = {
    "load_balancing.cross_zone.enabled": one_of(
        "use_load_balancer_configuration",
        "true",
        "false",
        words="'{key}' must be one of use_load_balancer_configuration,true,false",
    ),
    f"{DNS_FAILOVER}.count": number("1", 1, MAX_TARGETS, or_else="off", words=COUNT_WORDS),
    f"{DNS_FAILOVER}.percentage": _percentage(),
    # The message is inferred from the others.
    f"{ROUTING}.count": number("1", 1, MAX_TARGETS, words="The value of '{key}' must be a positive integer"),
    f"{ROUTING}.percentage": _percentage(),
}

STICKINESS_TYPES = ("app_cookie", "lb_cookie", "source_ip")
"""Of application and network load balancers, in the order of AWS's message."""

STICKINESS_WORDS = "'Stickiness type' must be one of [{allowed}]"

COOKIES = {
    "stickiness.enabled": flag(),
    "stickiness.type": one_of(*STICKINESS_TYPES, default="lb_cookie", words=STICKINESS_WORDS),
    "stickiness.lb_cookie.duration_seconds": number(str(DAY), 1, WEEK),
    "stickiness.app_cookie.cookie_name": text(),
    "stickiness.app_cookie.duration_seconds": number(str(DAY), 1, WEEK),
}

HTTP = {
    **DEREGISTRATION,
    **COOKIES,
    ALGORITHM: one_of(
        "round_robin",
        "weighted_random",
        "least_outstanding_requests",
        words="'Load balancer algorithm' must be one of [{allowed}]",
    ),
    ANOMALY_MITIGATION: one_of("off", "on", words="'{key}' must be one of [{allowed}]"),
    SLOW_START: number("0", 30, 900, or_else="0"),
    **ZONES,
}

HTTP2 = {"routing.http2.rst_stream_error_forwarding.enabled": flag()}
"""Of the protocol versions HTTP2 and GRPC."""

INSPECTION = {
    "waf.http2.traffic_inspection_behavior": one_of("inspect_immediately", "inspect_after_sufficient_data"),
}
"""Of the protocol version HTTP2."""

VERSIONS = {"HTTP2": {**HTTP, **HTTP2, **INSPECTION}, "GRPC": {**HTTP, **HTTP2}}

GATEWAY = {
    **DEREGISTRATION,
    "stickiness.enabled": flag(),
    "stickiness.type": one_of("source_ip_dest_ip_proto", "source_ip_dest_ip"),
    "target_failover.on_deregistration": one_of("rebalance", "no_rebalance", default="no_rebalance"),
    "target_failover.on_unhealthy": one_of("rebalance", "no_rebalance", default="no_rebalance"),
    "send_tcp_reset.on_unhealthy.enabled": flag(),
    "send_tcp_reset.on_deregistration.enabled": flag(),
}

LAMBDA = {"lambda.multi_value_headers.enabled": flag(), **COOKIES, **ZONES}

NETWORK_STICKINESS = {
    "stickiness.enabled": flag(),
    "stickiness.type": one_of(*STICKINESS_TYPES, default="source_ip", words=STICKINESS_WORDS),
}


def attributes_of(target_type: str, protocol: str, version: str | None = None) -> Mapping[str, Attribute]:
    """Return the attributes that a target group can have.

    Parameters:
        protocol: Empty for Lambda functions.
        version: Of the protocol; None for other protocols than HTTP and HTTPS.
    """
    if target_type == "lambda":
        return LAMBDA
    if protocol in {"HTTP", "HTTPS"}:
        return VERSIONS.get(version or "", HTTP)
    if protocol == "GENEVE":
        return GATEWAY
    if target_type == "alb":
        return {**DEREGISTRATION, **NETWORK_STICKINESS, "preserve_client_ip.enabled": flag(default=True), **ZONES}
    is_datagram = protocol in DATAGRAMS
    return {
        **DEREGISTRATION,
        "deregistration_delay.connection_termination.enabled": flag(default=is_datagram),
        **NETWORK_STICKINESS,
        "preserve_client_ip.enabled": flag(default=target_type == "instance" or is_datagram),
        "proxy_protocol_v2.enabled": flag(),
        CONNECTION_TERMINATION: flag(default=not is_datagram),
        DRAINING_INTERVAL: number("0", 0, 360000),
        **ZONES,
    }


RECOGNIZED = frozenset({*VERSIONS["HTTP2"], *GATEWAY, *LAMBDA, *attributes_of("instance", "TCP")})

OF_GATEWAYS = frozenset(GATEWAY) - {*HTTP, *LAMBDA, *attributes_of("instance", "TCP")}
"""Keys of gateway load balancers' target groups alone, which AWS does not recognize elsewhere."""


def changed_attributes(
    target_type: str,
    protocol: str,
    current: Mapping[str, str],
    changes: Mapping[str, str],
    *,
    version: str | None = None,
) -> dict[str, str]:
    """Return a target group's attributes with changes. Reject keys and values that AWS does not accept.

    Source of the messages: deployments (`errors`), the acceptance tests of Terraform's AWS provider (stickiness and
    algorithms) and moto's tests against AWS. The ones about datagrams and termination are plain readings.

    Parameters:
        protocol: Empty for Lambda functions.
        version: Of the protocol; None for other protocols than HTTP and HTTPS.
    """
    attributes = attributes_of(target_type, protocol, version)
    for key in changes:
        if key not in RECOGNIZED or (key not in attributes and (protocol == "GENEVE" or key in OF_GATEWAYS)):
            raise validation_error(f"Target group attribute key '{key}' is not recognized")
    # A type that does not fit the protocol comes before its keys, such as the cookie's name.
    _check_stickiness(target_type, protocol, current, changes)
    of_group = f"target type '{target_type}'" if target_type == "lambda" else f"{protocol} protocol"
    for key in changes:
        if key not in attributes:
            raise invalid_configuration(f"A target group with {of_group} does not support the attribute {key}")
    check_values(attributes, changes)
    changed = {**current, **changes}
    if protocol in DATAGRAMS:
        _check_datagrams(protocol, changes)
    _check_pairs(changed)
    return changed


def _check_pairs(changed: Mapping[str, str]) -> None:
    """Reject values that exclude each other."""
    if changed.get(DRAINING_INTERVAL, "0") != "0" and changed[CONNECTION_TERMINATION] == "true":
        raise invalid_configuration(
            f"You cannot have both '{CONNECTION_TERMINATION}' and '{DRAINING_INTERVAL}' enabled on a target group"
        )
    if changed.get("target_failover.on_unhealthy") != changed.get("target_failover.on_deregistration"):
        raise invalid_configuration(
            "Target group attribute keys 'target_failover.on_unhealthy' and 'target_failover.on_deregistration' must "
            "both be set to the same value for this target group"
        )
    for unit in ("count", "percentage"):
        failover, routing = (changed.get(f"{threshold}.{unit}", "off") for threshold in (DNS_FAILOVER, ROUTING))
        if "off" not in {failover, routing} and int(failover) < int(routing):
            raise invalid_configuration(
                "DNS failover threshold must be greater than or equal to unhealthy state routing threshold"
            )
    algorithm = changed.get(ALGORITHM)
    if algorithm == "weighted_random":
        if changed["stickiness.enabled"] == "true":
            raise invalid_configuration(
                "You cannot have both stickiness and weighted random algorithm enabled on the same target group."
            )
        if changed[SLOW_START] != "0":
            raise invalid_configuration(
                "You cannot enable both slow start and weighted random algorithm on a target group"
            )
    elif algorithm is not None and changed[ANOMALY_MITIGATION] == "on":
        raise invalid_configuration(
            f"You cannot enable both anomaly mitigation and {algorithm.replace('_', ' ')} algorithm on a target group"
        )


def _check_stickiness(target_type: str, protocol: str, current: Mapping[str, str], changes: Mapping[str, str]) -> None:
    changed = {**current, **changes}
    is_enabled, stickiness = changed.get("stickiness.enabled") == "true", changed.get("stickiness.type")
    if protocol == "TLS" and is_enabled:
        raise invalid_configuration("You cannot enable stickiness on target groups with the TLS protocol")
    if is_enabled and stickiness == "app_cookie" and not changed.get("stickiness.app_cookie.cookie_name"):
        raise invalid_configuration("You must set an application cookie name to enable stickiness of type 'app_cookie'")
    is_cookie = stickiness in {"lb_cookie", "app_cookie"}
    is_of_cookies = protocol in {"HTTP", "HTTPS"} or target_type == "lambda"
    if (is_cookie and protocol in NETWORK) or (stickiness == "source_ip" and is_of_cookies):
        of_groups = f"target type '{target_type}'" if target_type == "lambda" else f"the {protocol} protocol"
        raise invalid_configuration(
            f"Stickiness type '{stickiness}' is not supported for target groups with {of_groups}"
        )


def _check_datagrams(protocol: str, changes: Mapping[str, str]) -> None:
    if changes.get("preserve_client_ip.enabled") == "false":
        raise invalid_configuration(
            "preserve_client_ip.enabled cannot be false if the target group protocol is UDP or TCP_UDP."
        )
    if changes.get(CONNECTION_TERMINATION) == "true":
        raise invalid_configuration(
            f"'{CONNECTION_TERMINATION}' cannot be enabled for target groups with the {protocol} protocol"
        )
