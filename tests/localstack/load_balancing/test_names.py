"""ARNs, DNS names and hosted zones of load balancers."""

from __future__ import annotations

import pytest

from privatelink_localstack.load_balancing import names
from tests.support.refusal import refusal

HEX = "50dc6c495c0c9188"


def test_arns_have_aws_form() -> None:
    load_balancer = names.load_balancer_arn("network", "blue", HEX, account="123456789012", region="us-east-1")
    prefix = "arn:aws:elasticloadbalancing:us-east-1:123456789012"
    assert load_balancer == f"{prefix}:loadbalancer/net/blue/{HEX}"
    assert names.listener_arn(load_balancer, "0123456789abcdef") == f"{prefix}:listener/net/blue/{HEX}/0123456789abcdef"
    group = names.target_group_arn("erp", HEX, account="123456789012", region="us-east-1")
    assert group == f"{prefix}:targetgroup/erp/{HEX}"
    assert names.interface_description(load_balancer) == f"ELB net/blue/{HEX}"


@pytest.mark.parametrize(
    ("region", "partition"), [("eu-west-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")]
)
def test_arn_has_the_partition_of_the_region(region: str, partition: str) -> None:
    arn = names.load_balancer_arn("gateway", "x", HEX, account="123456789012", region=region)
    assert arn == f"arn:{partition}:elasticloadbalancing:{region}:123456789012:loadbalancer/gwy/x/{HEX}"


@pytest.mark.parametrize(
    ("resource", "type_"),
    [
        (f"loadbalancer/net/a/{HEX}", "network"),
        (f"listener/app/a/{HEX}/{HEX}", "application"),
        (f"listener-rule/gwy/a/{HEX}/{HEX}/{HEX}", "gateway"),
        (f"targetgroup/net/{HEX}", None),
        ("loadbalancer", None),
    ],
)
def test_load_balancer_type_is_read_from_the_arn(resource: str, type_: str | None) -> None:
    assert names.load_balancer_type(f"arn:aws:elasticloadbalancing:us-east-1:123456789012:{resource}") == type_


@pytest.mark.parametrize(
    ("type_", "internal", "region", "expected"),
    [
        ("network", True, "us-east-1", f"blue-{HEX}.elb.us-east-1.amazonaws.com"),
        ("network", False, "cn-north-1", f"blue-{HEX}.elb.cn-north-1.amazonaws.com.cn"),
        ("application", True, "us-east-1", f"internal-blue-{int(HEX, 16) % 10**10:010d}.us-east-1.elb.amazonaws.com"),
        ("application", False, "us-east-1", f"blue-{int(HEX, 16) % 10**10:010d}.us-east-1.elb.amazonaws.com"),
    ],
)
def test_dns_name_depends_on_type_scheme_and_region(
    type_: names.LoadBalancerType,
    internal: bool,  # noqa: FBT001 - a case
    region: str,
    expected: str,
) -> None:
    assert names.dns_name(type_, "blue", HEX, region=region, internal=internal) == expected


def test_hosted_zone_depends_on_the_region() -> None:
    regions = ("us-east-1", "us-west-2", "eu-west-1", "xx-east-1")
    assert [names.hosted_zone("network", region) for region in regions] == [
        "Z26RNL4JYFTOTI",
        "Z18D5FSROUN65G",
        "Z2IFOLAFXWLO4F",
        names.UNKNOWN_ZONE,
    ]


@pytest.mark.parametrize("name", ["a", "a-b", "A9", "x" * 32])
def test_good_names_are_accepted(name: str) -> None:
    names.check_load_balancer_name(name)
    names.check_target_group_name(name)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "can only contain characters that are alphanumeric characters and hyphens(-)"),
        ("a_b", "can only contain characters that are alphanumeric characters and hyphens(-)"),
        ("ä", "can only contain characters that are alphanumeric characters and hyphens(-)"),
        ("-a", "cannot begin with a hyphen(-)"),
        ("a-", "cannot end with a hyphen(-)"),
        ("x" * 33, "cannot be longer than '32' characters"),
        ("internal-a", "cannot begin with 'internal-'"),
    ],
)
def test_bad_names_of_load_balancers_are_rejected(name: str, words: str) -> None:
    expected = ("ValidationError", f"The load balancer name '{name}' {words}")
    assert refusal(names.check_load_balancer_name, name) == expected


@pytest.mark.parametrize("name", ["", "-a", "a-", "a_b", "ä"])
def test_bad_names_of_target_groups_are_rejected(name: str) -> None:
    assert refusal(names.check_target_group_name, name) == (
        "ValidationError",
        (
            f"1 validation error detected: Value '{name}' at 'targetGroupName' failed to satisfy constraint: Member "
            "must satisfy regular expression pattern: (?!^-)(?!.*-$)^[A-Za-z0-9-]+$"
        ),
    )


def test_long_names_of_target_groups_are_rejected() -> None:
    name = "x" * 33
    expected = ("ValidationError", f"Target group name '{name}' cannot be longer than '32' characters")
    assert refusal(names.check_target_group_name, name) == expected
