"""Reports as JUnit's XML, for CI systems."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from privatelink_generator.characters import visible
from privatelink_harness.checks.check import Check, Verdict
from privatelink_harness.reports.model import Report, explain


def junit_xml(*reports: Report) -> str:
    """Return a test case for each check; one that is not provable is skipped, with the reason.

    A stack in several accounts has a suite for each, one in a single account is a suite itself. A run that could not go
    on has a test case with an error.
    """
    found = [suite for report in reports for suite in suites(report)]
    if len(reports) == 1:
        root = found[0] if "" in reports[0].sections else ET.Element("testsuites", name=reports[0].name)
        root.set("time", _seconds(reports[0]))
    else:
        root = ET.Element("testsuites", name=f"{len(reports)} stacks")
    if root.tag == "testsuites":
        root.extend(found)
    ET.indent(root)
    # XML can't carry every character that an API may answer with.
    return visible(ET.tostring(root, encoding="unicode", xml_declaration=True)) + "\n"


def _seconds(report: Report) -> str:
    return f"{sum(step.seconds for step in report.steps):.3f}"


def suites(report: Report) -> list[ET.Element]:
    """Return a suite for each account, or for a stack in a single one the suite of all checks."""
    found = [
        _suite(report, f"{report.name}, {account}" if account else report.name, checks)
        for account, checks in report.sections.items()
    ]
    if report.failure:
        case = ET.SubElement(found[-1], "testcase", classname=report.name, name="run")
        error = ET.SubElement(case, "error", message=report.failure.message.partition("\n")[0])
        error.text = "\n".join(filter(None, (report.failure.message, report.failure.hint)))
        found[-1].set("errors", "1")
        found[-1].set("tests", str(int(found[-1].get("tests", "0")) + 1))
    if len(found) == 1:
        found[0].set("time", _seconds(report))
    return found


def _suite(report: Report, name: str, checks: Sequence[Check]) -> ET.Element:
    verdicts = [check.verdict for check in checks]
    suite = ET.Element(
        "testsuite",
        name=name,
        tests=str(len(checks)),
        failures=str(verdicts.count(Verdict.FAILED)),
        skipped=str(verdicts.count(Verdict.UNPROVABLE)),
    )
    properties = ET.SubElement(suite, "properties")
    for key, value in report.versions.items():
        ET.SubElement(properties, "property", name=key, value=value)
    for check in checks:
        place = f"{report.name}.{check.account.alias}" if check.account else report.name
        case = ET.SubElement(suite, "testcase", classname=f"{place}.{check.subject}", name=check.property)
        if check.verdict is Verdict.UNPROVABLE:
            ET.SubElement(case, "skipped", message=check.note)
        elif check.verdict is Verdict.FAILED:
            failure = ET.SubElement(case, "failure", message=f"expected {check.expected}, found {check.found}")
            failure.text = explain(check)
    return suite
