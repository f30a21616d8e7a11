"""Rows of reports that prove nothing."""

from __future__ import annotations

from collections.abc import Iterable

from privatelink_harness.checks.check import Check, Proof, Verdict
from privatelink_harness.checks.property import TRAFFIC

PROVEN = {Proof.TRAFFIC: "passed", Proof.STRUCTURAL: "not provable"}
"""The verdict on connections, where traffic flows and elsewhere."""


_FAULTS = ("what changed is not in force", "the data plane does not have it")
"""Beginnings of reasons that a target which works does not give."""


def unproven(checks: Iterable[Check]) -> list[Check]:
    """Return the rows that do not pass, without those of connections that can't be shown here."""
    return [each for each in checks if each.verdict is not Verdict.PASSED and not _is_beyond(each)]


def _is_beyond(check: Check) -> bool:
    """Return whether a row is of connections that a target can't show."""
    unprovable = check.property in TRAFFIC and check.verdict is Verdict.UNPROVABLE
    return unprovable and not check.note.startswith(_FAULTS)
