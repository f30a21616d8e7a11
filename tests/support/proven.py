"""Rows of reports that prove nothing."""

from __future__ import annotations

from collections.abc import Iterable

from privatelink_harness.checks.check import Check, Proof, Verdict
from privatelink_harness.checks.property import TRAFFIC

PROVEN = {Proof.TRAFFIC: "passed", Proof.STRUCTURAL: "not provable"}
"""The verdict on connections, where traffic flows and elsewhere."""


def unproven(checks: Iterable[Check]) -> list[Check]:
    """Return the rows that do not pass, without those of connections that can't be shown here."""
    return [
        each
        for each in checks
        if each.verdict is not Verdict.PASSED and not (each.property in TRAFFIC and each.verdict is Verdict.UNPROVABLE)
    ]
