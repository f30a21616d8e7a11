"""Reports as a table."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from privatelink_generator.release import release
from privatelink_harness.reports.model import Report
from privatelink_harness.reports.table import print_table, summary
from tests.support.reports import LONG, PROVIDER, REPORT, SEVERAL_ACCOUNTS


def table(report: Report, width: int = 140) -> str:
    stream = io.StringIO()
    print_table(report, Console(file=stream, width=width))
    return stream.getvalue()


@pytest.mark.parametrize("width", [80, 140])
def test_table_has_one_line_for_each_check(width: int) -> None:
    rows = table(REPORT, width).split("\n\n")[0].splitlines()[1:]
    verdicts = ["passed emulated", "failed emulated", "not provable", "not provable", "failed live"]
    assert [" ".join(row.split()[-2:]) for row in rows] == verdicts
    assert [row.split()[0] for row in rows] == ["lambda", "subnets", "zonal", "s3", "stack"]
    assert max(map(len, rows)) <= width


def test_table_has_a_section_for_each_of_several_accounts() -> None:
    lines = table(SEVERAL_ACCOUNTS).split("\n\nconsumer: lambda: subnets")[0].splitlines()
    assert [line.split("  ")[0] for line in lines] == [
        "endpoint",
        "",
        "provider: account 111122223333 in us-east-1",
        "lambda",
        "",
        "",
        "consumer: an account that the state does not tell",
        "lambda",
        "s3",
        "",
        "all accounts",
        "stack",
    ]


def test_table_has_no_section_for_a_single_account() -> None:
    one = replace(REPORT, checks=tuple(replace(check, account=PROVIDER) for check in REPORT.checks))
    assert table(one).split("\n\n")[0] == table(REPORT).split("\n\n")[0]


def test_table_explains_failed_check_in_full() -> None:
    found = LONG.replace("3", "4")
    explained = f"lambda: subnets: failed\n  expected (spec, state): {LONG}\n  found (API): {found}\n"
    assert explained in table(REPORT)


def test_table_gives_each_reason_once() -> None:
    assert "Not provable on this target: no names: lambda zonal names, s3 zonal names.\n" in table(REPORT)


def test_table_ends_with_summary() -> None:
    assert table(REPORT).splitlines()[-1] == summary(REPORT)


def test_summary_counts_verdicts_and_names_the_tools() -> None:
    assert summary(REPORT) == (
        "core: 1 passed, 2 failed, 2 not provable "
        "(LocalStack 4.14.0 at http://127.0.0.1:4566; terraform 1.11.4; hashicorp/aws 5.100.0 from mirror; "
        f"tf-privatelink {release()})"
    )


def test_summary_of_report_without_checks_says_so() -> None:
    assert summary(Report("core", "t", "tf", "p", ())) == f"core: no checks (t; tf; p; tf-privatelink {release()})"
