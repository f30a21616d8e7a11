"""The types of resources that can be orphans."""

from __future__ import annotations

import pytest

from privatelink_harness.orphans.kinds import KINDS

BY_NAME = {kind.name: kind for kind in KINDS}


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("VPC", "vpc-0123456789abcdef0", True),
        ("VPC", "vpc-cidr-assoc-0123456789abcdef0", False),
        ("endpoint", "vpce-svc-0123456789abcdef0", False),
        ("endpoint service", "vpce-svc-0123456789abcdef0", True),
        ("hosted zone", "/hostedzone/Z0123456789ABC", True),
        ("load balancer", "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/net/a/01", True),
        ("target group", "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/net/a/01", False),
        ("topic", "arn:aws:sns:us-east-1:111122223333:events", True),
    ],
)
def test_kind_knows_its_ids(name: str, value: str, *, expected: bool) -> None:
    assert BY_NAME[name].is_id(value) is expected


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("endpoint", "endpoint service"),
        ("endpoint service", "load balancer"),
        ("load balancer", "target group"),
        ("load balancer", "security group"),
        ("NAT gateway", "Elastic IP address"),
        ("network interface", "subnet"),
        ("internet gateway", "VPC"),
        ("subnet", "VPC"),
        ("hosted zone", "VPC"),
    ],
)
def test_kinds_are_in_the_order_of_their_removal(first: str, then: str) -> None:
    names = list(BY_NAME)
    assert names.index(first) < names.index(then)


def test_every_kind_has_a_name_of_its_own() -> None:
    assert len(BY_NAME) == len(KINDS)
