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
        "The provided target group attribute is not supported",
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
