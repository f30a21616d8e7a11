"""JUnit's XML of a fleet: a suite for each stack and account, and a test case for a run without checks."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from privatelink_generator.characters import visible
from privatelink_harness.fleets.work import Outcome, Status
from privatelink_harness.reports.junit import suites


def fleet_junit_xml(outcomes: Sequence[Outcome]) -> str:
    """Return the suites of all stacks; a stack that was stopped is skipped, one that could not be run is an error."""
    root = ET.Element("testsuites", name="fleet")
    for outcome in outcomes:
        if outcome.report:
            root.extend(suites(outcome.report))
        else:
            root.append(_without_checks(outcome))
    root.set("time", f"{sum(outcome.seconds for outcome in outcomes):.3f}")
    ET.indent(root)
    return visible(ET.tostring(root, encoding="unicode", xml_declaration=True)) + "\n"


def _without_checks(outcome: Outcome) -> ET.Element:
    is_error = outcome.status is Status.ERROR
    suite = ET.Element(
        "testsuite",
        name=outcome.name,
        tests="1",
        failures="0",
        errors=str(int(is_error)),
        skipped=str(int(not is_error)),
    )
    case = ET.SubElement(suite, "testcase", classname=f"{outcome.name}.stack", name="run")
    told = ET.SubElement(case, "error" if is_error else "skipped", message=outcome.message.partition("\n")[0])
    told.text = "\n".join(filter(None, (outcome.message, outcome.hint)))
    return suite
