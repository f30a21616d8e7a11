"""Reports and the explanation of a check."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args, get_type_hints

from privatelink_harness.checks.check import Proof, Verdict
from privatelink_harness.reports import shapes
from privatelink_harness.reports.model import Report, explain
from tests.support.reports import CHECKS, REPORT


def test_report_fails_with_a_failed_check() -> None:
    assert REPORT.failed


def test_report_without_checks_does_not_fail() -> None:
    assert not Report("core", "t", "tf", "p", ()).failed


def test_explain_leaves_out_sources_without_value() -> None:
    assert explain(CHECKS[2]) == "lambda: zonal names: not provable\n  spec: a\n  API: none\n  note: no names"


def test_explain_says_of_a_failure_what_is_expected_and_where_and_why() -> None:
    check = replace(CHECKS[1], spec="a", plan="a", state="b", api="c", where="core.yaml:4:5", cause="it was moved")
    assert explain(check).splitlines() == [
        "lambda: subnets: failed",
        "  expected (spec, plan): a",
        "  found (state): b",
        "  found (API): c",
        "  where: core.yaml:4:5",
        "  usual cause: it was moved",
    ]


def test_explain_says_no_cause_of_what_is_not_provable() -> None:
    assert "usual cause" not in explain(CHECKS[2])


def test_published_words_are_those_of_checks() -> None:
    published = get_type_hints(shapes.Check)

    assert set(get_args(published["proof"])) == set(Proof)
    assert set(get_args(published["verdict"])) == set(Verdict)
