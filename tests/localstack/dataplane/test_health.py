"""The health of targets follows from consecutive checks."""

from __future__ import annotations

from functools import reduce

import pytest

from privatelink_localstack.dataplane.state.health import Health, HealthCheck, Reason, Status, after

CHECK = HealthCheck(healthy_threshold=3, unhealthy_threshold=2)


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ("", Status.INITIAL),
        ("+", Status.HEALTHY),
        ("-", Status.INITIAL),
        ("--", Status.UNHEALTHY),
        ("+-", Status.HEALTHY),
        ("+-+-", Status.HEALTHY),
        ("+--", Status.UNHEALTHY),
        ("+--++", Status.UNHEALTHY),
        ("+--++-++", Status.UNHEALTHY),
        ("+--+++", Status.HEALTHY),
    ],
)
def test_health_follows_consecutive_checks(outcomes: str, expected: Status) -> None:
    failures = [None if each == "+" else Reason.TIMEOUT for each in outcomes]

    health = reduce(lambda known, failure: after(known, CHECK, failure), failures, Health())

    assert health.status is expected


def test_unhealthy_target_tells_why_the_last_check_failed() -> None:
    health = after(after(Health(), CHECK, Reason.TIMEOUT), CHECK, Reason.CODE)

    assert health.reason is Reason.CODE
