"""The health of targets, from the outcomes of checks.

Source: Network Load Balancers guide, "Health checks for your target groups": consecutive outcomes change the state, and
a new target is `initial` until its first checks have decided.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from privatelink_localstack.dataplane.state.model import HealthCheck


class Status(StrEnum):
    """The state of a target, as DescribeTargetHealth spells it."""

    INITIAL = "initial"
    HEALTHY = "healthy"
    UNHEALTHY = "unhealthy"


class Reason(StrEnum):
    """Why a target is not healthy, as DescribeTargetHealth spells it."""

    FIRST_CHECKS = "Elb.InitialHealthChecking"
    FAILED = "Target.FailedHealthChecks"
    TIMEOUT = "Target.Timeout"
    CODE = "Target.ResponseCodeMismatch"


@dataclass(frozen=True, slots=True)
class Health:
    """The health of one target.

    Parameters:
        passed, failed: consecutive outcomes of checks; one of them is 0.
        reason: None for a healthy target.
        code: the HTTP status of the last check; with `Reason.CODE`.
    """

    status: Status = Status.INITIAL
    reason: Reason | None = Reason.FIRST_CHECKS
    passed: int = 0
    failed: int = 0
    code: int | None = None


def after(health: Health, check: HealthCheck, failure: Reason | None, code: int | None = None) -> Health:
    """Return a target's health after a check; `failure` is None for one that passed.

    One check that passes makes a new target healthy; an unhealthy one needs `healthy_threshold` of them.
    """
    if failure is None:
        passed = health.passed + 1
        if health.status is Status.INITIAL or passed >= check.healthy_threshold:
            return Health(Status.HEALTHY, None, passed)
        return replace(health, passed=passed, failed=0)
    failed = health.failed + 1
    if health.status is Status.UNHEALTHY or failed >= check.unhealthy_threshold:
        return Health(Status.UNHEALTHY, failure, failed=failed, code=code)
    return replace(health, passed=0, failed=failed)
