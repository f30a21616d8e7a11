"""The times of a run as bars."""

from __future__ import annotations

from dataclasses import replace

import pytest

from privatelink_harness.reports.chart import WIDTH, axis, bands, ticks
from privatelink_harness.reports.model import Report, Step, Timing
from tests.support.reports import REPORT, WHOLE


def timed(*resources: Timing, seconds: float = 10.0) -> Report:
    return replace(
        REPORT, steps=(Step("plan", 2.0, 0.0), Step("apply", 8.0, 2.0)), resources=resources, seconds=seconds
    )


def test_resource_stands_below_the_step_that_it_began_in() -> None:
    found = list(bands(timed(Timing("data.a", "read", 1.0, 0.5), Timing("aws_vpc.b", "create", 2.0, 1.0))))
    assert [(band.step.text, [bar.text for bar in band.bars]) for band in found] == [
        ("plan", ["data.a"]),
        ("apply", ["aws_vpc.b"]),
    ]


def test_bars_share_one_axis() -> None:
    [_, apply] = bands(timed(Timing("aws_vpc.b", "create", 5.0, 2.5)))
    [bar] = apply.bars
    assert (apply.step.x, apply.step.width, bar.x, bar.width) == (0.2 * WIDTH, 0.8 * WIDTH, 0.5 * WIDTH, 0.25 * WIDTH)


def test_bar_of_no_time_can_be_seen() -> None:
    [_, apply] = bands(timed(Timing("aws_vpc.b", "create", 5.0, 0.0)))
    assert apply.bars[0].width == 2


@pytest.mark.parametrize(
    ("timing", "kind"),
    [
        (Timing("a", "create", 2, 1), "create"),
        (Timing("a", "update", 2, 1), "create"),
        (Timing("a", "read", 2, 1), "read"),
        (Timing("a", "delete", 2, 1), "destroy"),
        (Timing("a", "delete", 2, 1, outcome="failed"), "failed"),
        (Timing("a", "create", 2, 1, outcome="running"), "running"),
    ],
)
def test_bar_has_the_kind_of_what_was_done(timing: Timing, kind: str) -> None:
    assert [bar.kind for band in bands(timed(timing)) for bar in band.bars] == [kind]


@pytest.mark.parametrize(
    ("seconds", "last"), [(0.4, "0.4 s"), (10.0, "10 s"), (63.0, "60 s"), (1000.0, "900 s"), (90000.0, "90000 s")]
)
def test_axis_has_few_marks_at_round_seconds(seconds: float, last: str) -> None:
    report = replace(REPORT, steps=(), seconds=seconds)
    marks = ticks(report)
    assert marks[0] == (0.0, "0 s")
    assert marks[-1][1] == last
    assert all(0 <= at <= 100 for at, _ in marks)


def test_every_resource_of_a_record_has_a_bar() -> None:
    assert sum(len(band.bars) for band in bands(WHOLE)) == len(WHOLE.resources)
    assert axis(WHOLE) == WHOLE.seconds
