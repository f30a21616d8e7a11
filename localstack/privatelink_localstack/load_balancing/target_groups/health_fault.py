"""Health faults: a test makes a target, a target group or a zone unhealthy until it removes the fault."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from privatelink_localstack.kernel.settings import SettingError
from privatelink_localstack.load_balancing.target_groups.target import Target

DESCRIPTIONS = {
    "Target.FailedHealthChecks": "Health checks failed",
    "Target.Timeout": "Request timed out",
    "Target.ResponseCodeMismatch": "Health checks failed with these codes: [503]",
    "Elb.InternalError": "Health checks failed due to an internal error",
    "Elb.RegistrationInProgress": "Target registration is in progress",
    "Elb.InitialHealthChecking": "Initial health checks in progress",
}
"""AWS's descriptions, by reason."""

REASONS = {
    "unhealthy": ("Target.FailedHealthChecks", "Target.Timeout", "Target.ResponseCodeMismatch", "Elb.InternalError"),
    "initial": ("Elb.RegistrationInProgress", "Elb.InitialHealthChecking"),
}
"""The reasons of each state, the default first. Source: `TargetHealth` in botocore's model."""

KEYS = ("port", "reason", "state", "target", "target_group", "zone")
"""Of the bodies of HTTP requests."""


@dataclass(frozen=True, slots=True)
class TargetSelector:
    """The targets of a fault. None matches everything; a target group or a zone is always there.

    Parameters:
        target_group: Its ARN.
        target: The target's ID, as it was registered.
        port: The target's.
        zone: The name of the target's Availability Zone.
    """

    target_group: str | None = None
    target: str | None = None
    port: int | None = None
    zone: str | None = None

    def matches(self, target_group_arn: str, target: Target) -> bool:
        """Return whether it selects a target of a target group."""
        return (
            self.target_group in {None, target_group_arn}
            and self.target in {None, target.id}
            and self.port in {None, target.port}
            and self.zone in {None, target.zone}
        )

    @property
    def specificity(self) -> tuple[bool, ...]:
        """How narrow it is; the higher, the narrower."""
        return (self.target is not None, self.port is not None, self.target_group is not None, self.zone is not None)


@dataclass(frozen=True, slots=True)
class HealthFault:
    """A fault: the state and the reason that DescribeTargetHealth shows for the selected targets."""

    selector: TargetSelector
    state: str
    reason: str

    @property
    def description(self) -> str:
        """AWS's description of the reason."""
        return DESCRIPTIONS[self.reason]


def narrowest_fault(faults: Iterable[HealthFault], target_group_arn: str, target: Target) -> HealthFault | None:
    """Return the fault that decides on a target: of those that select it, the narrowest."""
    matching = [fault for fault in faults if fault.selector.matches(target_group_arn, target)]
    return max(matching, key=lambda fault: fault.selector.specificity, default=None)


def read_selector(body: Mapping[str, Any]) -> TargetSelector:
    """Read the targets of a fault from the body of an HTTP request.

    Parameters:
        body: With `target_group`, or `target_group`, `target` and perhaps `port`; and perhaps `zone`. A zone alone is
            enough.

    Raises:
        SettingError: A key is unknown or missing, or a value has the wrong type.
    """
    for key in body:
        if key not in KEYS:
            raise SettingError(f"{key}: unknown. Known are: {', '.join(KEYS)}")
    for key in ("target_group", "target", "zone"):
        if key in body and (not isinstance(body[key], str) or not body[key]):
            raise SettingError(f"{key}: a text is needed")
    port = body.get("port")
    if port is not None and (isinstance(port, bool) or not isinstance(port, int) or not 1 <= port <= 65535):
        raise SettingError(f"port: {port!r} is not a number from 1 to 65535")
    selector = TargetSelector(body.get("target_group"), body.get("target"), port, body.get("zone"))
    if selector.target_group is None and selector.zone is None:
        raise SettingError("target_group: its ARN is needed, or a zone")
    if selector.target is not None and selector.target_group is None:
        raise SettingError("target_group: a target is known by its group; give the group's ARN too")
    if selector.port is not None and selector.target is None:
        raise SettingError("target: a port needs the target that it belongs to")
    return selector


def read_fault(body: Mapping[str, Any]) -> HealthFault:
    """Read a fault from the body of an HTTP request: what `read_selector` reads, with `state` and `reason`.

    Raises:
        SettingError: As `read_selector`; or the state or the reason is not AWS's.
    """
    selector, state = read_selector(body), body.get("state")
    if not isinstance(state, str) or state not in REASONS:
        raise SettingError(f"state: {state!r} is none of {', '.join(REASONS)}")
    reason = body.get("reason", REASONS[state][0])
    if reason not in REASONS[state]:
        raise SettingError(f"reason: {reason!r} is no reason of {state}. It may be: {', '.join(REASONS[state])}")
    return HealthFault(selector, state, reason)


def show_fault(fault: HealthFault) -> dict[str, Any]:
    """Return a fault as the HTTP API shows it."""
    selector = {key: value for key, value in asdict(fault.selector).items() if value is not None}
    return {**selector, "state": fault.state, "reason": fault.reason}


class HealthFaults:
    """The faults of all accounts and Regions, one for each selector. The caller holds the emulation's lock."""

    def __init__(self) -> None:
        self._faults: dict[TargetSelector, HealthFault] = {}

    def all(self) -> list[HealthFault]:
        """Return all faults, oldest first."""
        return list(self._faults.values())

    def set(self, fault: HealthFault) -> None:
        """Add a fault, or replace the one with the same selector."""
        self._faults[fault.selector] = fault

    def remove(self, selector: TargetSelector) -> bool:
        """Remove the fault with exactly this selector, and return whether there was one."""
        return self._faults.pop(selector, None) is not None

    def forget_target_group(self, arn: str) -> None:
        """Remove the faults of a target group."""
        self._faults = {key: fault for key, fault in self._faults.items() if key.target_group != arn}

    def clear(self) -> None:
        """Remove all faults."""
        self._faults.clear()
