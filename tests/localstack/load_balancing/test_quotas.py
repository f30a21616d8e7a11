"""Quotas of load balancers."""

from __future__ import annotations

import pytest

from privatelink_localstack.kernel.quotas import (
    DEFAULTS,
    DIRECT_CONNECT,
    ENDPOINTS,
    HOSTED_ZONES,
    LOAD_BALANCING,
    NETWORK_ACLS,
    PEERING,
    PROFILES,
    RESOLVER,
    TRANSIT_GATEWAYS,
    VPN,
)
from privatelink_localstack.load_balancing import quotas
from privatelink_localstack.load_balancing.quotas import CountedTarget
from tests.support.refusal import refusal_code

ZONES = ["us-east-1a", "us-east-1b"]


def test_defaults_have_the_quotas_of_every_service() -> None:
    around = (HOSTED_ZONES, PEERING, TRANSIT_GATEWAYS, NETWORK_ACLS, RESOLVER, PROFILES, VPN, DIRECT_CONNECT)
    services = (ENDPOINTS, *around, LOAD_BALANCING)
    assert set(DEFAULTS) == {name for service in services for name in service}
    assert len(DEFAULTS) == sum(len(service) for service in services)


@pytest.mark.parametrize(("count", "expected"), [(50, None), (51, "TooManyLoadBalancers")])
def test_region_has_fifty_network_load_balancers(count: int, expected: str | None) -> None:
    assert expected == refusal_code(quotas.check_load_balancers, DEFAULTS, "network", count)


def test_counts_above_their_quota_are_rejected() -> None:
    found = [
        refusal_code(quotas.check_interfaces, DEFAULTS, "vpc-1", 1201),
        refusal_code(quotas.check_listeners, DEFAULTS, "network", "lb", 51),
        refusal_code(quotas.check_listeners, DEFAULTS, "gateway", "lb", 2),
        refusal_code(quotas.check_certificates, DEFAULTS, "lb", 26),
        refusal_code(quotas.check_target_groups, DEFAULTS, 3001),
        refusal_code(quotas.check_action, DEFAULTS, 6),
        refusal_code(quotas.check_registered, DEFAULTS, "group", 1001),
        refusal_code(quotas.check_application_load_balancer, "alb", ["a", "b", "c"]),
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


def test_counts_at_their_quota_are_accepted() -> None:
    quotas.check_interfaces(DEFAULTS, "vpc-1", 1200)
    quotas.check_listeners(DEFAULTS, "network", "lb", 50)
    quotas.check_certificates(DEFAULTS, "lb", 25)
    quotas.check_target_groups(DEFAULTS, 3000)
    quotas.check_action(DEFAULTS, 5)
    quotas.check_registered(DEFAULTS, "group", 1000)
    quotas.check_application_load_balancer("alb", ["a", "b", "a"])


def code_of_targets(*, cross_zone: bool, **counts: int) -> str | None:
    """Check targets by their zone, and return the code of the refusal.

    Parameters:
        counts: `a`, `b` and `c` for targets in one zone, `both` for targets of all zones, `alb` for Application Load
            Balancers.
    """
    zones = {"a": ZONES[0], "b": ZONES[1], "c": "us-east-1c"}
    targets = [
        CountedTarget(zones.get(name), is_application=name == "alb")
        for name, count in counts.items()
        for _ in range(count)
    ]
    return refusal_code(quotas.check_targets, DEFAULTS, "lb", ZONES, targets, cross_zone=cross_zone)


def test_zone_has_five_hundred_targets() -> None:
    """NLB user guide: targets per Availability Zone per Network Load Balancer, 500."""
    assert code_of_targets(cross_zone=False, a=500, b=500) is None
    assert code_of_targets(cross_zone=False, a=501) == "TooManyTargets"
    assert code_of_targets(cross_zone=False, a=500, both=1) == "TooManyTargets"


def test_cross_zone_load_balancer_has_five_hundred_targets() -> None:
    """NLB user guide: with cross-zone load balancing 500, regardless of the number of Availability Zones."""
    assert code_of_targets(cross_zone=True, a=250, b=250) is None
    assert code_of_targets(cross_zone=True, a=250, b=251) == "TooManyTargets"


def test_load_balancer_has_three_thousand_targets() -> None:
    assert code_of_targets(cross_zone=False, c=3000) is None
    assert code_of_targets(cross_zone=False, c=3001) == "TooManyTargets"


@pytest.mark.parametrize(("cross_zone", "maximum"), [(False, 10), (True, 5)])
def test_application_load_balancer_counts_as_many_targets(cross_zone: bool, maximum: int) -> None:  # noqa: FBT001 - a case
    """NLB user guide: as 50 targets, or as 100 with cross-zone load balancing."""
    assert code_of_targets(cross_zone=cross_zone, alb=maximum) is None
    assert code_of_targets(cross_zone=cross_zone, alb=maximum + 1) == "TooManyTargets"
