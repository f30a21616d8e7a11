"""Durations, quotas and faults from the HTTP API. A request is checked as a whole before it changes anything."""

from __future__ import annotations

import difflib
import math
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from privatelink_localstack.kernel.faults import Fault, ZoneFault
from privatelink_localstack.kernel.settings import SettingError, Settings, check_account, check_boolean

THROTTLED = {
    "ec2": ("RequestLimitExceeded", "Request limit exceeded.", 503),
    "elbv2": ("Throttling", "Rate exceeded", 400),
}
"""Code, message and HTTP status of a throttled call, by service."""

_KEYS = ("account", "code", "delay", "message", "operation", "service", "status", "throttle", "times", "zone_id")
_LONGEST_DELAY = 600
"""Seconds: a delayed answer takes one of LocalStack's threads."""


def set_durations(settings: Settings, given: Mapping[str, Any]) -> dict[str, float]:
    """Set durations of states, and return all.

    Parameters:
        given: seconds by name of `durations.DEFAULTS`.

    Raises:
        SettingError: a name is unknown, or a value is no duration.
    """
    settings.durations.update({_known(name, settings.durations): _number(name, value) for name, value in given.items()})
    return dict(settings.durations)


def set_quotas(settings: Settings, given: Mapping[str, Any]) -> dict[str, int]:
    """Set quotas, and return all.

    Parameters:
        given: whole numbers by name of `quotas.DEFAULTS`.

    Raises:
        SettingError: a name is unknown, or a value is no whole number.
    """
    settings.quotas.update({_known(name, settings.quotas): _whole(name, value) for name, value in given.items()})
    return dict(settings.quotas)


def add_fault(settings: Settings, given: Mapping[str, Any], operations: Mapping[str, str]) -> None:
    """Set a fault.

    Parameters:
        given: `service` and `zone_id` make the service unavailable in the zone. Otherwise `operation`, with
            `throttle` (true), with `delay` (seconds), or with `code`, `message` and `status`; without these, the
            endpoint that CreateVpcEndpoint creates fails. `times` (default 1) and `account` (default any)
            limit the fault.
        operations: services by the names of their operations.

    Raises:
        SettingError: a key is unknown, or a value does not fit.
    """
    if "service" in given or "zone_id" in given:
        settings.faults.zones.add(_zone_fault(given))
    else:
        settings.faults.calls.append(_fault(given, operations))


def remove_faults(settings: Settings, given: Mapping[str, Any]) -> None:
    """Remove all faults, or those of an account.

    Parameters:
        given: `account`; nothing for all faults.

    Raises:
        SettingError: another key is given, or the account is none.
    """
    for name in given:
        _known(name, ("account",))
    if given:
        settings.faults.forget(check_account("account", given["account"]))
    else:
        settings.faults.clear()


def _zone_fault(given: Mapping[str, Any]) -> ZoneFault:
    for name in given:
        _known(name, ("service", "zone_id"))
    return ZoneFault(_text(given, "service"), _text(given, "zone_id"))


def _fault(given: Mapping[str, Any], operations: Mapping[str, str]) -> Fault:
    for name in given:
        _known(name, _KEYS)
    operation = _text(given, "operation")
    if operation not in operations:
        close = difflib.get_close_matches(operation, operations, 1)
        meant = f"; did you mean {close[0]}?" if close else ""
        raise SettingError(f"operation: {operation} is neither EC2's nor Elastic Load Balancing's{meant}")
    times = _whole("times", given.get("times", 1))
    if times < 1:
        raise SettingError("times: at least 1; DELETE removes faults")
    account = check_account("account", given["account"]) if "account" in given else None
    if check_boolean(given, "throttle"):
        _without(given, "throttle", ("code", "delay", "message", "status"))
        code, message, status = THROTTLED[operations[operation]]
        return Fault(operation, code, message, status, times, account)
    if "delay" in given:
        _without(given, "delay", ("code", "message", "status"))
        return Fault(operation, None, "", times=times, account=account, delay=_delay(given["delay"]))
    message = _text(given, "message") if "message" in given else "A fault that was set on purpose."
    if "code" not in given:
        _without(given, "no code", ("status",))
        if operation != "CreateVpcEndpoint":
            raise SettingError("code: only CreateVpcEndpoint can fail later; give the code of the error")
        return Fault(operation, None, message, times=times, account=account)
    status = _whole("status", given.get("status", 400))
    if not 400 <= status <= 599:
        raise SettingError(f"status: {status} is not an HTTP status of an error, 400 to 599")
    return Fault(operation, _text(given, "code"), message, status, times, account)


def _delay(value: object) -> float:
    seconds = _number("delay", value)
    if not 0 < seconds <= _LONGEST_DELAY:
        raise SettingError(f"delay: {value!r} is not a number of seconds up to {_LONGEST_DELAY}")
    return seconds


def _without(given: Mapping[str, Any], setting: str, names: Iterable[str]) -> None:
    for name in names:
        if name in given:
            raise SettingError(f"{name}: can't be combined with {setting}")


def _known(name: str, names: Collection[str]) -> str:
    if name not in names:
        raise SettingError(f"{name}: unknown. Known are: {', '.join(sorted(names))}")
    return name


def _number(name: str, value: object) -> float:
    # JSON has no infinity and no NaN, but Python's reader takes them.
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
        raise SettingError(f"{name}: {value!r} is not a number from 0 up")
    return float(value)


def _whole(name: str, value: object) -> int:
    number = _number(name, value)
    if not number.is_integer():
        raise SettingError(f"{name}: {value!r} is not a whole number")
    return int(number)


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str) or not value:
        raise SettingError(f"{name}: a text is needed")
    return value
