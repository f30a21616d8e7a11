"""Reports as Markdown, for the summary of a CI job."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from privatelink_generator.characters import visible
from privatelink_generator.release import DISTRIBUTION, release
from privatelink_harness.checks.check import Check, Verdict
from privatelink_harness.reports.model import Report, explain

_SIGNS = {Verdict.PASSED: "✅", Verdict.FAILED: "❌", Verdict.UNPROVABLE: "⚪"}
_SLOWEST = 5
"""Resources whose times are shown; the HTML page has all."""

_LONGEST_LOG = 40
"""Lines of a failed run's log."""


def markdown(reports: Sequence[Report]) -> str:
    """Return a page: a row for each stack, then what failed, with every source, and what is not provable."""
    blocks = [f"## PrivateLink: {_title(reports)}", _overview(reports)]
    for report in reports:
        blocks += _stack(report)
    blocks.append(f"<sub>{DISTRIBUTION} {release()}</sub>")
    return visible("\n\n".join(blocks)) + "\n"


def _title(reports: Sequence[Report]) -> str:
    failed = sum(report.failed for report in reports)
    if len(reports) == 1:
        return f"{_inline(reports[0].name)} {'failed' if failed else 'passed'}"
    return f"{failed} of {len(reports)} stacks failed" if failed else f"all {len(reports)} stacks passed"


def _overview(reports: Iterable[Report]) -> str:
    rows = [
        (
            _outcome(report),
            _inline(report.name),
            *(str(report.counts[verdict]) for verdict in Verdict),
            str(len({timing.address for timing in report.resources})),
            f"{report.seconds:.1f} s",
            _inline(report.target),
        )
        for report in reports
    ]
    return _table(("", "stack", *(verdict.value for verdict in Verdict), "resources", "time", "target"), rows)


def _outcome(report: Report) -> str:
    return _SIGNS[Verdict.FAILED if report.failed else Verdict.PASSED]


def _stack(report: Report) -> Iterator[str]:
    """Yield the blocks about one stack; none for one without anything to say."""
    failed = [check for check in report.checks if check.verdict is Verdict.FAILED]
    if report.failure or failed or report.kept:
        yield f"### {_inline(report.name)}"
    if report.failure:
        yield _fenced(report.failure.message)
        if report.failure.hint:
            yield _inline(report.failure.hint)
        yield _folded("Log", _fenced("\n".join(line.text for line in report.log[-_LONGEST_LOG:])))
    if failed:
        yield _table(("check", "expected", "found"), map(_failed_row, failed))
        yield _folded("What each source says", _fenced("\n".join(map(explain, failed))))
    if report.kept:
        yield f"The stack is kept in `{report.kept}`."
    if notes := _notes(each for each in report.checks if each.verdict is Verdict.UNPROVABLE):
        yield _folded(f"Not provable on this target: {report.counts[Verdict.UNPROVABLE]}", notes)
    if notes := _notes(each for each in report.checks if each.shows_less):
        yield _folded("Shown in part", notes)
    slowest = sorted(report.resources, key=lambda timing: -timing.seconds)[:_SLOWEST]
    if slowest:
        rows = ((f"`{timing.address}`", timing.action, f"{timing.seconds:.1f} s") for timing in slowest)
        title = f"Slowest resources of {_inline(report.name)}"
        yield _folded(title, _table(("resource", "action", "time"), rows))


def _failed_row(check: Check) -> tuple[str, ...]:
    place = f"{check.account.alias}: " if check.account else ""
    return _inline(f"{place}{check.subject}: {check.property.value}"), _inline(check.expected), _inline(check.found)


def _notes(checks: Iterable[Check]) -> str:
    notes: dict[str, list[str]] = {}
    for check in checks:
        notes.setdefault(check.note, []).append(f"{check.subject} {check.property.value}")
    return "\n".join(f"- {_inline(note)}: {_inline(', '.join(rows))}" for note, rows in notes.items())


def _table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = list(columns)
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def _inline(text: str) -> str:
    """Return a text on one line in which nothing is markup."""
    escaped = "".join(f"\\{character}" if character in "\\`*_[]<>|~&" else character for character in text)
    return " ".join(escaped.split())


def _fenced(text: str) -> str:
    """Return a text in a fence that is longer than any inside it."""
    ticks = max((len(run) for run in text.replace("\n", " ").split(" ") if run and set(run) == {"`"}), default=0)
    fence = "`" * max(3, ticks + 1)
    return f"{fence}text\n{text}\n{fence}"


def _folded(title: str, body: str) -> str:
    return f"<details><summary>{title}</summary>\n\n{body}\n\n</details>"
