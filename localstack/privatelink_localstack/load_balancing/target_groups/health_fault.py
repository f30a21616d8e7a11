"""Faults of targets' health, set on purpose: a target, a target group or a zone is unhealthy until it is taken back."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from privatelink_localstack.api.settings import SettingError
from privatelink_localstack.load_balancing.target_groups.target import Target

DESCRIPTIONS = {
    "Target.FailedHealthChecks": "Health checks failed",
    "Target.Timeout": "Request timed out",
    "Target.ResponseCodeMismatch": "Health checks failed with these codes: [503]",
    "Elb.InternalError": "Health checks failed due to an internal error",
    "Elb.RegistrationInProgress": "Target registration is in progress",
    "Elb.InitialHealthChecking": "Initial health checks in progress",
}
"""What AWS says of each reason."""

REASONS = {
    "unhealthy": ("Target.FailedHealthChecks", "Target.Timeout", "Target.ResponseCodeMismatch", "Elb.InternalError"),
    "initial": ("Elb.RegistrationInProgress", "Elb.InitialHealthChecking"),
}
"""The reasons of each state (botocore, TargetHealth). The first is taken where none is named."""


@dataclass(frozen=True, slots=True)
class Where:
    """Which targets a fault strikes. What is None does not matter; a target group or a zone is named.

    Parameters:
        target_group: its ARN.
        target: the target's id, as it was registered.
        port: that the target gets traffic on.
        zone: name of the target's Availability Zone.
    """

    target_group: str | None = None
    target: str | None = None
    port: int | None = None
    zone: str | None = None

    def covers(self, target_group: str, target: Target) -> bool:
        """Whether a target of a group is one of them."""
        return (
            self.target_group in {None, target_group}
            and self.target in {None, target.id}
            and self.port in {None, target.port}
            and self.zone in {None, target.zone}
        )

    @property
    def rank(self) -> tuple[bool, ...]:
        """How narrow it is: of two faults that strike a target, the higher one counts."""
        return (self.target is not None, self.port is not None, self.target_group is not None, self.zone is not None)


@dataclass(frozen=True, slots=True)
class HealthFault:
    """A fault.

    Parameters:
        where: which targets it strikes.
        state: that they are in: unhealthy or initial.
        reason: of the API.
    """

    where: Where
    state: str
    reason: str

    @property
    def description(self) -> str:
        """What AWS says of the reason."""
        return DESCRIPTIONS[self.reason]


def striking(faults: Iterable[HealthFault], target_group: str, target: Target) -> HealthFault | None:
    """Give the fault that strikes a target of a group, the narrowest one; None for none."""
    found = [each for each in faults if each.where.covers(target_group, target)]
    return max(found, key=lambda each: each.where.rank, default=None)


def read_where(given: Mapping[str, Any]) -> Where:
    """Read which targets a request means.

    Parameters:
        given: `target_group`, with `target` (and `port`) or without; `zone`.

    Raises:
        SettingError: something is unknown, missing or of the wrong type.
    """
    for name in given:
        if name not in {"target_group", "target", "port", "zone", "state", "reason"}:
            raise SettingError(f"{name}: unknown. Known are: port, reason, state, target, target_group, zone")
    for name in ("target_group", "target", "zone"):
        if name in given and (not isinstance(given[name], str) or not given[name]):
            raise SettingError(f"{name}: a text is needed")
    port = given.get("port")
    if port is not None and (isinstance(port, bool) or not isinstance(port, int) or not 1 <= port <= 65535):
        raise SettingError(f"port: {port!r} is not a number from 1 to 65535")
    where = Where(given.get("target_group"), given.get("target"), port, given.get("zone"))
    if where.target_group is None and where.zone is None:
        raise SettingError("target_group: its ARN is needed, or a zone")
    if where.target is not None and where.target_group is None:
        raise SettingError("target_group: a target is known by its group; give the group's ARN too")
    if where.port is not None and where.target is None:
        raise SettingError("target: a port needs the target that it belongs to")
    return where


def read_fault(given: Mapping[str, Any]) -> HealthFault:
    """Read a fault: what `read_where` reads, with `state` and `reason`.

    Raises:
        SettingError: as of `read_where`; or the state or its reason is none of AWS's.
    """
    where, state = read_where(given), given.get("state")
    if not isinstance(state, str) or state not in REASONS:
        raise SettingError(f"state: {state!r} is none of {', '.join(REASONS)}")
    reason = given.get("reason", REASONS[state][0])
    if reason not in REASONS[state]:
        raise SettingError(f"reason: {reason!r} is no reason of {state}. It may be: {', '.join(REASONS[state])}")
    return HealthFault(where, state, reason)


class HealthFaults:
    """The faults that are set, by whom they strike; threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: dict[Where, HealthFault] = {}

    def all(self) -> list[HealthFault]:
        """Give all of them, oldest first."""
        with self._lock:
            return list(self._faults.values())

    def set(self, fault: HealthFault) -> None:
        """Set one, in place of another for the same targets."""
        with self._lock:
            self._faults[fault.where] = fault

    def take_back(self, where: Where) -> bool:
        """Forget the one for exactly these targets; say whether there was one."""
        with self._lock:
            return self._faults.pop(where, None) is not None

    def forget_group(self, target_group: str) -> None:
        """Forget those of a target group that is gone."""
        with self._lock:
            self._faults = {key: each for key, each in self._faults.items() if key.target_group != target_group}

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._faults.clear()


def show(fault: HealthFault) -> dict[str, Any]:
    """Give a fault as the HTTP API has it."""
    where = {key: value for key, value in asdict(fault.where).items() if value is not None}
    return {**where, "state": fault.state, "reason": fault.reason}


@lru_cache(maxsize=1)
def health_faults() -> HealthFaults:
    """Give the faults of the LocalStack that runs in this process."""
    return HealthFaults()
