"""The times of a run as bars on one axis: each step, and below it the resources that Terraform began with in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from privatelink_harness.reports.model import Report, Step, Timing

_TICKS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600)
_MOST_TICKS = 8
_KINDS = {"delete": "destroy", "read": "read"}
WIDTH = 1000
"""The length of the axis, in the drawing's own unit."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from `x` on, `width` long; `text` says what it stands for, `title` all that is known."""

    text: str
    title: str
    kind: str
    seconds: float
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Band:
    """A step's bar, and those of its resources."""

    step: Bar
    bars: tuple[Bar, ...]


def bands(report: Report) -> Iterator[Band]:
    """Yield the steps of a run in order."""
    length = axis(report)
    for number, step in enumerate(report.steps):
        later = [other.begun for other in report.steps[number + 1 :]]
        end = min(later, default=float("inf"))
        begin = step.begun if number else 0.0
        found = [timing for timing in report.resources if begin <= timing.begun < end]
        yield Band(
            _bar(step.name, step.name, "step", step, length),
            tuple(_bar(timing.address, _title(timing), _kind(timing), timing, length) for timing in found),
        )


def axis(report: Report) -> float:
    """Return the seconds that the whole axis stands for."""
    spans: list[Step | Timing] = [*report.steps, *report.resources]
    return max([report.seconds, *(span.begun + span.seconds for span in spans), 0.001])


def ticks(report: Report) -> list[tuple[float, str]]:
    """Return the marks of the axis: the share of its length, and the seconds."""
    length = axis(report)
    distance = next((tick for tick in _TICKS if length / tick <= _MOST_TICKS), _TICKS[-1])
    count = int(length / distance)
    return [(number * distance / length * 100, f"{number * distance:g} s") for number in range(count + 1)]


def _bar(text: str, title: str, kind: str, span: Step | Timing, length: float) -> Bar:
    x = span.begun / length * WIDTH
    return Bar(text, title, kind, span.seconds, round(x, 1), round(max(span.seconds / length * WIDTH, 2), 1))


def _title(timing: Timing) -> str:
    identity = f" {timing.id}" if timing.id else ""
    return f"{timing.address}{identity}: {timing.action}, {timing.outcome}, {timing.seconds:.2f} s"


def _kind(timing: Timing) -> str:
    return timing.outcome if timing.outcome != "done" else _KINDS.get(timing.action, "create")
