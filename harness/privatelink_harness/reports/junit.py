"""Reports as JUnit's XML, for CI systems."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from privatelink_harness.checks.check import Verdict
from privatelink_harness.reports.model import Report, explain


def junit_xml(report: Report) -> str:
    """Return a test case for each check; one that is not provable is skipped, with the reason."""
    suite = ET.Element(
        "testsuite",
        name=report.name,
        tests=str(len(report.checks)),
        failures=str(report.counts[Verdict.FAILED]),
        skipped=str(report.counts[Verdict.UNPROVABLE]),
        time=f"{sum(step.seconds for step in report.steps):.3f}",
    )
    properties = ET.SubElement(suite, "properties")
    for name, value in report.versions.items():
        ET.SubElement(properties, "property", name=name, value=value)
    for check in report.checks:
        case = ET.SubElement(suite, "testcase", classname=f"{report.name}.{check.subject}", name=check.property)
        if check.verdict is Verdict.UNPROVABLE:
            ET.SubElement(case, "skipped", message=check.note)
        elif check.verdict is Verdict.FAILED:
            failure = ET.SubElement(case, "failure", message=f"expected {check.expected}, found {check.found}")
            failure.text = explain(check)
    ET.indent(suite)
    return ET.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"
