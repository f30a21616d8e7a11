"""Reports as one HTML page that fetches nothing: diagram, checks with filters, times, logs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from privatelink_generator.characters import visible
from privatelink_generator.release import release
from privatelink_harness.checks.check import Check, Verdict
from privatelink_harness.reports.chart import Band, bands, ticks
from privatelink_harness.reports.diagram import diagram
from privatelink_harness.reports.model import Report

_ASSETS = Path(__file__).with_name("assets")
_MINUTE = 60
_CLASSES = {Verdict.PASSED: "passed", Verdict.FAILED: "failed", Verdict.UNPROVABLE: "unprovable"}


@dataclass(frozen=True, slots=True)
class Row:
    """A check in the table.

    Parameters:
        account: its alias; "" where the stack has one only.
        sources: what each source says, and what else there is to know, by title.
    """

    stack: str
    account: str
    verdict: str
    kind: str
    check: Check
    sources: Mapping[str, str]

    @property
    def text(self) -> str:
        """All words of the row, in lower case."""
        parts = (self.stack, self.account, self.check.subject, self.check.property.value, *self.sources.values())
        return " ".join(parts).lower()


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack's part of the page."""

    number: int
    report: Report
    counts: Mapping[str, int]
    diagram: Markup
    bands: tuple[Band, ...]
    ticks: list[tuple[float, str]]
    warnings: tuple[str, ...]
    begun: str

    @property
    def outcome(self) -> str:
        """The word for the whole run."""
        if self.report.failure and self.report.failure.is_stopped:
            return "stopped"
        return "failed" if self.report.failed else "passed"


def html(reports: Sequence[Report]) -> str:
    """Return the page of one or several stacks."""
    stacks = [_stack(number, report) for number, report in enumerate(reports, 1)]
    rows = [row for report in reports for row in _rows(report)]
    failed = sum(report.failed for report in reports)
    styles, script = ((_ASSETS / name).read_text(encoding="utf-8") for name in ("report.css", "report.js"))
    text = _template().render(
        title=_title(reports, failed),
        failed=failed,
        stacks=stacks,
        rows=rows,
        counts={kind: sum(row.kind == kind for row in rows) for kind in _CLASSES.values()},
        verdicts={kind: verdict.value for verdict, kind in _CLASSES.items()},
        subjects=sorted({row.check.subject for row in rows}),
        accounts=sorted({row.account for row in rows if row.account}),
        resources=sum(len({timing.address for timing in report.resources}) for report in reports),
        seconds=sum(report.seconds for report in reports),
        release=release(),
        styles=Markup(styles),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
    )
    return visible(text)


def _title(reports: Sequence[Report], failed: int) -> str:
    if len(reports) == 1:
        return reports[0].name
    return f"{len(reports)} stacks" + (f", {failed} failed" if failed else "")


def _stack(number: int, report: Report) -> Stack:
    warnings = dict.fromkeys([*report.warnings, *(line.text for line in report.log if line.level == "warning")])
    begun = datetime.fromtimestamp(report.begun, UTC).strftime("%Y-%m-%d %H:%M UTC") if report.begun else ""
    drawing = diagram(report.topology) if report.topology else ""
    return Stack(
        number,
        report,
        {_CLASSES[verdict]: count for verdict, count in report.counts.items()},
        Markup(drawing),  # noqa: S704 - every text in it is escaped
        tuple(bands(report)),
        ticks(report),
        tuple(warnings),
        begun,
    )


def _rows(report: Report) -> Iterator[Row]:
    for check in report.checks:
        sources = {
            "spec": check.spec,
            "output": check.output,
            "plan": check.plan,
            "state": check.state,
            "API": check.api,
            "note": check.note,
            "where": check.where,
            "usual cause": check.cause,
            "proof": check.proof.value,
        }
        known = {title: text for title, text in sources.items() if text}
        alias = check.account.alias if check.account else ""
        yield Row(report.name, alias, check.verdict.value, _CLASSES[check.verdict], check, known)


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_ASSETS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["seconds"] = _duration
    return environment.get_template("report.html.j2")


def _duration(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < _MINUTE else f"{seconds // _MINUTE:.0f} min {seconds % _MINUTE:.0f} s"
