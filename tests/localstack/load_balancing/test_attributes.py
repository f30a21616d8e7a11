"""Attributes of load balancers and listeners."""

from __future__ import annotations

import pytest

from privatelink_localstack.load_balancing.attributes import defaults
from privatelink_localstack.load_balancing.listeners import attributes as listener_attributes
from privatelink_localstack.load_balancing.listeners.attributes import IDLE_TIMEOUT
from privatelink_localstack.load_balancing.load_balancers.attributes import LOAD_BALANCER, changed_attributes
from privatelink_localstack.load_balancing.names import LoadBalancerType
from tests.support.refusal import refusal

NETWORK = defaults(LOAD_BALANCER["network"])
SECONDARY = "secondary_ips.auto_assigned.per_subnet"


@pytest.mark.parametrize("type_", ["application", "network", "gateway"])
def test_defaults_are_accepted(type_: LoadBalancerType) -> None:
    initial = defaults(LOAD_BALANCER[type_])
    assert changed_attributes(type_, initial, initial) == initial


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("load_balancing.cross_zone.enabled", "yes"),
        ("dns_record.client_routing_policy", "somewhere"),
        (SECONDARY, "8"),
        (SECONDARY, "-1"),
        (SECONDARY, "many"),
    ],
)
def test_load_balancer_rejects_values(key: str, value: str) -> None:
    refused = refusal(changed_attributes, "network", NETWORK, {key: value})
    assert (refused.code, f"'{key}' value '{value}' must be" in refused.message) == ("ValidationError", True)


def test_secondary_addresses_never_decrease() -> None:
    increased = changed_attributes("network", NETWORK, {SECONDARY: "2"})
    assert increased[SECONDARY] == "2"
    assert refusal(changed_attributes, "network", increased, {SECONDARY: "1"}) == (
        "InvalidConfigurationRequest",
        f"'{SECONDARY}' cannot be decreased from 2 to 1",
    )


def test_application_load_balancers_are_always_cross_zone() -> None:
    initial, key = defaults(LOAD_BALANCER["application"]), "load_balancing.cross_zone.enabled"
    assert initial[key] == "true"
    assert refusal(changed_attributes, "application", initial, {key: "false"}).code == "ValidationError"


@pytest.mark.parametrize(
    ("protocol", "value", "code"),
    [
        ("TCP", "6001", "ValidationError"),
        ("UDP", "60", "InvalidConfigurationRequest"),
        ("TLS", "60", "InvalidConfigurationRequest"),
    ],
)
def test_listener_rejects_idle_timeouts(protocol: str, value: str, code: str) -> None:
    assert refusal(listener_attributes.changed_attributes, protocol, {}, {IDLE_TIMEOUT: value}).code == code


def test_listener_accepts_an_idle_timeout() -> None:
    initial = defaults(listener_attributes.attributes_of("TCP_UDP"))
    changed = listener_attributes.changed_attributes("TCP_UDP", initial, {IDLE_TIMEOUT: "6000"})
    assert (initial, changed) == ({IDLE_TIMEOUT: "350"}, {IDLE_TIMEOUT: "6000"})


def test_listener_rejects_unknown_keys() -> None:
    assert refusal(listener_attributes.changed_attributes, "TCP", {}, {"x": "1"}) == (
        "ValidationError",
        "Listener attribute key 'x' is not recognized",
    )
