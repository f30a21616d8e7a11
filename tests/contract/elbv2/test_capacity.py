"""DescribeCapacityReservation, ModifyCapacityReservation."""

from __future__ import annotations

from typing import Any

from tests.support.load_balancing import ElbAccount
from tests.support.refusal import refusal


def test_new_load_balancer_has_no_reservation(elb: ElbAccount) -> None:
    arn = elb.load_balancer_arn()
    response = elb.elbv2.describe_capacity_reservation(LoadBalancerArn=arn)
    assert "MinimumLoadBalancerCapacity" not in response
    assert (response["CapacityReservationState"], response["DecreaseRequestsRemaining"]) == ([], 2)


def test_reservation_is_shared_by_zones_until_reset(elb: ElbAccount) -> None:
    arn = elb.load_balancer_arn()
    elb.elbv2.modify_capacity_reservation(LoadBalancerArn=arn, MinimumLoadBalancerCapacity={"CapacityUnits": 5500})
    response = elb.elbv2.describe_capacity_reservation(LoadBalancerArn=arn)
    assert response["MinimumLoadBalancerCapacity"] == {"CapacityUnits": 5500}
    assert [
        (each["AvailabilityZone"], each["State"]["Code"], each["EffectiveCapacityUnits"])
        for each in response["CapacityReservationState"]
    ] == [("us-east-1a", "provisioned", 2750.0), ("us-east-1b", "provisioned", 2750.0)]
    elb.elbv2.modify_capacity_reservation(LoadBalancerArn=arn, ResetCapacityReservation=True)
    response = elb.elbv2.describe_capacity_reservation(LoadBalancerArn=arn)
    assert "MinimumLoadBalancerCapacity" not in response


def test_reservation_decreases_twice_a_day(elb: ElbAccount) -> None:
    arn = elb.load_balancer_arn()

    def reserve(units: int) -> Any:
        return elb.elbv2.modify_capacity_reservation(
            LoadBalancerArn=arn, MinimumLoadBalancerCapacity={"CapacityUnits": units}
        )

    assert [reserve(units)["DecreaseRequestsRemaining"] for units in (9000, 8000, 7000)] == [2, 1, 0]
    assert refusal(reserve, units=6000).code == "CapacityDecreaseRequestLimitExceeded"
    assert reserve(8000)["DecreaseRequestsRemaining"] == 0


def test_modify_needs_units_or_reset(elb: ElbAccount) -> None:
    arn = elb.load_balancer_arn()
    assert refusal(elb.elbv2.modify_capacity_reservation, LoadBalancerArn=arn).code == "ValidationError"
