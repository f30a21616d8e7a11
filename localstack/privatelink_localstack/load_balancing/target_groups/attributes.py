"""The attributes of target groups, which depend on the type of the targets and on the protocol."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from privatelink_localstack.load_balancing.attributes import Attribute, check_values, flag, number, one_of, text
from privatelink_localstack.load_balancing.errors import conflict, invalid

DATAGRAMS = frozenset({"UDP", "TCP_UDP", "QUIC", "TCP_QUIC"})
"""Protocols that carry datagrams: the client's address can't be hidden from their targets."""

NETWORK = frozenset({"TCP", "TLS"}) | DATAGRAMS
"""Protocols of network load balancers' target groups."""

DELAY = "deregistration_delay.timeout_seconds"
TERMINATION = "target_health_state.unhealthy.connection_termination.enabled"
DRAINING = "target_health_state.unhealthy.draining_interval_seconds"
DAY = 86400
WEEK = 604800
MOST_TARGETS = 1000

DEREGISTRATION = {DELAY: number(300, 0, 3600)}

ZONES = {
    "load_balancing.cross_zone.enabled": one_of("use_load_balancer_configuration", "true", "false"),
    "target_group_health.dns_failover.minimum_healthy_targets.count": number(1, 1, MOST_TARGETS, or_else="off"),
    "target_group_health.dns_failover.minimum_healthy_targets.percentage": replace(
        number(1, 1, 100, or_else="off"), default="off"
    ),
    "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count": number(1, 1, MOST_TARGETS),
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
    # 0 is off, AWS takes 30 to 900 else.
    "slow_start.duration_seconds": number(0, 0, 900),
    **ZONES,
}

GATEWAY = {
    **DEREGISTRATION,
    "stickiness.enabled": flag(),
    "stickiness.type": one_of("source_ip_dest_ip_proto", "source_ip_dest_ip"),
    "target_failover.on_deregistration": one_of("no_rebalance", "rebalance"),
    "target_failover.on_unhealthy": one_of("no_rebalance", "rebalance"),
}

LAMBDA = {"lambda.multi_value_headers.enabled": flag(), **COOKIES, **ZONES}

NETWORK_STICKINESS = {"stickiness.enabled": flag(), "stickiness.type": one_of("source_ip")}


def attributes_of(target_type: str, protocol: str) -> dict[str, Attribute]:
    """The attributes of target groups of a kind.

    Parameters:
        target_type: instance, ip, lambda or alb.
        protocol: of the group; empty for lambda.
    """
    if target_type == "lambda":
        return LAMBDA
    if protocol in {"HTTP", "HTTPS"}:
        return HTTP
    if protocol == "GENEVE":
        return GATEWAY
    if target_type == "alb":
        return {**DEREGISTRATION, **NETWORK_STICKINESS, "preserve_client_ip.enabled": flag(default=True), **ZONES}
    datagrams = protocol in DATAGRAMS
    return {
        **DEREGISTRATION,
        "deregistration_delay.connection_termination.enabled": flag(default=datagrams),
        **NETWORK_STICKINESS,
        "preserve_client_ip.enabled": flag(default=target_type == "instance" or datagrams),
        "proxy_protocol_v2.enabled": flag(),
        TERMINATION: flag(default=not datagrams),
        DRAINING: number(0, 0, 360000),
        **ZONES,
    }


RECOGNIZED = frozenset(
    {*HTTP, *GATEWAY, *LAMBDA, *attributes_of("instance", "TCP")},
)


def set_on_target_group(
    target_type: str, protocol: str, current: Mapping[str, str], changes: Mapping[str, str]
) -> dict[str, str]:
    """Give a target group's attributes after some have changed.

    Parameters:
        target_type: instance, ip, lambda or alb.
        protocol: of the group; empty for lambda.
        current: attributes, whole.
        changes: some of them.

    Raises:
        AwsError: a key or a value is not taken.
    """
    attributes = attributes_of(target_type, protocol)
    for key in changes:
        if key not in RECOGNIZED:
            raise invalid(f"Target group attribute key '{key}' is not recognized")
        if key not in attributes:
            raise conflict("The provided target group attribute is not supported")
    _check_stickiness(protocol, changes)
    check_values(attributes, changes)
    changed = {**current, **changes}
    if protocol in DATAGRAMS:
        _check_datagrams(protocol, changes)
    if DRAINING in changes and changes[DRAINING] != "0" and changed[TERMINATION] == "true":
        raise conflict(f"'{DRAINING}' can only be configured when '{TERMINATION}' is false")
    if changed.get("target_failover.on_unhealthy") != changed.get("target_failover.on_deregistration"):
        raise conflict("'target_failover.on_deregistration' and 'target_failover.on_unhealthy' must be the same")
    return changed


def _check_stickiness(protocol: str, changes: Mapping[str, str]) -> None:
    if protocol == "TLS" and changes.get("stickiness.enabled") == "true":
        raise conflict("You cannot enable stickiness on target groups with the TLS protocol")
    kind = changes.get("stickiness.type")
    cookies = {"lb_cookie", "app_cookie"}
    if (kind in cookies and protocol in NETWORK) or (kind == "source_ip" and protocol in {"HTTP", "HTTPS"}):
        raise conflict(f"Stickiness type '{kind}' is not supported for target groups with the {protocol} protocol")


def _check_datagrams(protocol: str, changes: Mapping[str, str]) -> None:
    if changes.get("preserve_client_ip.enabled") == "false":
        raise conflict(f"Client IP preservation cannot be disabled for target groups with the {protocol} protocol")
    if changes.get(TERMINATION) == "true":
        raise conflict(f"'{TERMINATION}' cannot be enabled for target groups with the {protocol} protocol")
