"""A report as a table, as JSON and as JUnit's XML."""

from __future__ import annotations

import io
import json
from xml.etree import ElementTree as ET

import pytest
from rich.console import Console

from privatelink_harness.checks.check import Check, Proof, Verdict
from privatelink_harness.checks.property import Property
from privatelink_harness.reports.report import Report, Step, explain, junit, print_table, summary

LONG = ", ".join(f"subnet-{number:017x}" for number in range(4))
CHECKS = (
    Check("lambda", Property.EXISTS, Verdict.PASSED, Proof.EMULATED, "yes", "yes", "yes", "yes"),
    Check("lambda", Property.SUBNETS, Verdict.FAILED, Proof.EMULATED, LONG, None, LONG, LONG.replace("3", "4")),
    Check(
        "lambda", Property.ZONAL_NAMES, Verdict.UNPROVABLE, Proof.STRUCTURAL, "a", None, None, "none", "no zonal names"
    ),
    Check("s3", Property.ZONAL_NAMES, Verdict.UNPROVABLE, Proof.STRUCTURAL, "b", None, None, "none", "no zonal names"),
    Check("stack", Property.POLICY, Verdict.FAILED, Proof.LIVE, '[{"<&>": 1}]', None, None, "[]"),
)
REPORT = Report(
    "core",
    "LocalStack 1.2.3 at http://127.0.0.1:4566",
    "terraform 1.11.4",
    "hashicorp/aws 5.100.0 from mirror",
    CHECKS,
    (Step("plan", 1.25), Step("apply", 10.5)),
    warnings=("old",),
)


def table(report: Report, width: int = 140) -> str:
    stream = io.StringIO()
    print_table(report, Console(file=stream, width=width))
    return stream.getvalue()


@pytest.mark.parametrize("width", [80, 140])
def test_one_line_for_each_check(width: int) -> None:
    rows = table(REPORT, width).split("\n\n")[0].splitlines()[1:]
    assert [row.split()[-1] for row in rows] == ["passed", "failed", "provable", "provable", "failed"]
    assert [row.split()[0] for row in rows] == ["lambda", "subnets", "zonal", "s3", "stack"]
    assert max(map(len, rows)) <= width


def test_what_fails_is_told_in_full_below_the_table() -> None:
    assert f"lambda: subnets: failed\n  spec: {LONG}\n  state: {LONG}\n  API: {LONG.replace('3', '4')}\n" in table(
        REPORT
    )


def test_a_reason_is_told_once_for_all_checks() -> None:
    assert "Not provable on this target: no zonal names: lambda zonal names, s3 zonal names.\n" in table(REPORT)


def test_the_last_line_sums_up() -> None:
    assert table(REPORT).splitlines()[-1] == summary(REPORT)
    assert summary(REPORT) == (
        "core: 1 passed, 2 failed, 2 not provable "
        "(LocalStack 1.2.3 at http://127.0.0.1:4566; terraform 1.11.4; hashicorp/aws 5.100.0 from mirror)"
    )


def test_a_report_without_checks() -> None:
    empty = Report("core", "t", "tf", "p", ())
    assert summary(empty) == "core: no checks (t; tf; p)"
    assert not empty.failed


def test_json_has_everything() -> None:
    data = json.loads(json.dumps(REPORT.data()))
    assert set(data) == {"name", "target", "terraform", "provider", "checks", "steps", "kept", "warnings"}
    assert data["checks"][2] == {
        "subject": "lambda",
        "property": "zonal names",
        "verdict": "not provable",
        "proof": "structural",
        "spec": "a",
        "plan": None,
        "state": None,
        "api": "none",
        "note": "no zonal names",
    }
    assert data["steps"] == [{"name": "plan", "seconds": 1.25}, {"name": "apply", "seconds": 10.5}]


def test_junit_parses_and_tells_each_check() -> None:
    suite = ET.fromstring(junit(REPORT))  # noqa: S314 (our own)
    assert suite.attrib == {"name": "core", "tests": "5", "failures": "2", "skipped": "2", "time": "11.750"}
    cases = [(case.get("classname"), case.get("name"), [child.tag for child in case]) for case in suite]
    assert cases == [
        ("core.lambda", "exists", []),
        ("core.lambda", "subnets", ["failure"]),
        ("core.lambda", "zonal names", ["skipped"]),
        ("core.s3", "zonal names", ["skipped"]),
        ("core.stack", "policy", ["failure"]),
    ]
    failure = suite[4][0]
    assert (failure.get("message"), failure.text) == ('expected [{"<&>": 1}], found []', explain(CHECKS[4]))
    assert suite[2][0].get("message") == "no zonal names"


def test_explaining_names_only_witnesses_that_spoke() -> None:
    assert explain(CHECKS[2]) == ("lambda: zonal names: not provable\n  spec: a\n  API: none\n  note: no zonal names")
