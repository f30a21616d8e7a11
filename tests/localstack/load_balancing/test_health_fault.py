"""Faults of targets' health."""

from __future__ import annotations

from typing import Any

import pytest

from privatelink_localstack.kernel.settings import SettingError
from privatelink_localstack.load_balancing.target_groups.health_fault import (
    HealthFault,
    HealthFaults,
    TargetSelector,
    narrowest_fault,
    read_fault,
    show_fault,
)
from privatelink_localstack.load_balancing.target_groups.target import Target

TARGET = Target("10.0.0.4", 443, "us-east-1a")


def new_fault(reason: str = "Target.Timeout", **selector: Any) -> HealthFault:
    return HealthFault(TargetSelector(**selector), "unhealthy", reason)


@pytest.mark.parametrize(
    ("selector", "matches"),
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
def test_fault_applies_to_the_selected_targets(selector: dict[str, Any], matches: bool) -> None:  # noqa: FBT001 - a case
    assert (narrowest_fault([new_fault(**selector)], "arn", TARGET) is not None) == matches


def test_narrowest_fault_decides() -> None:
    widest_first = [
        new_fault(zone="us-east-1a"),
        new_fault(target_group="arn"),
        new_fault(target_group="arn", zone="us-east-1a"),
        new_fault(target_group="arn", target="10.0.0.4"),
        new_fault(target_group="arn", target="10.0.0.4", port=443),
    ]
    for order in (1, -1):
        narrowest = [narrowest_fault(widest_first[: count + 1][::order], "arn", TARGET) for count in range(5)]
        assert narrowest == widest_first


def test_fault_is_read_and_shown() -> None:
    body = {"target_group": "arn", "target": "10.0.0.4", "port": 443, "state": "initial"}
    fault = read_fault(body)
    assert (fault.reason, show_fault(fault)) == (
        "Elb.RegistrationInProgress",
        {**body, "reason": "Elb.RegistrationInProgress"},
    )


@pytest.mark.parametrize(
    ("body", "key"),
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
def test_read_names_the_wrong_key(body: dict[str, Any], key: str) -> None:
    with pytest.raises(SettingError, match=f"^{key}: "):
        read_fault({"state": "unhealthy", **body})


def test_fault_replaces_the_one_with_its_selector() -> None:
    faults = HealthFaults()
    faults.set(new_fault(target_group="arn"))
    faults.set(new_fault("Target.FailedHealthChecks", target_group="arn"))
    assert [each.reason for each in faults.all()] == ["Target.FailedHealthChecks"]


def test_faults_are_removed_and_forgotten() -> None:
    faults = HealthFaults()
    one, other, zone = (
        new_fault(target_group="arn"),
        new_fault(target_group="arn", target="x"),
        new_fault(zone="us-east-1a"),
    )
    for each in (one, other, zone):
        faults.set(each)
    assert (faults.remove(one.selector), faults.remove(one.selector), faults.all()) == (True, False, [other, zone])
    faults.forget_target_group("arn")
    assert faults.all() == [zone]
    faults.clear()
    assert faults.all() == []
