"""Progress: plain lines for logs, and a live view for terminals."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest
from rich.console import Console

from privatelink_harness.reports.stream import of_terraform
from privatelink_harness.runs.progress import Lines, Live, Notices, Silent, line
from privatelink_harness.terraform import events


def event(kind: str, hook: dict[str, Any] | None = None, **rest: Any) -> events.Event:
    """Parse an event as Terraform writes it."""
    body = {"@level": "info", "@message": "x", "type": kind, **({"hook": hook} if hook else {}), **rest}
    return events.parse(json.dumps(body))


VPC = {"addr": "aws_vpc.this", "resource_type": "aws_vpc", "resource_name": "this", "module": "", "resource_key": None}
START = event("apply_start", {"resource": VPC, "action": "create"})
CREATED = event(
    "apply_complete",
    {"resource": VPC, "action": "create", "elapsed_seconds": 10, "id_key": "id", "id_value": "vpc-1"},
)
DESTROYED = event("apply_complete", {"resource": VPC, "action": "delete", "elapsed_seconds": 0})
FAILED = event("apply_errored", {"resource": VPC, "action": "create", "elapsed_seconds": 3})
PLANNED = event("change_summary", changes={"add": 3, "change": 0, "remove": 1, "operation": "plan"})
APPLIED = event("change_summary", changes={"add": 3, "change": 0, "remove": 1, "operation": "apply"})
WARNING = event("diagnostic", diagnostic={"severity": "warning", "summary": "Deprecated", "detail": "d"})
ERROR = event("diagnostic", diagnostic={"severity": "error", "summary": "Broken", "detail": "d"})


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (CREATED, "aws_vpc.this created vpc-1 (10 s)"),
        (DESTROYED, "aws_vpc.this destroyed (0 s)"),
        (FAILED, "aws_vpc.this failed after 3 s"),
        (PLANNED, "planned: 3 to create, 0 to change, 1 to destroy"),
        (WARNING, "warning: Deprecated"),
        (START, None),
        (APPLIED, None),
        (ERROR, None),
        (events.parse("no JSON at all"), None),
    ],
)
def test_line_shows_what_has_been_done(given: events.Event, expected: str | None) -> None:
    event = of_terraform(given)
    assert (line(event) if event else None) == expected


def test_lines_are_written_in_order() -> None:
    stream = io.StringIO()
    progress = Lines(stream)
    progress.step("apply")
    for each in (START, CREATED, APPLIED):
        progress.event(each)
    progress.say("still here")
    progress.close()
    assert re.sub(r"\[ *\d+\.\d s\]", "[]", stream.getvalue()) == (
        "[] apply\n          aws_vpc.this created vpc-1 (10 s)\n          still here\n"
    )


class Broken(io.StringIO):
    """A pipe whose reader has gone."""

    def write(self, _text: str) -> int:
        raise BrokenPipeError


def test_lines_ignore_a_closed_pipe() -> None:
    progress = Lines(Broken())
    progress.step("destroy")
    progress.event(DESTROYED)
    progress.say("x")


def terminal() -> tuple[Console, io.StringIO]:
    stream = io.StringIO()
    return Console(file=stream, force_terminal=True, width=100, color_system=None, legacy_windows=False), stream


def test_live_shows_what_is_going_on_and_keeps_what_has_been_done() -> None:
    console, stream = terminal()
    live = Live(console)
    live.step("apply")
    live.event(START)
    live._live.refresh()
    during = stream.getvalue()
    live.event(CREATED)
    live.say("half [way]")
    live.step("destroy")
    live.close()
    after = stream.getvalue()[len(during) :]
    assert re.search(r"aws_vpc\.this being created … \d s", during)
    assert "aws_vpc.this created vpc-1 (10 s)" in after
    assert "half [way]" in after
    assert "✓ apply" in after
    assert "✓ destroy" in after
    assert stream.getvalue().count("\x1b[?25l") == stream.getvalue().count("\x1b[?25h") == 1, "the cursor is back"


@pytest.mark.parametrize("ending", [DESTROYED, FAILED])
def test_live_drops_a_resource_that_has_ended(ending: events.Event) -> None:
    console, _ = terminal()
    live = Live(console)
    live.event(START)
    live.event(ending)
    assert live._running == {}
    live.close()


def test_silent_shows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    silent = Silent()
    silent.step("x")
    silent.event(START)
    silent.say("x")
    silent.close()
    assert capsys.readouterr() == ("", "")


def test_notices_show_the_runs_own_lines_alone() -> None:
    lines: list[str] = []
    notices = Notices(lines.append)
    notices.step("apply")
    notices.event(CREATED)
    notices.say("build the AWS provider")
    notices.close()
    assert lines == ["build the AWS provider"]
