"""Which subnets, addresses, security groups and address types a load balancer can have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import IPv4Network, IPv6Network

import pytest

from privatelink_localstack.kernel.network import Subnet
from privatelink_localstack.load_balancing.load_balancers import arguments, placement
from privatelink_localstack.load_balancing.load_balancers.model import EnabledZone, LoadBalancer, SubnetMapping
from privatelink_localstack.load_balancing.names import LoadBalancerType
from tests.support.refusal import refusal, refusal_code

A = Subnet("subnet-a", "vpc-1", "us-east-1a", "use1-az1", IPv4Network("10.0.0.0/24"), IPv6Network("fd00::/64"))
B = Subnet("subnet-b", "vpc-1", "us-east-1b", "use1-az2", IPv4Network("10.0.1.0/24"), None)

INTERNAL = LoadBalancer(
    arn="arn",
    name="blue",
    type="network",
    account="123456789012",
    region="us-east-1",
    vpc_id="vpc-1",
    internal=True,
    dns_name="blue",
    created=datetime(2026, 5, 4, tzinfo=UTC),
    zones=(EnabledZone(A, "10.0.0.4", "eni-1", SubnetMapping("subnet-a")),),
)
INTERNET_FACING = replace(INTERNAL, internal=False)
APPLICATION = replace(INTERNAL, type="application")
GATEWAY = replace(INTERNAL, type="gateway")
DUAL_STACK = replace(INTERNAL, address_type="dualstack", source_nat_prefix="on")


def test_subnet_ids_become_mappings() -> None:
    assert arguments.subnet_mappings(["subnet-a"], []) == (SubnetMapping("subnet-a"),)


@pytest.mark.parametrize(("subnets", "mappings"), [([], []), (["subnet-a"], [SubnetMapping("subnet-a")])])
def test_subnet_mappings_reject_both_forms_and_neither(subnets: list[str], mappings: list[SubnetMapping]) -> None:
    assert refusal(arguments.subnet_mappings, subnets, mappings).code == "ValidationError"


@pytest.mark.parametrize(
    ("subnets", "code"),
    [
        ([A, B], None),
        ([A, replace(B, zone_id=A.zone_id)], "InvalidConfigurationRequest"),
        ([A, replace(B, vpc_id="vpc-2")], "InvalidConfigurationRequest"),
    ],
)
def test_subnets_are_one_per_zone_in_one_vpc(subnets: list[Subnet], code: str | None) -> None:
    assert refusal_code(placement.check_subnets, "network", subnets) == code


@pytest.mark.parametrize(("type_", "code"), [("network", None), ("gateway", None), ("application", "ValidationError")])
def test_only_application_load_balancers_need_two_zones(type_: LoadBalancerType, code: str | None) -> None:
    assert refusal_code(placement.check_subnets, type_, [A]) == code


@pytest.mark.parametrize(
    ("load_balancer", "mapping", "code"),
    [
        (INTERNAL, SubnetMapping("subnet-a", allocation_id="eipalloc-1"), "InvalidConfigurationRequest"),
        (INTERNET_FACING, SubnetMapping("subnet-a", allocation_id="eipalloc-1"), None),
        (INTERNAL, SubnetMapping("subnet-a", private_address="10.0.0.9"), None),
        (INTERNET_FACING, SubnetMapping("subnet-a", private_address="10.0.0.9"), "InvalidConfigurationRequest"),
        (INTERNAL, SubnetMapping("subnet-a", private_address="10.0.1.9"), "ValidationError"),
        (INTERNAL, SubnetMapping("subnet-a", private_address="here"), "ValidationError"),
        (DUAL_STACK, SubnetMapping("subnet-a", ipv6_address="fd00::9"), None),
        (INTERNAL, SubnetMapping("subnet-a", ipv6_address="fd00::9"), "InvalidConfigurationRequest"),
        (DUAL_STACK, SubnetMapping("subnet-a", ipv6_address="fd01::9"), "ValidationError"),
        (APPLICATION, SubnetMapping("subnet-a", private_address="10.0.0.9"), "InvalidConfigurationRequest"),
    ],
)
def test_chosen_addresses_fit_scheme_type_and_subnet(
    load_balancer: LoadBalancer, mapping: SubnetMapping, code: str | None
) -> None:
    assert refusal_code(placement.check_mapping, load_balancer, mapping, A) == code


@pytest.mark.parametrize(
    ("address_type", "subnets", "code"),
    [
        ("dualstack", [A], None),
        ("dualstack", [A, B], "InvalidSubnet"),
        ("dualstack-without-public-ipv4", [A, B], "InvalidConfigurationRequest"),
        ("ipv6", [A, B], "ValidationError"),
    ],
)
def test_address_type_fits_type_and_subnets(address_type: str, subnets: list[Subnet], code: str | None) -> None:
    assert refusal_code(placement.check_address_type, "network", address_type, subnets) == code


@pytest.mark.parametrize(
    ("load_balancer", "subnets", "has_endpoints", "message"),
    [
        (GATEWAY, [B], False, "You must include all subnets that were enabled previously. Missing: subnet-a"),
        (
            INTERNAL,
            [replace(B, vpc_id="vpc-2")],
            False,
            "All subnets must belong to the load balancer's VPC 'vpc-1'",
        ),
        (
            INTERNAL,
            [B],
            True,
            (
                "Subnets cannot be removed from load balancer 'arn' because the load balancer is currently associated "
                "with another service"
            ),
        ),
        (
            INTERNAL,
            [replace(A, id="subnet-c")],
            False,
            (
                "Another subnet of an Availability Zone can be added only after the one that is there was removed. "
                "Too early: subnet-c"
            ),
        ),
    ],
)
def test_set_subnets_rejects_subnets_that_cannot_replace(
    load_balancer: LoadBalancer,
    subnets: list[Subnet],
    has_endpoints: bool,  # noqa: FBT001 - a case
    message: str,
) -> None:
    refused = refusal(placement.check_new_subnets, load_balancer, subnets, has_endpoints=has_endpoints)
    assert refused.message == message


@pytest.mark.parametrize(
    ("load_balancer", "subnets", "has_endpoints"),
    [(INTERNAL, [B], False), (INTERNAL, [A, B], True), (APPLICATION, [replace(A, id="subnet-c")], False)],
)
def test_set_subnets_accepts_other_subnets(
    load_balancer: LoadBalancer,
    subnets: list[Subnet],
    has_endpoints: bool,  # noqa: FBT001 - a case
) -> None:
    placement.check_new_subnets(load_balancer, subnets, has_endpoints=has_endpoints)


@pytest.mark.parametrize(
    ("load_balancer", "prefix", "code"),
    [
        (DUAL_STACK, "auto_assigned", None),
        (DUAL_STACK, "fd00:0:0:0:1::/80", None),
        (DUAL_STACK, None, None),
        (INTERNAL, None, None),
        (DUAL_STACK, "fd00::/64", "ValidationError"),
        (DUAL_STACK, "fd01::/80", "ValidationError"),
        (DUAL_STACK, "10.0.0.0/28", "ValidationError"),
        (INTERNAL, "auto_assigned", "InvalidConfigurationRequest"),
        (replace(DUAL_STACK, address_type="ipv4"), None, "InvalidConfigurationRequest"),
        (replace(DUAL_STACK, type="application"), None, "InvalidConfigurationRequest"),
    ],
)
def test_source_nat_prefix_is_of_the_subnet_and_dual_stack(
    load_balancer: LoadBalancer, prefix: str | None, code: str | None
) -> None:
    """AWS: a /80 of the subnet's range, or auto_assigned; the address type must be dualstack."""
    mapping = SubnetMapping("subnet-a", source_nat_prefix=prefix)

    def check() -> None:
        placement.check_source_nat(load_balancer, [mapping])
        placement.check_mapping(load_balancer, mapping, A)

    assert refusal_code(check) == code


WITH_GROUP = replace(INTERNAL, security_groups=("sg-1",))


@pytest.mark.parametrize(
    ("load_balancer", "groups", "enforce", "code"),
    [
        (WITH_GROUP, ["sg-2"], "off", None),
        (INTERNAL, [], None, None),
        (INTERNAL, ["sg-2"], None, "InvalidConfigurationRequest"),
        (INTERNAL, [], "off", "InvalidConfigurationRequest"),
        (WITH_GROUP, [], None, "InvalidConfigurationRequest"),
        (replace(WITH_GROUP, type="application"), ["sg-2"], "off", "InvalidConfigurationRequest"),
        (GATEWAY, ["sg-2"], None, "InvalidConfigurationRequest"),
    ],
)
def test_security_groups_stay_or_stay_absent(
    load_balancer: LoadBalancer, groups: Sequence[str], enforce: str | None, code: str | None
) -> None:
    assert refusal_code(placement.check_new_security_groups, load_balancer, groups, enforce) == code


def test_load_balancer_type_defaults_to_application() -> None:
    assert (arguments.load_balancer_type(None), arguments.load_balancer_type("network")) == ("application", "network")


def test_load_balancer_type_rejects_classic() -> None:
    assert "Value 'classic' at 'type'" in refusal(arguments.load_balancer_type, "classic").message


def test_switch_has_a_default() -> None:
    assert (arguments.switch(None, "x", "on"), arguments.switch("off", "x", "on")) == ("on", "off")


def test_switch_rejects_other_words() -> None:
    message = refusal(arguments.switch, "yes", "x", "on").message
    assert ("Value 'yes' at 'x'" in message, message.endswith("[on, off]")) == (True, True)
