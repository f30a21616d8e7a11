"""Reports on disk, in every form."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from privatelink_generator.errors import OutputError
from privatelink_harness.checks.check import Verdict
from privatelink_harness.errors import HarnessError
from privatelink_harness.reports.data import read_reports
from privatelink_harness.reports.files import FORMS, check_path, write_reports
from privatelink_harness.reports.markdown import markdown
from privatelink_harness.reports.model import Failure, Report
from tests.support.reports import CHECKS, REPORT, SEVERAL_ACCOUNTS, STOPPED, WHOLE

PASSED = replace(REPORT, name="good", checks=tuple(check for check in CHECKS if check.verdict is Verdict.PASSED))


@pytest.mark.parametrize("report", [REPORT, SEVERAL_ACCOUNTS, WHOLE, STOPPED], ids=lambda report: report.name)
def test_json_is_read_back_as_it_was(tmp_path: Path, report: Report) -> None:
    path = tmp_path / "report.json"
    write_reports([report, PASSED], [path])
    assert read_reports(path) == [report, PASSED]


@pytest.mark.parametrize(("reports", "status"), [([PASSED], "ok"), ([PASSED, REPORT], "failed"), ([STOPPED], "failed")])
def test_json_has_the_status_of_the_worst_run(tmp_path: Path, reports: list[Report], status: str) -> None:
    path = tmp_path / "report.json"
    write_reports(reports, [path])
    assert json.loads(path.read_text())["status"] == status


@pytest.mark.parametrize("text", ["", "{}", '{"command": "report", "data": {"runs": [{"name": 1}]}}', "[]"])
def test_reading_rejects_what_is_no_report(tmp_path: Path, text: str) -> None:
    path = tmp_path / "other.json"
    path.write_text(text)
    with pytest.raises(HarnessError, match=r"other\.json: holds no reports"):
        read_reports(path)


def test_reading_names_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(HarnessError, match=r"none\.json: can't be read: No such file"):
        read_reports(tmp_path / "none.json")


def test_every_form_is_written_at_once(tmp_path: Path) -> None:
    paths = [tmp_path / f"report{ending}" for ending in FORMS]
    write_reports([REPORT, STOPPED], paths)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in paths)
    assert all("core" in path.read_text() for path in paths)


def test_nothing_is_written_where_one_file_can_not_be(tmp_path: Path) -> None:
    (tmp_path / "taken.md").mkdir()
    with pytest.raises(OutputError):
        write_reports([REPORT], [tmp_path / "a.json", tmp_path / "taken.md"])
    assert [path.name for path in tmp_path.iterdir()] == ["taken.md"]


def test_older_report_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "report.md"
    path.write_text("older")
    write_reports([PASSED], [path])
    assert path.read_text() == markdown([PASSED])


@pytest.mark.parametrize(
    ("name", "message"), [("a.pdf", "no form of report ends so"), ("none/a.md", "no file can be written there")]
)
def test_path_is_rejected_before_a_run(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(HarnessError, match=message):
        check_path(tmp_path / name)


def test_junit_of_several_stacks_has_a_suite_for_each(tmp_path: Path) -> None:
    path = tmp_path / "report.xml"
    write_reports([PASSED, STOPPED], [path])
    root = ET.parse(path).getroot()  # noqa: S314 - our own
    assert (root.tag, [suite.get("name") for suite in root]) == ("testsuites", ["good", "cut"])


def test_junit_has_an_error_for_a_run_that_could_not_go_on(tmp_path: Path) -> None:
    path = tmp_path / "report.xml"
    write_reports([STOPPED], [path])
    suite = ET.parse(path).getroot()  # noqa: S314 - our own
    case = suite.findall("testcase")[-1]
    assert (suite.get("tests"), suite.get("errors"), case.get("name")) == ("1", "1", "run")
    assert [(child.tag, child.get("message"), child.text) for child in case] == [
        ("error", "terraform apply failed", "terraform apply failed\nno such zone\nName another zone.")
    ]


def test_markdown_shows_what_failed() -> None:
    text = markdown([REPORT])
    assert text.startswith("## PrivateLink: core failed\n")
    assert '| stack: policy | \\[{"\\<\\&\\>": 1}\\] | \\[\\] |' in text
    assert "lambda: subnets: failed" in text
    assert "- no names: lambda zonal names, s3 zonal names" in text


def test_markdown_of_several_stacks_counts_the_failed_ones() -> None:
    text = markdown([PASSED, REPORT, STOPPED])
    assert text.startswith("## PrivateLink: 2 of 3 stacks failed\n")
    assert "### good" not in text, "nothing is to be said of it"


def test_markdown_shows_why_a_run_could_not_go_on() -> None:
    text = markdown([STOPPED])
    assert "```text\nterraform apply failed\nno such zone\n```" in text
    assert "Name another zone." in text
    assert "main.tf:3: no such zone" in text, "the log's end"


def test_markdown_takes_nothing_for_markup() -> None:
    failure = Failure("```\n<script>")
    text = markdown([replace(PASSED, name="a|b*c", failure=failure)])
    assert "a\\|b\\*c" in text
    assert "````text\n```\n<script>\n````" in text
