"""ModifyLoadBalancerAttributes, DescribeLoadBalancerAttributes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Refusal = Callable[..., tuple[str, str]]

DEFAULTS = {
    "access_logs.s3.bucket": "",
    "access_logs.s3.enabled": "false",
    "access_logs.s3.prefix": "",
    "deletion_protection.enabled": "false",
    "dns_record.client_routing_policy": "any_availability_zone",
    "ipv6.deny_all_igw_traffic": "true",
    "load_balancing.cross_zone.enabled": "false",
    "secondary_ips.auto_assigned.per_subnet": "0",
    "zonal_shift.config.enabled": "false",
}


def attributes(place: Any, arn: str) -> dict[str, str]:
    found = place.elbv2.describe_load_balancer_attributes(LoadBalancerArn=arn)["Attributes"]
    return {each["Key"]: each["Value"] for each in found}


def modify(place: Any, arn: str, **changes: str) -> Any:
    given = [{"Key": key.replace("__", "."), "Value": value} for key, value in changes.items()]
    return place.elbv2.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=given)


def test_what_a_network_load_balancer_starts_with(place: Any) -> None:
    """AWS: cross-zone load balancing is off for network load balancers."""
    assert attributes(place, place.load_balancer()["LoadBalancerArn"]) == DEFAULTS


def test_an_internet_gateway_reaches_internet_facing_ones_only(place: Any) -> None:
    """AWS: ipv6.deny_all_igw_traffic is false for internet-facing load balancers, and true for internal ones."""
    made = place.load_balancer(Scheme="internet-facing")["LoadBalancerArn"]
    assert attributes(place, made)["ipv6.deny_all_igw_traffic"] == "false"


def test_at_least_one_attribute_is_named(place: Any, refusal: Refusal) -> None:
    call, made = place.elbv2.modify_load_balancer_attributes, place.load_balancer()["LoadBalancerArn"]
    assert refusal(call, LoadBalancerArn=made, Attributes=[])[0] == "ValidationError"


def test_what_is_changed_is_kept(place: Any) -> None:
    arn = place.load_balancer()["LoadBalancerArn"]
    modify(
        place,
        arn,
        load_balancing__cross_zone__enabled="true",
        dns_record__client_routing_policy="availability_zone_affinity",
        access_logs__s3__enabled="true",
        access_logs__s3__bucket="logs",
        access_logs__s3__prefix="nlb",
    )
    assert attributes(place, arn) == {
        **DEFAULTS,
        "load_balancing.cross_zone.enabled": "true",
        "dns_record.client_routing_policy": "availability_zone_affinity",
        "access_logs.s3.enabled": "true",
        "access_logs.s3.bucket": "logs",
        "access_logs.s3.prefix": "nlb",
    }


@pytest.mark.parametrize(
    ("key", "value", "error"),
    [
        ("no.such", "x", ("ValidationError", "Load balancer attribute key 'no.such' is not recognized")),
        (
            "routing.http2.enabled",
            "true",
            (
                "InvalidConfigurationRequest",
                (
                    "Load balancer attribute key 'routing.http2.enabled' is not supported on load balancers with type "
                    "'network'"
                ),
            ),
        ),
    ],
)
def test_unsupported_ones_are_named_as_the_provider_expects(
    place: Any, refusal: Refusal, key: str, value: str, error: tuple[str, str]
) -> None:
    """The Terraform provider drops an attribute whose key "is not recognized" or "is not supported"."""
    arn = place.load_balancer()["LoadBalancerArn"]
    given = [{"Key": "load_balancing.cross_zone.enabled", "Value": "true"}, {"Key": key, "Value": value}]
    call = place.elbv2.modify_load_balancer_attributes
    assert refusal(call, LoadBalancerArn=arn, Attributes=given) == error
    assert attributes(place, arn) == DEFAULTS


def test_logs_need_a_bucket(place: Any, refusal: Refusal) -> None:
    arn = place.load_balancer()["LoadBalancerArn"]
    assert refusal(modify, place=place, arn=arn, access_logs__s3__enabled="true")[0] == "InvalidConfigurationRequest"


def test_a_load_balancer_that_is_not_there(place: Any, refusal: Refusal) -> None:
    arn = f"arn:aws:elasticloadbalancing:us-east-1:{place.account}:loadbalancer/net/x/0123456789abcdef"
    error = ("LoadBalancerNotFound", f"Load balancer '{arn}' not found")
    assert refusal(place.elbv2.describe_load_balancer_attributes, LoadBalancerArn=arn) == error
