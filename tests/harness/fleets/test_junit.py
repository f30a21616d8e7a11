"""JUnit's XML of a fleet."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

from privatelink_harness.fleets.junit import fleet_junit_xml
from tests.support.fleets import ERROR, PASSED, STOPPED
from tests.support.reports import SEVERAL_ACCOUNTS


def test_every_stack_has_a_suite_and_one_in_several_accounts_one_for_each() -> None:
    several = replace(PASSED, name="several", report=SEVERAL_ACCOUNTS)
    root = ET.fromstring(fleet_junit_xml([PASSED, several, ERROR, STOPPED]))  # noqa: S314 (our own)
    assert [suite.get("name") for suite in root] == [
        "core",
        "core, provider: account 111122223333 in us-east-1",
        "core, consumer: an account that the state does not tell",
        "core, all accounts",
        "b",
        "c",
    ]
    assert root.get("time") == "5.000"


def test_run_without_checks_is_an_error_or_skipped() -> None:
    root = ET.fromstring(fleet_junit_xml([ERROR, STOPPED]))  # noqa: S314 (our own)
    error, skipped = root.findall("testsuite/testcase/*")
    assert (error.tag, error.get("message"), error.text) == (
        "error",
        "terraform apply failed:",
        "terraform apply failed:\nno\nTry.",
    )
    assert (skipped.tag, skipped.get("message")) == ("skipped", "not started")
    assert [(suite.get("errors"), suite.get("skipped")) for suite in root] == [("1", "0"), ("0", "1")]
