"""Attributes of target groups, by target type and protocol."""

from __future__ import annotations

import pytest

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.load_balancing.attributes import defaults
from privatelink_localstack.load_balancing.target_groups.attributes import (
    DRAINING,
    TERMINATION,
    attributes_of,
    set_on_target_group,
)

KINDS = [
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


@pytest.mark.parametrize(("target_type", "protocol"), KINDS)
def test_what_stands_there_from_the_start_is_taken(target_type: str, protocol: str) -> None:
    start = defaults(attributes_of(target_type, protocol))
    assert set_on_target_group(target_type, protocol, start, start) == start


@pytest.mark.parametrize(
    ("target_type", "protocol", "kept"),
    [("ip", "TCP", "false"), ("ip", "TLS", "false"), ("ip", "UDP", "true"), ("instance", "TCP", "true")],
)
def test_whether_targets_see_the_clients_address(target_type: str, protocol: str, kept: str) -> None:
    assert defaults(attributes_of(target_type, protocol))["preserve_client_ip.enabled"] == kept


def refused(target_type: str, protocol: str, **changes: str) -> tuple[str, str]:
    given = {key.replace("__", "."): value for key, value in changes.items()}
    with pytest.raises(AwsError) as caught:
        set_on_target_group(target_type, protocol, defaults(attributes_of(target_type, protocol)), given)
    return caught.value.code, caught.value.message


def test_of_another_kind_and_of_no_kind() -> None:
    assert refused("ip", "TCP", stickiness__lb_cookie__duration_seconds="1") == (
        "InvalidConfigurationRequest",
        "The provided target group attribute is not supported",
    )
    assert refused("ip", "TCP", none="1") == ("ValidationError", "Target group attribute key 'none' is not recognized")


def test_stickiness() -> None:
    conflict = "InvalidConfigurationRequest"
    message = "Stickiness type '{}' is not supported for target groups with the {} protocol"
    assert refused("ip", "TCP", stickiness__type="lb_cookie") == (conflict, message.format("lb_cookie", "TCP"))
    assert refused("ip", "HTTP", stickiness__type="source_ip") == (conflict, message.format("source_ip", "HTTP"))
    assert refused("ip", "TLS", stickiness__enabled="true") == (
        conflict,
        "You cannot enable stickiness on target groups with the TLS protocol",
    )


def test_draining_needs_connections_that_are_not_ended() -> None:
    start = defaults(attributes_of("ip", "TCP"))
    assert refused("ip", "TCP", **{DRAINING: "10"})[0] == "InvalidConfigurationRequest"
    changed = set_on_target_group("ip", "TCP", start, {TERMINATION: "false", DRAINING: "10"})
    assert changed == {**start, TERMINATION: "false", DRAINING: "10"}


def test_datagrams() -> None:
    assert refused("ip", "UDP", preserve_client_ip__enabled="false")[0] == "InvalidConfigurationRequest"
    assert refused("ip", "UDP", **{TERMINATION: "true"})[0] == "InvalidConfigurationRequest"


def test_failover_is_set_for_both_or_neither() -> None:
    start = defaults(attributes_of("ip", "GENEVE"))
    both = {"target_failover.on_deregistration": "rebalance", "target_failover.on_unhealthy": "rebalance"}
    assert set_on_target_group("ip", "GENEVE", start, both) == {**start, **both}
    assert refused("ip", "GENEVE", target_failover__on_unhealthy="rebalance")[0] == "InvalidConfigurationRequest"
