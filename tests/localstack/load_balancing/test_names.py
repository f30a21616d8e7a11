"""ARNs, DNS names and hosted zones of load balancers."""

from __future__ import annotations

import pytest

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.load_balancing import names

HEX = "50dc6c495c0c9188"


def test_arns() -> None:
    balancer = names.load_balancer_arn("network", "blue", HEX, account="123456789012", region="us-east-1")
    prefix = "arn:aws:elasticloadbalancing:us-east-1:123456789012"
    assert balancer == f"{prefix}:loadbalancer/net/blue/{HEX}"
    assert names.listener_arn(balancer, "0123456789abcdef") == f"{prefix}:listener/net/blue/{HEX}/0123456789abcdef"
    group = names.target_group_arn("erp", HEX, account="123456789012", region="us-east-1")
    assert group == f"{prefix}:targetgroup/erp/{HEX}"
    assert names.suffix(balancer) == f"net/blue/{HEX}"


@pytest.mark.parametrize(
    ("region", "partition"), [("eu-west-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")]
)
def test_partitions(region: str, partition: str) -> None:
    arn = names.load_balancer_arn("gateway", "x", HEX, account="123456789012", region=region)
    assert arn == f"arn:{partition}:elasticloadbalancing:{region}:123456789012:loadbalancer/gwy/x/{HEX}"


@pytest.mark.parametrize(
    ("resource", "kind"),
    [
        (f"loadbalancer/net/a/{HEX}", "network"),
        (f"listener/app/a/{HEX}/{HEX}", "application"),
        (f"listener-rule/gwy/a/{HEX}/{HEX}/{HEX}", "gateway"),
        (f"targetgroup/net/{HEX}", None),
        ("loadbalancer", None),
    ],
)
def test_the_type_that_an_arn_tells(resource: str, kind: str | None) -> None:
    assert names.type_of(f"arn:aws:elasticloadbalancing:us-east-1:123456789012:{resource}") == kind


@pytest.mark.parametrize(
    ("kind", "internal", "region", "expected"),
    [
        ("network", True, "us-east-1", f"blue-{HEX}.elb.us-east-1.amazonaws.com"),
        ("network", False, "cn-north-1", f"blue-{HEX}.elb.cn-north-1.amazonaws.com.cn"),
        ("application", True, "us-east-1", f"internal-blue-{int(HEX, 16) % 10**10:010d}.us-east-1.elb.amazonaws.com"),
        ("application", False, "us-east-1", f"blue-{int(HEX, 16) % 10**10:010d}.us-east-1.elb.amazonaws.com"),
    ],
)
def test_dns_names(kind: names.LoadBalancerType, internal: bool, region: str, expected: str) -> None:  # noqa: FBT001 - a case
    assert names.dns_name(kind, "blue", HEX, region=region, internal=internal) == expected


def test_hosted_zones() -> None:
    regions = ("us-east-1", "us-west-2", "eu-west-1", "xx-east-1")
    assert [names.hosted_zone("network", region) for region in regions] == [
        "Z26RNL4JYFTOTI",
        "Z18D5FSROUN65G",
        "Z2IFOLAFXWLO4F",
        names.UNKNOWN_ZONE,
    ]


@pytest.mark.parametrize("name", ["a", "a-b", "A9", "x" * 32])
def test_names_that_are_taken(name: str) -> None:
    names.check_name(name, "Load balancer")


@pytest.mark.parametrize("name", ["", "-a", "a-", "a_b", "ä", "x" * 33, "internal-a"])
def test_names_that_are_not_taken(name: str) -> None:
    with pytest.raises(AwsError) as caught:
        names.check_name(name, "Load balancer")
    assert caught.value.code == "ValidationError"
