"""Reports as JUnit's XML."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from privatelink_generator.characters import visible
from privatelink_generator.release import release
from privatelink_harness.checks.check import Verdict
from privatelink_harness.reports.junit import junit_xml
from privatelink_harness.reports.model import explain
from tests.support.reports import CHECKS, REPORT, SEVERAL_ACCOUNTS


def test_junit_has_a_case_for_each_check() -> None:
    suite = ET.fromstring(junit_xml(REPORT))  # noqa: S314 (our own)
    assert suite.attrib == {"name": "core", "tests": "5", "failures": "2", "skipped": "2", "time": "11.750"}
    cases = [
        (case.get("classname"), case.get("name"), [child.tag for child in case]) for case in suite.iter("testcase")
    ]
    assert cases == [
        ("core.lambda", "exists", []),
        ("core.lambda", "subnets", ["failure"]),
        ("core.lambda", "zonal names", ["skipped"]),
        ("core.s3", "zonal names", ["skipped"]),
        ("core.stack", "policy", ["failure"]),
    ]


def test_junit_has_a_suite_for_each_of_several_accounts() -> None:
    root = ET.fromstring(junit_xml(SEVERAL_ACCOUNTS))  # noqa: S314 (our own)
    suites = [
        (suite.get("name"), suite.get("failures"), [case.get("classname") for case in suite.iter("testcase")])
        for suite in root
    ]
    assert (root.tag, root.attrib) == ("testsuites", {"name": "core", "time": "11.750"})
    assert suites == [
        ("core, provider: account 111122223333 in us-east-1", "0", ["core.provider.lambda"] * 2),
        (
            "core, consumer: an account that the state does not tell",
            "1",
            ["core.consumer.lambda", "core.consumer.s3"],
        ),
        ("core, all accounts", "1", ["core.stack"]),
    ]


def test_junit_gives_reasons() -> None:
    suite = ET.fromstring(junit_xml(REPORT))  # noqa: S314 (our own)
    cases = suite.findall("testcase")
    failure, skipped = cases[4][0], cases[2][0]
    assert (failure.get("message"), failure.text) == ('expected [{"<&>": 1}], found []', explain(CHECKS[4]))
    assert skipped.get("message") == "no names"


def test_junit_names_what_the_run_ran_with() -> None:
    suite = ET.fromstring(junit_xml(REPORT))  # noqa: S314 (our own)
    assert {each.get("name"): each.get("value") for each in suite.iter("property")} == {
        "target": REPORT.target,
        "terraform": REPORT.terraform,
        "aws-provider": REPORT.aws_provider,
        "tf-privatelink": release(),
    }


@pytest.mark.parametrize("text", ["a\x01b", "a\x1b[2Jb", "a\u202eb", "a\ufffeb", "a\ud800b"])
def test_junit_has_escapes_for_what_nobody_sees(text: str) -> None:
    failed = next(check for check in CHECKS if check.verdict is Verdict.FAILED)
    xml = junit_xml(replace(REPORT, checks=(replace(failed, api=text),)))
    (failure,) = ET.fromstring(xml).iter("failure")  # noqa: S314 - our own

    assert visible(text) in (failure.text or "")
    assert visible(text) in explain(replace(failed, api=text))
