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


SECONDARY_WORDS = "Valid range for the number of secondary IP addresses is from '0-7'"
XFF_WORDS = "'routing.http.xff_header_processing.mode' must be set as 'preserve', 'append', or 'remove'"


@pytest.mark.parametrize(
    ("type_", "key", "value", "message"),
    [
        (
            "network",
            "load_balancing.cross_zone.enabled",
            "yes",
            "The value of 'load_balancing.cross_zone.enabled' must be 'true' or 'false', but was 'yes'",
        ),
        (
            "network",
            "dns_record.client_routing_policy",
            "somewhere",
            "'somewhere' is not a valid value for 'dns_record.client_routing_policy'",
        ),
        ("network", SECONDARY, "8", SECONDARY_WORDS),
        ("network", SECONDARY, "-1", SECONDARY_WORDS),
        ("network", SECONDARY, "many", SECONDARY_WORDS),
        ("network", "none", "1", "Load balancer attribute key 'none' is not recognized"),
        (
            "network",
            "idle_timeout.timeout_seconds",
            "60",
            "Load balancer attribute key 'idle_timeout.timeout_seconds' is not recognized",
        ),
        (
            "application",
            "load_balancing.cross_zone.enabled",
            "false",
            "The value for 'load_balancing.cross_zone.enabled' must always be 'true' for an Application Load Balancer",
        ),
        (
            "application",
            "client_keep_alive.seconds",
            "59",
            "The value of 'client_keep_alive.seconds' must be an integer between 60 and 604800",
        ),
        (
            "application",
            "idle_timeout.timeout_seconds",
            "4001",
            "The value of 'idle_timeout.timeout_seconds' cannot be greater than 4000 characters",
        ),
        (
            "application",
            "idle_timeout.timeout_seconds",
            "0",
            "The value of 'idle_timeout.timeout_seconds' cannot be less than 1 characters",
        ),
        (
            "application",
            "routing.http.desync_mitigation_mode",
            "strict",
            "'strict' must be one of [defensive, monitor, strictest]",
        ),
        ("application", "routing.http.xff_header_processing.mode", "drop", XFF_WORDS),
    ],
)
def test_load_balancer_rejects_in_aws_words(type_: LoadBalancerType, key: str, value: str, message: str) -> None:
    initial = defaults(LOAD_BALANCER[type_])
    assert refusal(changed_attributes, type_, initial, {key: value}) == ("ValidationError", message)


@pytest.mark.parametrize("log", ["access", "connection"])
def test_logs_need_a_bucket(log: str) -> None:
    initial = defaults(LOAD_BALANCER["application"])
    assert refusal(changed_attributes, "application", initial, {f"{log}_logs.s3.enabled": "true"}) == (
        "InvalidConfigurationRequest",
        f"The key '{log}_logs.s3.bucket' must set in order to enable {log} logs",
    )


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


@pytest.mark.parametrize(
    ("protocol", "value", "expected"),
    [
        (
            "TCP",
            "30",
            ("ValidationError", "'tcp.idle_timeout.seconds' value '30' must be between '60-6000' inclusive"),
        ),
        ("UDP", "60", ("InvalidConfigurationRequest", "The provided listener attribute is not supported")),
        (
            "TLS",
            "60",
            (
                "InvalidConfigurationRequest",
                "Listener attributes are not supported for listeners with the TLS protocol",
            ),
        ),
    ],
)
def test_listener_rejects_idle_timeouts(protocol: str, value: str, expected: tuple[str, str]) -> None:
    assert refusal(listener_attributes.changed_attributes, protocol, {}, {IDLE_TIMEOUT: value}) == expected


def test_listener_of_a_gateway_load_balancer_resets_idle_flows() -> None:
    initial = defaults(listener_attributes.attributes_of("GENEVE"))
    assert initial == {IDLE_TIMEOUT: "350", "send_tcp_reset.on_idle_timeout.enabled": "false"}


def test_listener_accepts_an_idle_timeout() -> None:
    initial = defaults(listener_attributes.attributes_of("TCP_UDP"))
    changed = listener_attributes.changed_attributes("TCP_UDP", initial, {IDLE_TIMEOUT: "6000"})
    assert (initial, changed) == ({IDLE_TIMEOUT: "350"}, {IDLE_TIMEOUT: "6000"})


def test_listener_rejects_unknown_keys() -> None:
    assert refusal(listener_attributes.changed_attributes, "TCP", {}, {"x": "1"}) == (
        "ValidationError",
        "Listener attribute key 'x' is not recognized",
    )
