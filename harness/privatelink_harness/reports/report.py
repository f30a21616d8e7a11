"""What a run found, and how it is shown: as a table, as JSON, as JUnit's XML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from privatelink_harness.checks.check import Check, Verdict

if TYPE_CHECKING:
    from rich.console import Console

_WIDEST = 44
"""Characters of a table's cell; the whole text is in JSON and JUnit."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a run; seconds of wall-clock time."""

    name: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Report:
    """What a run found.

    Parameters:
        name: of the spec.
        target: where the stack was applied.
        terraform: which Terraform, with its version.
        provider: which AWS provider, with its version and where it came from.
        checks: in the spec's order.
        steps: in the order they ended.
        kept: directory of the stack if it stands on, else None.
        warnings: what the user should know.
    """

    name: str
    target: str
    terraform: str
    provider: str
    checks: tuple[Check, ...]
    steps: tuple[Step, ...] = ()
    kept: str | None = None
    warnings: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether a check failed."""
        return any(check.verdict is Verdict.FAILED for check in self.checks)

    @property
    def counts(self) -> Mapping[Verdict, int]:
        """How many checks had each verdict."""
        return {verdict: sum(check.verdict is verdict for check in self.checks) for verdict in Verdict}

    def data(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def print_table(report: Report, console: Console) -> None:
    """Print one row for each check, then how many had which verdict."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold", expand=False)
    for title in ("endpoint", "check", "expected", "found", "verdict"):
        table.add_column(title, no_wrap=title not in {"expected", "found"})
    styles = {Verdict.PASSED: "green", Verdict.FAILED: "bold red", Verdict.UNPROVABLE: "yellow"}
    subject = ""
    for check in report.checks:
        shown = "" if check.subject == subject else check.subject
        subject = check.subject
        verdict = Text(check.verdict.value, style=styles[check.verdict])
        said = [Text(_short(each), no_wrap=True, overflow="ellipsis") for each in (check.expected, check.found)]
        table.add_row(shown, check.property, *said, verdict)
    console.print(table)
    console.print()
    for check in report.checks:
        if check.verdict is Verdict.FAILED:
            console.print(explain(check), highlight=False, markup=False, soft_wrap=True)
    for note, names in _notes(report.checks).items():
        console.print(f"{note}: {', '.join(names)}.", highlight=False, markup=False, soft_wrap=True)
    console.print(Text(summary(report), style="bold red" if report.failed else "bold"), soft_wrap=True)


def summary(report: Report) -> str:
    """One line: the verdicts, and what gave them."""
    counts = ", ".join(f"{count} {verdict.value}" for verdict, count in report.counts.items() if count)
    return f"{report.name}: {counts or 'no checks'} ({report.target}; {report.terraform}; {report.provider})"


def _notes(checks: Sequence[Check]) -> dict[str, list[str]]:
    """Why checks prove nothing, each reason once."""
    notes: dict[str, list[str]] = {}
    for check in checks:
        if check.verdict is Verdict.UNPROVABLE:
            note = f"Not provable on this target: {check.note}"
            notes.setdefault(note, []).append(f"{check.subject} {check.property}")
    return notes


def _short(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"


def junit(report: Report) -> str:
    """JUnit's XML: a test case for each check; what is not provable is skipped, with the reason."""
    suite = ET.Element(
        "testsuite",
        name=report.name,
        tests=str(len(report.checks)),
        failures=str(report.counts[Verdict.FAILED]),
        skipped=str(report.counts[Verdict.UNPROVABLE]),
        time=f"{sum(step.seconds for step in report.steps):.3f}",
    )
    for check in report.checks:
        case = ET.SubElement(suite, "testcase", classname=f"{report.name}.{check.subject}", name=check.property)
        if check.verdict is Verdict.UNPROVABLE:
            ET.SubElement(case, "skipped", message=check.note)
        elif check.verdict is Verdict.FAILED:
            found = ET.SubElement(case, "failure", message=f"expected {check.expected}, found {check.found}")
            found.text = explain(check)
    ET.indent(suite)
    return ET.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def explain(check: Check) -> str:
    """What each witness says, a line each."""
    said = {"spec": check.spec, "plan": check.plan, "state": check.state, "API": check.api, "note": check.note}
    lines = [f"{check.subject}: {check.property}: {check.verdict.value}"]
    return "\n".join([*lines, *(f"  {witness}: {text}" for witness, text in said.items() if text)])
