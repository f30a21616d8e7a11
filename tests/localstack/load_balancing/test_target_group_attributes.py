"""Attributes of target groups, by target type and protocol."""

from __future__ import annotations

import pytest

from privatelink_localstack.load_balancing.attributes import defaults
from privatelink_localstack.load_balancing.target_groups.attributes import (
    CONNECTION_TERMINATION,
    DRAINING_INTERVAL,
    attributes_of,
    changed_attributes,
)
from tests.support.refusal import Refusal, refusal

TYPES_AND_PROTOCOLS = [
    ("ip", "TCP"),
    ("instance", "TCP"),
    ("ip", "TLS"),
    ("ip", "UDP"),
    ("instance", "TCP_UDP"),
    ("ip", "HTTP"),
    ("ip", "GENEVE"),
    ("alb", "TCP"),
    ("lambda", ""),
]


@pytest.mark.parametrize(("target_type", "protocol"), TYPES_AND_PROTOCOLS)
def test_defaults_are_accepted(target_type: str, protocol: str) -> None:
    initial = defaults(attributes_of(target_type, protocol))
    assert changed_attributes(target_type, protocol, initial, initial) == initial


@pytest.mark.parametrize(
    ("target_type", "protocol", "kept"),
    [("ip", "TCP", "false"), ("ip", "TLS", "false"), ("ip", "UDP", "true"), ("instance", "TCP", "true")],
)
def test_client_ip_preservation_defaults_by_type_and_protocol(target_type: str, protocol: str, kept: str) -> None:
    assert defaults(attributes_of(target_type, protocol))["preserve_client_ip.enabled"] == kept


def refused(target_type: str, protocol: str, **changes: str) -> Refusal:
    """Return the refusal of changes, with `__` for the dots in their keys."""
    initial = defaults(attributes_of(target_type, protocol))
    dotted = {key.replace("__", "."): value for key, value in changes.items()}
    return refusal(changed_attributes, target_type, protocol, initial, dotted)


def test_attribute_of_another_protocol_and_unknown_attribute_are_rejected() -> None:
    assert refused("ip", "TCP", stickiness__lb_cookie__duration_seconds="1") == (
        "InvalidConfigurationRequest",
        "A target group with TCP protocol does not support the attribute stickiness.lb_cookie.duration_seconds",
    )
    assert refused("ip", "TCP", none="1") == ("ValidationError", "Target group attribute key 'none' is not recognized")


def test_stickiness_type_must_fit_the_protocol() -> None:
    conflict = "InvalidConfigurationRequest"
    message = "Stickiness type '{}' is not supported for target groups with the {} protocol"
    assert refused("ip", "TCP", stickiness__type="lb_cookie") == (conflict, message.format("lb_cookie", "TCP"))
    assert refused("ip", "HTTP", stickiness__type="source_ip") == (conflict, message.format("source_ip", "HTTP"))
    assert refused("ip", "TLS", stickiness__enabled="true") == (
        conflict,
        "You cannot enable stickiness on target groups with the TLS protocol",
    )


WEIGHTED = {"load_balancing.algorithm.type": "weighted_random"}
ZONES = "target_group_health"
PERCENTAGE = f"{ZONES}.dns_failover.minimum_healthy_targets.percentage"


@pytest.mark.parametrize(
    ("target_type", "protocol", "changes", "message"),
    [
        (
            "ip",
            "TCP",
            {"stickiness.enabled": "1"},
            "The value of 'stickiness.enabled' must be 'true' or 'false', but was '1'",
        ),
        (
            "ip",
            "TCP",
            {"deregistration_delay.timeout_seconds": "3601"},
            "'deregistration_delay.timeout_seconds' value '3601' must be between '0-3600' inclusive",
        ),
        (
            "ip",
            "TCP",
            {DRAINING_INTERVAL: "400000"},
            f"'{DRAINING_INTERVAL}' value '400000' must be between '0-360000' inclusive",
        ),
        (
            "ip",
            "TCP",
            {"stickiness.type": "none"},
            "'Stickiness type' must be one of [app_cookie, lb_cookie, source_ip]",
        ),
        (
            "ip",
            "TCP",
            {"load_balancing.cross_zone.enabled": "on"},
            "'load_balancing.cross_zone.enabled' must be one of use_load_balancer_configuration,true,false",
        ),
        (
            "ip",
            "TCP",
            {f"{ZONES}.dns_failover.minimum_healthy_targets.count": "0"},
            f"The value of '{ZONES}.dns_failover.minimum_healthy_targets.count' must be 'off' or a positive integer",
        ),
        (
            "ip",
            "TCP",
            {PERCENTAGE: "101"},
            f"'{PERCENTAGE}' must be 'off' or an integer from 1 to 100 inclusive",
        ),
        (
            "ip",
            "TCP",
            {"send_tcp_reset.on_unhealthy.enabled": "true"},
            "Target group attribute key 'send_tcp_reset.on_unhealthy.enabled' is not recognized",
        ),
        (
            "ip",
            "GENEVE",
            {"stickiness.app_cookie.cookie_name": "a"},
            "Target group attribute key 'stickiness.app_cookie.cookie_name' is not recognized",
        ),
        (
            "ip",
            "GENEVE",
            {"stickiness.type": "source_ip"},
            "'source_ip' must be one of [source_ip_dest_ip_proto, source_ip_dest_ip]",
        ),
        (
            "ip",
            "GENEVE",
            {"target_failover.on_unhealthy": "balance"},
            "'balance' must be one of [rebalance, no_rebalance]",
        ),
        (
            "ip",
            "HTTP",
            {"load_balancing.algorithm.type": "random"},
            "'Load balancer algorithm' must be one of [round_robin, weighted_random, least_outstanding_requests]",
        ),
        (
            "ip",
            "HTTP",
            {"load_balancing.algorithm.anomaly_mitigation": "yes"},
            "'load_balancing.algorithm.anomaly_mitigation' must be one of [off, on]",
        ),
        (
            "ip",
            "HTTP",
            {"slow_start.duration_seconds": "29"},
            "'slow_start.duration_seconds' value '29' must be between '30-900' inclusive",
        ),
        (
            "ip",
            "HTTP",
            {"stickiness.lb_cookie.duration_seconds": "0"},
            "'stickiness.lb_cookie.duration_seconds' value '0' must be between '1-604800' inclusive",
        ),
    ],
)
def test_values_are_rejected_in_aws_words(
    target_type: str, protocol: str, changes: dict[str, str], message: str
) -> None:
    assert refused(target_type, protocol, **changes) == ("ValidationError", message)


@pytest.mark.parametrize(
    ("target_type", "protocol", "changes", "message"),
    [
        (
            "ip",
            "TCP",
            {"slow_start.duration_seconds": "30"},
            "A target group with TCP protocol does not support the attribute slow_start.duration_seconds",
        ),
        (
            "lambda",
            "",
            {"deregistration_delay.timeout_seconds": "1"},
            (
                "A target group with target type 'lambda' does not support the attribute "
                "deregistration_delay.timeout_seconds"
            ),
        ),
        (
            "ip",
            "TCP",
            {"stickiness.type": "app_cookie", "stickiness.app_cookie.cookie_name": "a"},
            "Stickiness type 'app_cookie' is not supported for target groups with the TCP protocol",
        ),
        (
            "ip",
            "HTTP",
            {"stickiness.enabled": "true", "stickiness.type": "app_cookie"},
            "You must set an application cookie name to enable stickiness of type 'app_cookie'",
        ),
        (
            "ip",
            "UDP",
            {"preserve_client_ip.enabled": "false"},
            "preserve_client_ip.enabled cannot be false if the target group protocol is UDP or TCP_UDP.",
        ),
        (
            "ip",
            "TCP",
            {DRAINING_INTERVAL: "10"},
            f"You cannot have both '{CONNECTION_TERMINATION}' and '{DRAINING_INTERVAL}' enabled on a target group",
        ),
        (
            "ip",
            "GENEVE",
            {"target_failover.on_unhealthy": "rebalance"},
            (
                "Target group attribute keys 'target_failover.on_unhealthy' and 'target_failover.on_deregistration' "
                "must both be set to the same value for this target group"
            ),
        ),
        (
            "ip",
            "TCP",
            {f"{ZONES}.unhealthy_state_routing.minimum_healthy_targets.count": "2"},
            "DNS failover threshold must be greater than or equal to unhealthy state routing threshold",
        ),
        (
            "ip",
            "HTTP",
            {**WEIGHTED, "stickiness.enabled": "true"},
            "You cannot have both stickiness and weighted random algorithm enabled on the same target group.",
        ),
        (
            "ip",
            "HTTP",
            {**WEIGHTED, "slow_start.duration_seconds": "30"},
            "You cannot enable both slow start and weighted random algorithm on a target group",
        ),
        (
            "ip",
            "HTTP",
            {"load_balancing.algorithm.anomaly_mitigation": "on"},
            "You cannot enable both anomaly mitigation and round robin algorithm on a target group",
        ),
    ],
)
def test_conflicts_are_rejected_in_aws_words(
    target_type: str, protocol: str, changes: dict[str, str], message: str
) -> None:
    assert refused(target_type, protocol, **changes) == ("InvalidConfigurationRequest", message)


@pytest.mark.parametrize(
    ("version", "keys"),
    [
        ("HTTP1", set()),
        ("GRPC", {"routing.http2.rst_stream_error_forwarding.enabled"}),
        (
            "HTTP2",
            {"routing.http2.rst_stream_error_forwarding.enabled", "waf.http2.traffic_inspection_behavior"},
        ),
    ],
)
def test_attributes_depend_on_the_protocol_version(version: str, keys: set[str]) -> None:
    assert set(attributes_of("ip", "HTTP", version)) - set(attributes_of("ip", "HTTP")) == keys


def test_draining_interval_needs_connection_termination_off() -> None:
    initial = defaults(attributes_of("ip", "TCP"))
    assert refused("ip", "TCP", **{DRAINING_INTERVAL: "10"})[0] == "InvalidConfigurationRequest"
    changed = changed_attributes("ip", "TCP", initial, {CONNECTION_TERMINATION: "false", DRAINING_INTERVAL: "10"})
    assert changed == {**initial, CONNECTION_TERMINATION: "false", DRAINING_INTERVAL: "10"}


def test_datagram_protocols_keep_client_ip_and_connections() -> None:
    assert refused("ip", "UDP", preserve_client_ip__enabled="false")[0] == "InvalidConfigurationRequest"
    assert refused("ip", "UDP", **{CONNECTION_TERMINATION: "true"})[0] == "InvalidConfigurationRequest"


def test_target_failover_is_the_same_for_both_events() -> None:
    initial = defaults(attributes_of("ip", "GENEVE"))
    both = {"target_failover.on_deregistration": "rebalance", "target_failover.on_unhealthy": "rebalance"}
    assert changed_attributes("ip", "GENEVE", initial, both) == {**initial, **both}
    assert refused("ip", "GENEVE", target_failover__on_unhealthy="rebalance")[0] == "InvalidConfigurationRequest"
