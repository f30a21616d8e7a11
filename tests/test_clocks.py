"""Durations are measured with a clock that nobody sets back; the wall clock is for times that are shown."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.support.paths import ROOT

SHOWN = {
    "harness/privatelink_harness/aws_provider/trimmed/builder.py": ["datetime.now"],
    "harness/privatelink_harness/orphans/tags.py": ["datetime.now"],
    "harness/privatelink_harness/pytest_plugin/spool.py": ["time.time_ns"],
    "harness/privatelink_harness/probes/alarms.py": ["datetime.now"],
    "harness/privatelink_harness/reports/stream.py": ["time.time"],
    "harness/privatelink_harness/runs/sweep.py": ["datetime.now"],
    "harness/privatelink_harness/stacks/journal.py": ["time.time", "datetime.now"],
    "harness/privatelink_harness/targets/validity.py": ["datetime.now"] * 2,
    "localstack/privatelink_localstack/adapters/authorization/handler.py": ["datetime.now", "time.time"],
    "localstack/privatelink_localstack/dataplane/certificates.py": ["datetime.now"],
    "localstack/privatelink_localstack/dataplane/relay/http.py": ["time.time"],
    "localstack/privatelink_localstack/functions/clients/python_client.py": ["time.time"],
    "localstack/privatelink_localstack/functions/executor.py": ["time.time"],
    "localstack/privatelink_localstack/functions/process.py": ["datetime.now"],
    "localstack/privatelink_localstack/runtime/usage.py": ["time.time"],
    "localstack/privatelink_localstack/traffic/recorder.py": ["time.time"],
    "localstack/privatelink_localstack/wiring.py": ["time.time"] * 6,
}
"""Uses of the wall clock by file: when a build was made; when what a run creates expires, which other machines compare
with their clocks; when a run's events happened and its record began; until when credentials are valid; of which time
an alarm's data points are; since when a process runs, which the system tells in such times; when a request was judged,
and what its policy's dates are compared with; a certificate's validity; when a request was made, in the ID of its
trace; a function's deadline and time-out, which Lambda tells in such times; the time of a metric's data points; the
clock of the emulation, whose rules get a timer beside it."""

WALL = {
    "time.time",
    "time.time_ns",
    "time.localtime",
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
}


def test_wall_clock_is_used_for_shown_times_alone() -> None:
    files = (path for room in ("cli", "generator", "harness", "localstack") for path in (ROOT / room).rglob("*.py"))
    found = {str(path.relative_to(ROOT)): list(wall_clocks(path)) for path in files}

    assert {path: names for path, names in found.items() if names} == SHOWN


def wall_clocks(path: Path) -> Iterator[str]:
    """Yield the names by which a file reads the wall clock."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if (name := f"{node.value.id}.{node.attr}") in WALL:
                yield name
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from (f"time.{each.name}" for each in node.names)
