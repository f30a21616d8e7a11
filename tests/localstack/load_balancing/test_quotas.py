"""Quotas of load balancers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.quotas import DEFAULTS, ENDPOINTS, LOAD_BALANCING
from privatelink_localstack.load_balancing import quotas
from privatelink_localstack.load_balancing.quotas import Count

ZONES = ["us-east-1a", "us-east-1b"]


def code(check: Callable[[], None]) -> str | None:
    try:
        check()
    except AwsError as error:
        return error.code
    return None


def test_quotas_of_endpoints_and_of_load_balancers_are_set_in_one_place() -> None:
    assert set(DEFAULTS) == {*ENDPOINTS, *LOAD_BALANCING}
    assert len(DEFAULTS) == len(ENDPOINTS) + len(LOAD_BALANCING)


@pytest.mark.parametrize(("count", "expected"), [(50, None), (51, "TooManyLoadBalancers")])
def test_fifty_network_load_balancers_in_a_region(count: int, expected: str | None) -> None:
    assert expected == code(lambda: quotas.check_load_balancers(DEFAULTS, "network", count))


def test_counts_with_a_quota_of_their_own() -> None:
    found = [
        code(lambda: quotas.check_interfaces(DEFAULTS, "vpc-1", 1201)),
        code(lambda: quotas.check_listeners(DEFAULTS, "network", "lb", 51)),
        code(lambda: quotas.check_listeners(DEFAULTS, "gateway", "lb", 2)),
        code(lambda: quotas.check_certificates(DEFAULTS, "lb", 26)),
        code(lambda: quotas.check_target_groups(DEFAULTS, 3001)),
        code(lambda: quotas.check_action(DEFAULTS, "lb", 6)),
        code(lambda: quotas.check_registered(DEFAULTS, "group", 1001)),
        code(lambda: quotas.check_application("alb", ["a", "b", "c"])),
    ]
    assert found == [
        "TooManyLoadBalancers",
        "TooManyListeners",
        "TooManyListeners",
        "TooManyCertificates",
        "TooManyTargetGroups",
        "TooManyUniqueTargetGroupsPerLoadBalancer",
        "TooManyTargets",
        "TooManyRegistrationsForTargetId",
    ]


def test_counts_within_their_quotas() -> None:
    quotas.check_interfaces(DEFAULTS, "vpc-1", 1200)
    quotas.check_listeners(DEFAULTS, "network", "lb", 50)
    quotas.check_certificates(DEFAULTS, "lb", 25)
    quotas.check_target_groups(DEFAULTS, 3000)
    quotas.check_action(DEFAULTS, "lb", 5)
    quotas.check_registered(DEFAULTS, "group", 1000)
    quotas.check_application("alb", ["a", "b", "a"])


def targets(*, cross_zone: bool, **counts: int) -> str | None:
    """What is said of some targets: `a=2` are two in the first zone; `both` are in all, `alb` application ones."""
    zones = {"a": ZONES[0], "b": ZONES[1], "c": "us-east-1c"}
    every = [Count(zones.get(name), application=name == "alb") for name, count in counts.items() for _ in range(count)]
    return code(lambda: quotas.check_targets(DEFAULTS, "lb", ZONES, every, cross_zone=cross_zone))


def test_five_hundred_targets_in_a_zone() -> None:
    """NLB user guide: targets per Availability Zone per Network Load Balancer, 500."""
    assert targets(cross_zone=False, a=500, b=500) is None
    assert targets(cross_zone=False, a=501) == "TooManyTargets"
    assert targets(cross_zone=False, a=500, both=1) == "TooManyTargets"


def test_five_hundred_targets_at_all_across_zones() -> None:
    """NLB user guide: with cross-zone load balancing 500, regardless of the number of Availability Zones."""
    assert targets(cross_zone=True, a=250, b=250) is None
    assert targets(cross_zone=True, a=250, b=251) == "TooManyTargets"


def test_three_thousand_targets_at_all() -> None:
    assert targets(cross_zone=False, c=3000) is None
    assert targets(cross_zone=False, c=3001) == "TooManyTargets"


@pytest.mark.parametrize(("cross_zone", "most"), [(False, 10), (True, 5)])
def test_an_application_load_balancer_counts_as_many(cross_zone: bool, most: int) -> None:  # noqa: FBT001 - a case
    """NLB user guide: as 50 targets, or as 100 with cross-zone load balancing."""
    assert targets(cross_zone=cross_zone, alb=most) is None
    assert targets(cross_zone=cross_zone, alb=most + 1) == "TooManyTargets"
