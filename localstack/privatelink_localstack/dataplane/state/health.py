"""The health of targets: the checks, and what follows from their outcomes.

Source: Network Load Balancers guide, "Health checks for your target groups": consecutive outcomes change the state, and
a new target is `initial` until its first checks have decided.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class CheckProtocol(StrEnum):
    """How a target's health is checked."""

    TCP = "TCP"
    HTTP = "HTTP"
    HTTPS = "HTTPS"


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """The health check of a target group.

    Parameters:
        port: None for the port that the target receives traffic on.
        interval, timeout: seconds, as the emulation's durations scale them.
        codes: ranges of HTTP statuses that are healthy, each by its lowest and its highest.
    """

    protocol: CheckProtocol = CheckProtocol.TCP
    port: int | None = None
    path: str = "/"
    codes: tuple[tuple[int, int], ...] = ((200, 399),)
    interval: float = 30
    timeout: float = 10
    healthy_threshold: int = 5
    unhealthy_threshold: int = 2


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
