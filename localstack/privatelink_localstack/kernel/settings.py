"""Settings of the emulation: durations, quotas and faults.

AWS's states last minutes; the emulation's are short by default, so that tests do not wait. Quotas have AWS's defaults,
and all of them can be changed, even those that AWS never raises.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from privatelink_localstack.kernel import durations, quotas
from privatelink_localstack.kernel.faults import Faults


class SettingError(ValueError):
    """An unknown setting, or a value that a setting cannot have."""


@dataclass(slots=True)
class Settings:
    """Settings that tests may change while LocalStack runs.

    Parameters:
        durations: seconds by name of `durations.DEFAULTS`.
        quotas: numbers by name of `quotas.DEFAULTS`.
    """

    durations: dict[str, float] = field(default_factory=lambda: dict(durations.DEFAULTS))
    quotas: dict[str, int] = field(default_factory=lambda: dict(quotas.DEFAULTS))
    faults: Faults = field(default_factory=Faults)

    def reset(self) -> None:
        """Restore the defaults and forget all faults."""
        self.durations.clear()
        self.durations.update(durations.DEFAULTS)
        self.quotas.clear()
        self.quotas.update(quotas.DEFAULTS)
        self.faults.clear()


def check_account(name: str, value: object) -> str:
    """Return an account's 12 digits.

    Raises:
        SettingError: the value is anything else.
    """
    if not isinstance(value, str) or re.fullmatch(r"[0-9]{12}", value) is None:
        raise SettingError(f"{name}: {value!r} is not an account's 12 digits")
    return value


def check_boolean(given: Mapping[str, object], name: str) -> bool:
    """Return a boolean; False if it is missing.

    Raises:
        SettingError: the value is anything else.
    """
    value = given.get(name, False)
    if not isinstance(value, bool):
        raise SettingError(f"{name}: {value!r} is neither true nor false")
    return value
