"""Attributes of load balancers and listeners."""

from __future__ import annotations

import pytest

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.load_balancing import attributes
from privatelink_localstack.load_balancing.names import LoadBalancerType

NETWORK = attributes.defaults(attributes.LOAD_BALANCER["network"])
SECONDARY = "secondary_ips.auto_assigned.per_subnet"


@pytest.mark.parametrize("kind", ["application", "network", "gateway"])
def test_what_stands_there_from_the_start_is_taken(kind: LoadBalancerType) -> None:
    start = attributes.defaults(attributes.LOAD_BALANCER[kind])
    assert attributes.set_on_load_balancer(kind, start, start) == start


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
def test_values_that_are_not_taken(key: str, value: str) -> None:
    with pytest.raises(AwsError) as caught:
        attributes.set_on_load_balancer("network", NETWORK, {key: value})
    assert (caught.value.code, f"'{key}' value '{value}' must be" in caught.value.message) == ("ValidationError", True)


def test_secondary_addresses_are_never_fewer() -> None:
    more = attributes.set_on_load_balancer("network", NETWORK, {SECONDARY: "2"})
    assert more[SECONDARY] == "2"
    with pytest.raises(AwsError) as caught:
        attributes.set_on_load_balancer("network", more, {SECONDARY: "1"})
    assert caught.value.message == f"'{SECONDARY}' cannot be decreased from 2 to 1"


def test_application_load_balancers_are_always_cross_zone() -> None:
    start = attributes.defaults(attributes.LOAD_BALANCER["application"])
    assert start["load_balancing.cross_zone.enabled"] == "true"
    with pytest.raises(AwsError):
        attributes.set_on_load_balancer("application", start, {"load_balancing.cross_zone.enabled": "false"})


@pytest.mark.parametrize(
    ("protocol", "value", "code"),
    [
        ("TCP", "6001", "ValidationError"),
        ("UDP", "60", "InvalidConfigurationRequest"),
        ("TLS", "60", "InvalidConfigurationRequest"),
    ],
)
def test_idle_timeouts_that_are_not_taken(protocol: str, value: str, code: str) -> None:
    with pytest.raises(AwsError) as caught:
        attributes.set_on_listener(protocol, {}, {attributes.IDLE_TIMEOUT: value})
    assert caught.value.code == code


def test_an_idle_timeout_that_is_taken() -> None:
    start = attributes.defaults(attributes.of_listener("TCP_UDP"))
    changed = attributes.set_on_listener("TCP_UDP", start, {attributes.IDLE_TIMEOUT: "6000"})
    assert (start, changed) == ({attributes.IDLE_TIMEOUT: "350"}, {attributes.IDLE_TIMEOUT: "6000"})


def test_an_unknown_key_of_a_listener_is_not_recognized() -> None:
    with pytest.raises(AwsError, match=r": Listener attribute key 'x' is not recognized$"):
        attributes.set_on_listener("TCP", {}, {"x": "1"})
