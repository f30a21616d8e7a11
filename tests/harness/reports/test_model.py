"""Reports and the explanation of a check."""

from __future__ import annotations

from privatelink_harness.reports.model import Report, explain
from tests.support.reports import CHECKS, REPORT


def test_report_fails_with_a_failed_check() -> None:
    assert REPORT.failed


def test_report_without_checks_does_not_fail() -> None:
    assert not Report("core", "t", "tf", "p", ()).failed


def test_explain_leaves_out_sources_without_value() -> None:
    assert explain(CHECKS[2]) == "lambda: zonal names: not provable\n  spec: a\n  API: none\n  note: no names"
