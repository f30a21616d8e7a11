"""What can be set from outside: durations, quotas, faults. Nothing is half set: all of a request is checked first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from privatelink_localstack.control.faults import THROTTLED, Fault, ZoneFault
from privatelink_localstack.control.plane import ControlPlane


class SettingError(ValueError):
    """A setting that is not there, or a value that it can't have."""


def set_durations(plane: ControlPlane, given: Mapping[str, Any]) -> dict[str, float]:
    """Set how long states last, and give all durations.

    Parameters:
        given: seconds by name of `durations.DEFAULTS`.

    Raises:
        SettingError: an unknown name, or a value that is no duration.
    """
    checked = {_known(name, plane.durations): _number(name, value) for name, value in given.items()}
    with plane.lock:
        plane.durations.update(checked)
        return dict(plane.durations)


def set_quotas(plane: ControlPlane, given: Mapping[str, Any]) -> dict[str, int]:
    """Set quotas, and give all of them; parameters and errors as of `set_durations`, with whole numbers."""
    checked = {_known(name, plane.quotas): int(_number(name, value)) for name, value in given.items()}
    with plane.lock:
        plane.quotas.update(checked)
        return dict(plane.quotas)


def add_fault(plane: ControlPlane, given: Mapping[str, Any]) -> None:
    """Set a fault.

    Parameters:
        given: `service` and `zone_id`: the service is unavailable in the zone. Else `operation`, with `throttle`
            (true), or `code` and `message` and `status`; without any of those the endpoint that CreateVpcEndpoint
            makes fails. `times` (1) and `account` (anybody's) limit it.

    Raises:
        SettingError: it is none of these.
    """
    allowed = {"service", "zone_id", "operation", "throttle", "code", "message", "status", "times", "account"}
    for name in given:
        _known(name, allowed)
    fault = _fault(given)
    with plane.lock:
        if isinstance(fault, ZoneFault):
            plane.faults.zones.add(fault)
        else:
            plane.faults.calls.append(fault)


def _fault(given: Mapping[str, Any]) -> Fault | ZoneFault:
    if "service" in given or "zone_id" in given:
        return ZoneFault(_text(given, "service"), _text(given, "zone_id"))
    operation = _text(given, "operation")
    times = int(_number("times", given.get("times", 1)))
    account = _text(given, "account") if "account" in given else None
    if given.get("throttle"):
        code, message, status = THROTTLED
        return Fault(operation, code, message, status, times, account)
    if "code" not in given and operation != "CreateVpcEndpoint":
        raise SettingError("code: only CreateVpcEndpoint can fail later; say with which code the call is to fail")
    return Fault(
        operation=operation,
        code=_text(given, "code") if "code" in given else None,
        message=str(given.get("message", "A fault that was set on purpose.")),
        status=int(_number("status", given.get("status", 400))),
        times=times,
        account=account,
    )


def _known(name: str, names: Any) -> str:
    if name not in names:
        raise SettingError(f"{name}: unknown. Known are: {', '.join(sorted(names))}")
    return name


def _number(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise SettingError(f"{name}: {value!r} is not a number from 0 up")
    return float(value)


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str) or not value:
        raise SettingError(f"{name}: a text is needed")
    return value
