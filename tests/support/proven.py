"""Rows of reports that prove nothing."""

from __future__ import annotations

from collections.abc import Iterable

from privatelink_harness.checks.check import Check, Verdict
from privatelink_harness.checks.property import TRAFFIC


def unproven(checks: Iterable[Check]) -> list[Check]:
    """Return the rows that do not pass, without those of connections that nobody wants made."""
    return [
        each
        for each in checks
        if each.verdict is not Verdict.PASSED and not (each.property in TRAFFIC and each.verdict is Verdict.UNPROVABLE)
    ]
