"""The one display of a fleet."""

from __future__ import annotations

import io
import re
from dataclasses import replace

from rich.console import Console

from privatelink_harness.fleets.progress import FleetLines, LiveFleet, line
from tests.support.fleets import ERROR, PASSED, STOPPED


def test_line_has_the_counts_of_verdicts() -> None:
    assert line(PASSED, 3, 70) == "[3/70] a passed: 1 passed, 2 failed, 2 not provable (2 s)"


def test_line_of_an_error_has_its_first_line() -> None:
    assert line(ERROR, 1, 2) == "[1/2] b error: terraform apply failed: (1 s)"


def test_line_names_the_worker() -> None:
    text = line(replace(STOPPED, worker="tcp://10.0.0.1:4000"), 2, 2)
    assert text == "[2/2] c stopped: not started (0 s, on tcp://10.0.0.1:4000)"


def test_lines_count_the_stacks_that_ended() -> None:
    stream = io.StringIO()
    lines = FleetLines(stream)
    lines.begin(2)
    lines.of("a").step("plan")
    lines.of("a").say("a build")
    lines.ended(PASSED)
    lines.ended(ERROR)
    texts = [re.sub(r"^\[ *\d+\.\d s\] ", "", each) for each in stream.getvalue().splitlines()]
    assert texts == ["2 stacks", "a: a build", f"{line(PASSED, 1, 2)}", f"{line(ERROR, 2, 2)}"]


def test_closed_pipe_is_ignored() -> None:
    stream = io.StringIO()
    lines = FleetLines(stream)
    stream.close()
    lines.ended(PASSED)


def test_display_shows_the_step_of_each_running_stack() -> None:
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=True, width=100)
    live = LiveFleet(console)
    live.begin(2)
    live.of("a").step("apply")
    live.of("b").step("plan")
    with console.capture() as shown:
        console.print(live._now())
    assert re.findall(r"(\w+): (\w+) … \d s", shown.get()) == [("a", "apply"), ("b", "plan")]
    live.ended(PASSED)
    with console.capture() as shown:
        console.print(live._now())
    live.close()
    assert re.findall(r"(\w+): (\w+) … \d s", shown.get()) == [("b", "plan")]
    assert "1 of 2 stacks" in shown.get()
    assert line(PASSED, 1, 2) in stream.getvalue()
