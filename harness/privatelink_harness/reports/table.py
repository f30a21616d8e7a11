"""Reports as a table, for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from privatelink_generator.characters import visible
from privatelink_generator.release import DISTRIBUTION, release
from privatelink_harness.checks.check import Check, Verdict
from privatelink_harness.reports.model import Report, explain

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_WIDEST = 44
"""Characters of a table's cell; the whole text is in JSON and JUnit."""

_STYLES = {Verdict.PASSED: "green", Verdict.FAILED: "bold red", Verdict.UNPROVABLE: "yellow"}


def print_table(report: Report, console: Console) -> None:
    """Print a row for each check, every failed check in full, the reasons of those not provable, and a summary.

    Where there are several accounts, the rows of each stand under its name.
    """
    from rich.segment import Segments
    from rich.text import Text

    sections = report.sections
    head, *lines = console.render_lines(_table([*sections.values()]), pad=False, new_lines=True)
    console.print(Segments(head), end="")
    for account, checks in sections.items():
        if account:
            console.print(Text(f"\n{account}", style="bold"), soft_wrap=True)
        for _ in checks:
            console.print(Segments(lines.pop(0)), end="")
    console.print()
    for check in report.checks:
        if check.verdict is Verdict.FAILED:
            console.print(explain(check), highlight=False, markup=False, soft_wrap=True)
    for note, rows in _notes(report.checks).items():
        console.print(f"{note}: {', '.join(rows)}.", highlight=False, markup=False, soft_wrap=True)
    console.print(Text(summary(report), style="bold red" if report.failed else "bold"), soft_wrap=True)


def summary(report: Report) -> str:
    """Return one line: how many checks have each verdict, and what they ran with."""
    counts = ", ".join(f"{count} {verdict}" for verdict, count in report.counts.items() if count)
    shown = (report.target, report.terraform, report.aws_provider, f"{DISTRIBUTION} {release()}")
    counts = ", ".join(filter(None, (counts, "the run failed" if report.failure else "")))
    return f"{report.name}: {counts or 'no checks'} ({'; '.join(shown)})"


def _table(sections: Sequence[Sequence[Check]]) -> Table:
    """Return one table of all sections, so that their columns are alike: its title, and a line for each check."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold", expand=False)
    for title in ("endpoint", "check", "expected", "found", "verdict", "proof"):
        table.add_column(title, no_wrap=title not in {"expected", "found"})
    for checks in sections:
        subject = ""
        for check in checks:
            shown = "" if check.subject == subject else check.subject
            subject = check.subject
            values = [Text(_short(text), no_wrap=True, overflow="ellipsis") for text in (check.expected, check.found)]
            verdict = Text(check.verdict, style=_STYLES[check.verdict])
            proof = "" if check.verdict is Verdict.UNPROVABLE else check.proof
            table.add_row(shown, check.property, *values, verdict, proof)
    return table


def _notes(checks: Sequence[Check]) -> dict[str, list[str]]:
    """Return why checks are not provable, and what connections don't show: each reason once, with its rows."""
    notes: dict[str, list[str]] = {}
    for check in checks:
        if check.verdict is Verdict.UNPROVABLE:
            note = f"Not provable on this target: {check.note}"
        elif check.shows_less:
            note = f"Shown in part: {check.note}"
        else:
            continue
        notes.setdefault(note, []).append(f"{check.subject} {check.property}")
    return notes


def _short(text: str) -> str:
    text = visible(text)
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"
