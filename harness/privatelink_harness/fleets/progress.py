"""Progress of a fleet: one display for all of its stacks."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TextIO

from privatelink_generator.characters import visible
from privatelink_harness.fleets.work import Outcome, Status, stacks
from privatelink_harness.reports.stream import Line, RunEvent, StepBegun
from privatelink_harness.runs.progress import Progress

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

_MARKS = {Status.PASSED: "green", Status.FAILED: "bold red", Status.ERROR: "bold red", Status.STOPPED: "yellow"}


class FleetProgress(Protocol):
    """A listener to a fleet. Calls come from several threads."""

    def begin(self, total: int) -> None:
        """Take the number of stacks."""

    def of(self, name: str) -> Progress:
        """Return the listener to one stack's run."""

    def ended(self, outcome: Outcome) -> None:
        """Show the end of one stack."""

    def say(self, text: str) -> None:
        """Show a line of the fleet itself."""

    def close(self) -> None:
        """End; nothing is shown afterwards."""


def line(outcome: Outcome, number: int, total: int) -> str:
    """Return the line that shows the end of one stack.

    Parameters:
        number: how many have ended, with this one.
    """
    counts = ""
    if outcome.report:
        found = ", ".join(f"{count} {verdict}" for verdict, count in outcome.report.counts.items() if count)
        counts = f": {found or 'no checks'}"
    elif outcome.message:
        counts = f": {outcome.message.splitlines()[0]}"
    worker = f", on {outcome.worker}" if outcome.worker else ""
    return f"[{number}/{total}] {outcome.name} {outcome.status}{counts} ({outcome.seconds:.0f} s{worker})"


@dataclass(slots=True)
class _Steps(Progress):
    """The steps of one stack, which the fleet's display shows."""

    fleet: LiveFleet
    name: str

    def take(self, event: RunEvent) -> None:
        match event:
            case StepBegun(title=title):
                self.fleet.stepped(self.name, title)
            case Line(text=text):
                self.fleet.say(f"{self.name}: {text}")


@dataclass(slots=True)
class _Lines(Progress):
    """The run's own lines of one stack; its steps are not shown, the lines of many would mix."""

    fleet: FleetLines
    name: str

    def take(self, event: RunEvent) -> None:
        if isinstance(event, Line):
            self.fleet.say(f"{self.name}: {event.text}")


class FleetLines:
    """A line for each stack that ends, for logs and CI."""

    def __init__(self, stream: TextIO) -> None:
        """Write to a stream, flushed after every line."""
        self._stream = stream
        self._start = time.monotonic()
        self._lock = threading.Lock()
        self._ended = self._total = 0

    def begin(self, total: int) -> None:
        """Write the number of stacks."""
        self._total = total
        self.say(stacks(total))

    def of(self, name: str) -> Progress:
        """Return a listener that shows the run's own lines alone."""
        return _Lines(self, name)

    def ended(self, outcome: Outcome) -> None:
        """Write how the stack ended."""
        with self._lock:
            self._ended += 1
            number = self._ended
        self.say(line(outcome, number, self._total))

    def say(self, text: str) -> None:
        """Write the line with the seconds since the start; a closed pipe must not keep stacks from being destroyed."""
        with self._lock, suppress(OSError, ValueError):
            self._stream.write(f"[{time.monotonic() - self._start:5.1f} s] {visible(text)}\n")
            self._stream.flush()

    def close(self) -> None:
        """Do nothing; the stream is the caller's."""


class LiveFleet:
    """A fleet on a terminal: ended stacks scroll by above those that run, which show their step and its seconds."""

    def __init__(self, console: Console) -> None:
        """Start drawing on a console that is a terminal."""
        from rich.live import Live

        self._console = console
        self._running: dict[str, tuple[str, float]] = {}
        self._ended = self._total = 0
        self._lock = threading.Lock()
        self._live = Live(console=console, get_renderable=self._now, refresh_per_second=8, transient=True)
        self._live.start()

    def _now(self) -> RenderableType:
        from rich.spinner import Spinner
        from rich.table import Table

        table = Table.grid(padding=(0, 1))
        table.add_row(Spinner("dots"), f"{self._ended} of {self._total} stacks")
        now = time.monotonic()
        for name, (title, since) in list(self._running.items()):
            table.add_row("", f"  {name}: {title} … {now - since:.0f} s")
        return table

    def begin(self, total: int) -> None:
        """Take the number of stacks."""
        self._total = total

    def of(self, name: str) -> Progress:
        """Return a listener that shows the stack's step."""
        return _Steps(self, name)

    def stepped(self, name: str, title: str) -> None:
        """Show a stack's step."""
        self._running[name] = (title, time.monotonic())

    def ended(self, outcome: Outcome) -> None:
        """Print how the stack ended above those that run."""
        self._running.pop(outcome.name, None)
        with self._lock:
            self._ended += 1
            text = line(outcome, self._ended, self._total)
        self._print(text, _MARKS[outcome.status])

    def say(self, text: str) -> None:
        """Print the line above the stacks that run."""
        self._print(text)

    def _print(self, text: str, style: str | None = None) -> None:
        with suppress(OSError, ValueError):
            self._console.print(visible(text), highlight=False, markup=False, style=style)

    def close(self) -> None:
        """Stop drawing."""
        with suppress(OSError, ValueError):
            self._live.stop()
