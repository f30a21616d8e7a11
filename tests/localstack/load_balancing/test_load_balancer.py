"""Which subnets, addresses and groups a load balancer can have."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import IPv4Network, IPv6Network

import pytest

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.network import Subnet
from privatelink_localstack.load_balancing.load_balancers import model
from privatelink_localstack.load_balancing.load_balancers.model import LoadBalancer, Mapped, Zone
from privatelink_localstack.load_balancing.names import LoadBalancerType

A = Subnet("subnet-a", "vpc-1", "us-east-1a", "use1-az1", IPv4Network("10.0.0.0/24"), IPv6Network("fd00::/64"))
B = Subnet("subnet-b", "vpc-1", "us-east-1b", "use1-az2", IPv4Network("10.0.1.0/24"), None)

BALANCER = LoadBalancer(
    arn="arn",
    name="blue",
    type="network",
    account="123456789012",
    region="us-east-1",
    vpc="vpc-1",
    internal=True,
    dns_name="blue",
    created=datetime(2026, 5, 4, tzinfo=UTC),
    zones=(Zone(A, "10.0.0.4", "eni-1", Mapped("subnet-a")),),
)


def test_subnets_or_mappings() -> None:
    assert model.read_mappings({"Subnets": ["subnet-a"]}) == [Mapped("subnet-a")]
    mapping = {"SubnetId": "subnet-a", "AllocationId": "eipalloc-1", "PrivateIPv4Address": "", "IPv6Address": "::1"}
    assert model.read_mappings({"SubnetMappings": [mapping]}) == [Mapped("subnet-a", "eipalloc-1", None, "::1")]
    for wrong in ({}, {"Subnets": ["subnet-a"], "SubnetMappings": [mapping]}):
        with pytest.raises(AwsError):
            model.read_mappings(wrong)


def test_one_subnet_a_zone_in_one_vpc() -> None:
    model.check_subnets("network", [A, B])
    for wrong in ([A, replace(B, zone_id=A.zone_id)], [A, replace(B, vpc_id="vpc-2")]):
        with pytest.raises(AwsError) as caught:
            model.check_subnets("network", wrong)
        assert caught.value.code == "InvalidConfigurationRequest"


@pytest.mark.parametrize(("kind", "enough"), [("network", True), ("gateway", True), ("application", False)])
def test_how_many_zones_are_enough(kind: LoadBalancerType, enough: bool) -> None:  # noqa: FBT001 - a case
    found = True
    try:
        model.check_subnets(kind, [A])
    except AwsError:
        found = False
    assert found == enough


@pytest.mark.parametrize(
    ("mapped", "internal", "dual_stack", "code"),
    [
        (Mapped("subnet-a", allocation="eipalloc-1"), True, False, "InvalidConfigurationRequest"),
        (Mapped("subnet-a", allocation="eipalloc-1"), False, False, None),
        (Mapped("subnet-a", private_address="10.0.0.9"), True, False, None),
        (Mapped("subnet-a", private_address="10.0.0.9"), False, False, "InvalidConfigurationRequest"),
        (Mapped("subnet-a", private_address="10.0.1.9"), True, False, "ValidationError"),
        (Mapped("subnet-a", private_address="here"), True, False, "ValidationError"),
        (Mapped("subnet-a", ipv6_address="fd00::9"), False, True, None),
        (Mapped("subnet-a", ipv6_address="fd00::9"), False, False, "InvalidConfigurationRequest"),
        (Mapped("subnet-a", ipv6_address="fd01::9"), False, True, "ValidationError"),
    ],
)
def test_chosen_addresses(
    mapped: Mapped,
    internal: bool,  # noqa: FBT001 - a case
    dual_stack: bool,  # noqa: FBT001 - a case
    code: str | None,
) -> None:
    found = None
    try:
        model.check_mapping("network", mapped, A, internal=internal, dual_stack=dual_stack)
    except AwsError as error:
        found = error.code
    assert found == code


def test_addresses_can_be_chosen_for_network_load_balancers_only() -> None:
    mapped = Mapped("subnet-a", private_address="10.0.0.9")
    with pytest.raises(AwsError, match="with type 'application'"):
        model.check_mapping("application", mapped, A, internal=True, dual_stack=False)


def test_address_types() -> None:
    model.check_address_type("network", "dualstack", [A])
    for wrong, code in (("dualstack", "InvalidSubnet"), ("dualstack-without-public-ipv4", "ValidationError")):
        with pytest.raises(AwsError) as caught:
            model.check_address_type("network", wrong, [A, B])
        assert caught.value.code == code


def test_a_gateway_load_balancer_keeps_its_subnets() -> None:
    model.check_replaced(BALANCER, [B], has_endpoints=False)
    with pytest.raises(AwsError, match=r"Missing: subnet-a$"):
        model.check_replaced(replace(BALANCER, type="gateway"), [B], has_endpoints=False)
    with pytest.raises(AwsError, match="the load balancer's VPC 'vpc-1'"):
        model.check_replaced(BALANCER, [replace(B, vpc_id="vpc-2")], has_endpoints=False)


def test_a_load_balancer_with_endpoints_keeps_its_subnets() -> None:
    model.check_replaced(BALANCER, [A, B], has_endpoints=True)
    with pytest.raises(AwsError, match=r"VPC endpoints are connected to\. Missing: subnet-a$"):
        model.check_replaced(BALANCER, [B], has_endpoints=True)


def test_another_subnet_of_a_zone_takes_two_steps() -> None:
    other = replace(A, id="subnet-c")
    with pytest.raises(AwsError, match=r"Too early: subnet-c$"):
        model.check_replaced(BALANCER, [other], has_endpoints=False)
    model.check_replaced(replace(BALANCER, type="application"), [other], has_endpoints=False)


DUAL = replace(BALANCER, address_type="dualstack", source_nat_prefix="on")


@pytest.mark.parametrize(
    ("balancer", "prefix", "taken"),
    [
        (DUAL, "auto_assigned", True),
        (DUAL, "fd00:0:0:0:1::/80", True),
        (DUAL, None, True),
        (BALANCER, None, True),
        (DUAL, "fd00::/64", False),
        (DUAL, "fd01::/80", False),
        (DUAL, "10.0.0.0/28", False),
        (BALANCER, "auto_assigned", False),
        (replace(DUAL, address_type="ipv4"), None, False),
        (replace(DUAL, type="application"), None, False),
    ],
)
def test_prefixes_for_source_nat(balancer: LoadBalancer, prefix: str | None, taken: bool) -> None:  # noqa: FBT001
    """AWS: a /80 of the subnet's range, or auto_assigned; the address type must be dualstack."""
    mapped, found = Mapped("subnet-a", source_nat_prefix=prefix), True
    try:
        model.check_source_nat(balancer, [mapped])
        model.check_mapping("network", mapped, A, internal=True, dual_stack=True)
    except AwsError:
        found = False
    assert found == taken


def test_groups() -> None:
    grouped = replace(BALANCER, security_groups=("sg-1",))
    model.check_new_groups(grouped, ["sg-2"], "off")
    model.check_new_groups(BALANCER, [], None)
    for wrong, groups, enforce in (
        (BALANCER, ["sg-2"], None),
        (BALANCER, [], "off"),
        (grouped, [], None),
        (replace(grouped, type="application"), ["sg-2"], "off"),
        (replace(BALANCER, type="gateway"), ["sg-2"], None),
    ):
        with pytest.raises(AwsError) as caught:
            model.check_new_groups(wrong, groups, enforce)
        assert caught.value.code == "InvalidConfigurationRequest"


def test_types_and_switches() -> None:
    assert (model.read_type(None), model.read_type("network")) == ("application", "network")
    assert (model.read_switch(None, "x", "on"), model.read_switch("off", "x", "on")) == ("on", "off")
    with pytest.raises(AwsError, match="Value 'classic' at 'type'"):
        model.read_type("classic")
    with pytest.raises(AwsError, match=r"Value 'yes' at 'x'.*\[on, off\]$"):
        model.read_switch("yes", "x", "on")
