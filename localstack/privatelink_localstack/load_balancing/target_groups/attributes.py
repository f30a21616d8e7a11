"""Attributes of target groups, by target type and protocol.

The messages about stickiness types and unsupported attributes are AWS's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from privatelink_localstack.load_balancing.attributes import Attribute, check_values, flag, number, one_of, text
from privatelink_localstack.load_balancing.errors import invalid_configuration, validation_error

DATAGRAMS = frozenset({"UDP", "TCP_UDP", "QUIC", "TCP_QUIC"})
"""Protocols with datagrams. Their targets always see the client's address."""

NETWORK = frozenset({"TCP", "TLS"}) | DATAGRAMS
"""Protocols of network load balancers."""

DEREGISTRATION_DELAY = "deregistration_delay.timeout_seconds"
CONNECTION_TERMINATION = "target_health_state.unhealthy.connection_termination.enabled"
DRAINING_INTERVAL = "target_health_state.unhealthy.draining_interval_seconds"
DAY = 86400
"""In seconds."""

WEEK = 7 * DAY
MAX_TARGETS = 1000

DEREGISTRATION = {DEREGISTRATION_DELAY: number(300, 0, 3600)}

ZONES = {
    "load_balancing.cross_zone.enabled": one_of("use_load_balancer_configuration", "true", "false"),
    "target_group_health.dns_failover.minimum_healthy_targets.count": number(1, 1, MAX_TARGETS, or_else="off"),
    "target_group_health.dns_failover.minimum_healthy_targets.percentage": replace(
        number(1, 1, 100, or_else="off"), default="off"
    ),
    "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count": number(1, 1, MAX_TARGETS),
    "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage": replace(
        number(1, 1, 100, or_else="off"), default="off"
    ),
}

COOKIES = {
    "stickiness.enabled": flag(),
    "stickiness.type": one_of("lb_cookie", "app_cookie"),
    "stickiness.lb_cookie.duration_seconds": number(DAY, 1, WEEK),
    "stickiness.app_cookie.cookie_name": text(),
    "stickiness.app_cookie.duration_seconds": number(DAY, 1, WEEK),
}

HTTP = {
    **DEREGISTRATION,
    **COOKIES,
    "load_balancing.algorithm.type": one_of("round_robin", "least_outstanding_requests", "weighted_random"),
    "load_balancing.algorithm.anomaly_mitigation": one_of("off", "on"),
    # 0 is off. AWS accepts 30 to 900 beside it.
    "slow_start.duration_seconds": number(0, 0, 900),
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
    "target_failover.on_deregistration": one_of("no_rebalance", "rebalance"),
    "target_failover.on_unhealthy": one_of("no_rebalance", "rebalance"),
    "send_tcp_reset.on_unhealthy.enabled": flag(),
    "send_tcp_reset.on_deregistration.enabled": flag(),
}

LAMBDA = {"lambda.multi_value_headers.enabled": flag(), **COOKIES, **ZONES}

NETWORK_STICKINESS = {"stickiness.enabled": flag(), "stickiness.type": one_of("source_ip")}


def attributes_of(target_type: str, protocol: str) -> Mapping[str, Attribute]:
    """Return the attributes that a target group can have.

    Parameters:
        protocol: Empty for Lambda functions.
    """
    if target_type == "lambda":
        return LAMBDA
    if protocol in {"HTTP", "HTTPS"}:
        return HTTP
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
        DRAINING_INTERVAL: number(0, 0, 360000),
        **ZONES,
    }


RECOGNIZED = frozenset({*HTTP, *GATEWAY, *LAMBDA, *attributes_of("instance", "TCP")})


def changed_attributes(
    target_type: str, protocol: str, current: Mapping[str, str], changes: Mapping[str, str]
) -> dict[str, str]:
    """Return a target group's attributes with changes. Reject keys and values that AWS does not accept.

    Parameters:
        protocol: Empty for Lambda functions.
    """
    attributes = attributes_of(target_type, protocol)
    for key in changes:
        if key not in RECOGNIZED:
            raise validation_error(f"Target group attribute key '{key}' is not recognized")
        if key not in attributes:
            raise invalid_configuration("The provided target group attribute is not supported")
    _check_stickiness(protocol, changes)
    check_values(attributes, changes)
    changed = {**current, **changes}
    if protocol in DATAGRAMS:
        _check_datagrams(protocol, changes)
    if DRAINING_INTERVAL in changes and changes[DRAINING_INTERVAL] != "0" and changed[CONNECTION_TERMINATION] == "true":
        raise invalid_configuration(
            f"'{DRAINING_INTERVAL}' can only be configured when '{CONNECTION_TERMINATION}' is false"
        )
    if changed.get("target_failover.on_unhealthy") != changed.get("target_failover.on_deregistration"):
        raise invalid_configuration(
            "'target_failover.on_deregistration' and 'target_failover.on_unhealthy' must be the same"
        )
    return changed


def _check_stickiness(protocol: str, changes: Mapping[str, str]) -> None:
    if protocol == "TLS" and changes.get("stickiness.enabled") == "true":
        raise invalid_configuration("You cannot enable stickiness on target groups with the TLS protocol")
    stickiness = changes.get("stickiness.type")
    is_cookie = stickiness in {"lb_cookie", "app_cookie"}
    if (is_cookie and protocol in NETWORK) or (stickiness == "source_ip" and protocol in {"HTTP", "HTTPS"}):
        raise invalid_configuration(
            f"Stickiness type '{stickiness}' is not supported for target groups with the {protocol} protocol"
        )


def _check_datagrams(protocol: str, changes: Mapping[str, str]) -> None:
    if changes.get("preserve_client_ip.enabled") == "false":
        raise invalid_configuration(
            f"Client IP preservation cannot be disabled for target groups with the {protocol} protocol"
        )
    if changes.get(CONNECTION_TERMINATION) == "true":
        raise invalid_configuration(
            f"'{CONNECTION_TERMINATION}' cannot be enabled for target groups with the {protocol} protocol"
        )
