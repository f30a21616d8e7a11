"""The registered targets, and the two ways to one: by name for a new run, by record for a stack on disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from privatelink_generator.document.suggestion import did_you_mean
from privatelink_harness.errors import HarnessError
from privatelink_harness.finding import Finding
from privatelink_harness.targets.localstack import diagnosis as localstack_diagnosis
from privatelink_harness.targets.localstack import session as localstack_session
from privatelink_harness.targets.localstack import target as localstack_target
from privatelink_harness.targets.protocol import Session, Target

DEFAULT_TARGET = "localstack"


@dataclass(frozen=True, slots=True)
class Settings:
    """A user's settings of a target.

    Parameters:
        region: of the stack.
        account: 12 digits; None leaves the account to the target.
    """

    region: str
    account: str | None = None


@dataclass(frozen=True, slots=True)
class Implementation:
    """The functions of a registered target.

    Parameters:
        make: returns a target with the user's settings.
        reopen: returns the session that wrote a record; raises KeyError or TypeError for any other record.
        diagnose: returns the findings of `privatelink doctor`.
    """

    make: Callable[[Settings], Target]
    reopen: Callable[[Mapping[str, Any]], Session]
    diagnose: Callable[[], list[Finding]]


TARGETS: dict[str, Implementation] = {
    DEFAULT_TARGET: Implementation(
        make=lambda settings: localstack_target.LocalStackTarget(settings.region, settings.account),
        reopen=localstack_session.reopen,
        diagnose=localstack_diagnosis.diagnose,
    ),
}
"""By name. Another target is added by its entry, also from outside of this package."""


def target(name: str, *, region: str, account: str | None = None) -> Target:
    """Return the target of this name.

    Raises:
        HarnessError: no target has this name.
    """
    return _implementation(name).make(Settings(region, account))


def reopen(record: Mapping[str, Any]) -> Session:
    """Return the session that wrote this record.

    Raises:
        HarnessError: no target has the record's name.
        KeyError, TypeError: the record lacks something.
    """
    return _implementation(record["target"]).reopen(record)


def diagnose() -> list[Finding]:
    """Return what every target reports of itself."""
    return [finding for implementation in TARGETS.values() for finding in implementation.diagnose()]


def _implementation(name: str) -> Implementation:
    if name not in TARGETS:
        raise HarnessError(
            f"target {name!r} is unknown{did_you_mean(name, TARGETS)}",
            hint=f"Name one of: {', '.join(sorted(TARGETS))}.",
        )
    return TARGETS[name]
