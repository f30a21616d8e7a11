"""Faults of targets' health."""

from __future__ import annotations

from typing import Any

import pytest

from privatelink_localstack.api.settings import SettingError
from privatelink_localstack.load_balancing.target_groups.health_fault import (
    HealthFault,
    HealthFaults,
    Where,
    read_fault,
    show,
    striking,
)
from privatelink_localstack.load_balancing.target_groups.target import Target

TARGET = Target("10.0.0.4", 443, "us-east-1a")


def fault(reason: str = "Target.Timeout", **where: Any) -> HealthFault:
    return HealthFault(Where(**where), "unhealthy", reason)


@pytest.mark.parametrize(
    ("where", "strikes"),
    [
        ({"target_group": "arn"}, True),
        ({"target_group": "other"}, False),
        ({"target_group": "arn", "target": "10.0.0.4"}, True),
        ({"target_group": "arn", "target": "10.0.0.5"}, False),
        ({"target_group": "arn", "target": "10.0.0.4", "port": 443}, True),
        ({"target_group": "arn", "target": "10.0.0.4", "port": 80}, False),
        ({"zone": "us-east-1a"}, True),
        ({"zone": "us-east-1b"}, False),
        ({"target_group": "arn", "zone": "us-east-1b"}, False),
    ],
)
def test_whom_a_fault_strikes(where: dict[str, Any], strikes: bool) -> None:  # noqa: FBT001 - a case
    assert (striking([fault(**where)], "arn", TARGET) is not None) == strikes


def test_the_narrowest_fault_counts() -> None:
    from_wide_to_narrow = [
        fault(zone="us-east-1a"),
        fault(target_group="arn"),
        fault(target_group="arn", zone="us-east-1a"),
        fault(target_group="arn", target="10.0.0.4"),
        fault(target_group="arn", target="10.0.0.4", port=443),
    ]
    for order in (1, -1):
        found = [striking(from_wide_to_narrow[: count + 1][::order], "arn", TARGET) for count in range(5)]
        assert found == from_wide_to_narrow


def test_read_and_shown() -> None:
    given = {"target_group": "arn", "target": "10.0.0.4", "port": 443, "state": "initial"}
    read = read_fault(given)
    assert (read.reason, show(read)) == (
        "Elb.RegistrationInProgress",
        {**given, "reason": "Elb.RegistrationInProgress"},
    )


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({}, "target_group"),
        ({"target_group": 7}, "target_group"),
        ({"target": "10.0.0.4", "zone": "us-east-1a"}, "target_group"),
        ({"target_group": "arn", "port": 443}, "target"),
        ({"target_group": "arn", "target": "10.0.0.4", "port": "443"}, "port"),
        ({"target_group": "arn", "target": "10.0.0.4", "port": 0}, "port"),
        ({"target_group": "arn", "colour": "red"}, "colour"),
        ({"target_group": "arn", "state": "healthy"}, "state"),
        ({"target_group": "arn", "state": ["unhealthy"]}, "state"),
        ({"target_group": "arn", "state": "initial", "reason": "Target.Timeout"}, "reason"),
    ],
)
def test_what_is_wrong_is_named(given: dict[str, Any], named: str) -> None:
    with pytest.raises(SettingError, match=f"^{named}: "):
        read_fault({"state": "unhealthy", **given})


def test_one_for_the_same_targets_takes_the_place_of_another() -> None:
    faults = HealthFaults()
    faults.set(fault(target_group="arn"))
    faults.set(fault("Target.FailedHealthChecks", target_group="arn"))
    assert [each.reason for each in faults.all()] == ["Target.FailedHealthChecks"]


def test_taken_back_and_forgotten() -> None:
    faults = HealthFaults()
    one, other, zone = fault(target_group="arn"), fault(target_group="arn", target="x"), fault(zone="us-east-1a")
    for each in (one, other, zone):
        faults.set(each)
    assert (faults.take_back(one.where), faults.take_back(one.where), faults.all()) == (True, False, [other, zone])
    faults.forget_group("arn")
    assert faults.all() == [zone]
    faults.clear()
    assert faults.all() == []
