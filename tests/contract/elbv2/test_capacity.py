"""DescribeCapacityReservation, ModifyCapacityReservation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Refusal = Callable[..., tuple[str, str]]


def test_nothing_is_reserved_at_first(place: Any) -> None:
    arn = place.load_balancer()["LoadBalancerArn"]
    answer = place.elbv2.describe_capacity_reservation(LoadBalancerArn=arn)
    assert "MinimumLoadBalancerCapacity" not in answer
    assert (answer["CapacityReservationState"], answer["DecreaseRequestsRemaining"]) == ([], 2)


def test_reserved_in_each_zone_and_reset(place: Any) -> None:
    arn = place.load_balancer()["LoadBalancerArn"]
    place.elbv2.modify_capacity_reservation(LoadBalancerArn=arn, MinimumLoadBalancerCapacity={"CapacityUnits": 5500})
    answer = place.elbv2.describe_capacity_reservation(LoadBalancerArn=arn)
    assert answer["MinimumLoadBalancerCapacity"] == {"CapacityUnits": 5500}
    assert [
        (each["AvailabilityZone"], each["State"]["Code"], each["EffectiveCapacityUnits"])
        for each in answer["CapacityReservationState"]
    ] == [("us-east-1a", "provisioned", 2750.0), ("us-east-1b", "provisioned", 2750.0)]
    place.elbv2.modify_capacity_reservation(LoadBalancerArn=arn, ResetCapacityReservation=True)
    answer = place.elbv2.describe_capacity_reservation(LoadBalancerArn=arn)
    assert "MinimumLoadBalancerCapacity" not in answer


def test_it_can_be_lowered_twice_a_day(place: Any, refusal: Refusal) -> None:
    arn = place.load_balancer()["LoadBalancerArn"]

    def reserve(units: int) -> Any:
        return place.elbv2.modify_capacity_reservation(
            LoadBalancerArn=arn, MinimumLoadBalancerCapacity={"CapacityUnits": units}
        )

    assert [reserve(units)["DecreaseRequestsRemaining"] for units in (9000, 8000, 7000)] == [2, 1, 0]
    assert refusal(reserve, units=6000)[0] == "CapacityDecreaseRequestLimitExceeded"
    assert reserve(8000)["DecreaseRequestsRemaining"] == 0


def test_something_must_be_asked_for(place: Any, refusal: Refusal) -> None:
    arn = place.load_balancer()["LoadBalancerArn"]
    assert refusal(place.elbv2.modify_capacity_reservation, LoadBalancerArn=arn)[0] == "ValidationError"
