"""ModifyLoadBalancerAttributes, DescribeLoadBalancerAttributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.load_balancing import ElbAccount
from tests.support.refusal import refusal

if TYPE_CHECKING:
    from mypy_boto3_elbv2.type_defs import LoadBalancerAttributeTypeDef

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


def attributes(elb: ElbAccount, arn: str) -> dict[str, str]:
    described = elb.elbv2.describe_load_balancer_attributes(LoadBalancerArn=arn)["Attributes"]
    return {each["Key"]: each["Value"] for each in described}


def modify(elb: ElbAccount, arn: str, **changes: str) -> None:
    members: list[LoadBalancerAttributeTypeDef] = [
        {"Key": key.replace("__", "."), "Value": value} for key, value in changes.items()
    ]
    elb.elbv2.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=members)


def test_network_load_balancer_has_defaults(elb: ElbAccount) -> None:
    """AWS: cross-zone load balancing is off for network load balancers."""
    assert attributes(elb, elb.load_balancer_arn()) == DEFAULTS


def test_internet_facing_load_balancer_accepts_internet_gateway_traffic(elb: ElbAccount) -> None:
    """AWS: ipv6.deny_all_igw_traffic is false for internet-facing load balancers, and true for internal ones."""
    arn = elb.load_balancer_arn(Scheme="internet-facing")
    assert attributes(elb, arn)["ipv6.deny_all_igw_traffic"] == "false"


def test_modify_needs_an_attribute(elb: ElbAccount) -> None:
    call, arn = elb.elbv2.modify_load_balancer_attributes, elb.load_balancer_arn()
    assert refusal(call, LoadBalancerArn=arn, Attributes=[]).code == "ValidationError"


def test_modify_keeps_changes(elb: ElbAccount) -> None:
    arn = elb.load_balancer_arn()
    modify(
        elb,
        arn,
        load_balancing__cross_zone__enabled="true",
        dns_record__client_routing_policy="availability_zone_affinity",
        access_logs__s3__enabled="true",
        access_logs__s3__bucket="logs",
        access_logs__s3__prefix="nlb",
    )
    assert attributes(elb, arn) == {
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
            ("ValidationError", "Load balancer attribute key 'routing.http2.enabled' is not recognized"),
        ),
    ],
)
def test_modify_names_unsupported_attributes_in_aws_words(
    elb: ElbAccount, key: str, value: str, error: tuple[str, str]
) -> None:
    """Terraform's AWS provider drops an attribute whose key "is not recognized"."""
    arn = elb.load_balancer_arn()
    changes = [{"Key": "load_balancing.cross_zone.enabled", "Value": "true"}, {"Key": key, "Value": value}]
    call = elb.elbv2.modify_load_balancer_attributes
    assert refusal(call, LoadBalancerArn=arn, Attributes=changes) == error
    assert attributes(elb, arn) == DEFAULTS


def test_repeated_key_is_rejected_in_aws_words(elb: ElbAccount) -> None:
    change = {"Key": "load_balancing.cross_zone.enabled", "Value": "true"}
    call = elb.elbv2.modify_load_balancer_attributes
    assert refusal(call, LoadBalancerArn=elb.load_balancer_arn(), Attributes=[change, change]) == (
        "ValidationError",
        "Attribute key 'load_balancing.cross_zone.enabled' has been specified more than once",
    )


def test_repeated_key_of_a_target_group_is_rejected_in_aws_words(elb: ElbAccount) -> None:
    change = {"Key": "proxy_protocol_v2.enabled", "Value": "true"}
    call = elb.elbv2.modify_target_group_attributes
    assert refusal(call, TargetGroupArn=elb.target_group(), Attributes=[change, change]) == (
        "ValidationError",
        "Target group attribute keys must be unique: '[proxy_protocol_v2.enabled]'",
    )


def test_access_logs_need_a_bucket(elb: ElbAccount) -> None:
    arn = elb.load_balancer_arn()
    assert refusal(modify, elb, arn, access_logs__s3__enabled="true").code == "InvalidConfigurationRequest"


def test_describe_rejects_unknown_load_balancers(elb: ElbAccount) -> None:
    arn = f"arn:aws:elasticloadbalancing:us-east-1:{elb.account}:loadbalancer/net/x/0123456789abcdef"
    error = ("LoadBalancerNotFound", f"Load balancer '{arn}' not found")
    assert refusal(elb.elbv2.describe_load_balancer_attributes, LoadBalancerArn=arn) == error
