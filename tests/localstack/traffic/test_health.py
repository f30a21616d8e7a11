"""The health of targets that the data plane has measured, in AWS's words."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from privatelink_localstack.dataplane.protocol import TargetHealth
from privatelink_localstack.dataplane.state.health import Health, Reason, Status
from privatelink_localstack.dataplane.state.model import Target
from privatelink_localstack.load_balancing.target_groups.measured import Measured
from privatelink_localstack.traffic.health import measured

PLACE = ("10.0.0.9", 8080)
HEALTHY = Health(Status.HEALTHY, None, passed=1)
REFUSED = Health(Status.UNHEALTHY, Reason.FAILED, failed=2)
PAGE = Health(Status.UNHEALTHY, Reason.CODE, failed=2, code=404)


def found(health: Health, *, inhabited: bool, group: str = "tg") -> dict[tuple[str, int], Measured]:
    """Return what counts of one target."""
    target = Target(ip_address(PLACE[0]), PLACE[1])
    return dict(measured([TargetHealth(group, target, health, inhabited)], "tg"))


@pytest.mark.parametrize(
    ("health", "expected"),
    [
        (HEALTHY, Measured("healthy")),
        (Health(), Measured("initial", "Elb.InitialHealthChecking", "Initial health checks in progress")),
        (REFUSED, Measured("unhealthy", "Target.FailedHealthChecks", "Health checks failed")),
        (Health(Status.UNHEALTHY, Reason.TIMEOUT), Measured("unhealthy", "Target.Timeout", "Request timed out")),
        (PAGE, Measured("unhealthy", "Target.ResponseCodeMismatch", "Health checks failed with these codes: [404]")),
    ],
)
def test_a_target_where_a_program_may_be_has_the_measured_health(health: Health, expected: Measured) -> None:
    assert found(health, inhabited=True) == {PLACE: expected}


@pytest.mark.parametrize(("health", "counts"), [(HEALTHY, True), (PAGE, True), (REFUSED, False), (Health(), False)])
def test_elsewhere_only_a_program_that_answers_counts(health: Health, *, counts: bool) -> None:
    assert bool(found(health, inhabited=False)) is counts


def test_targets_of_other_groups_do_not_count() -> None:
    assert found(HEALTHY, inhabited=True, group="other") == {}
