"""Progress of a run: a line for every step and resource; on a terminal also the current ones."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import TYPE_CHECKING, TextIO

from privatelink_generator.characters import visible
from privatelink_harness.reports.stream import (
    Diagnosed,
    Line,
    Planned,
    ResourceBegun,
    ResourceEnded,
    RunEvent,
    StepBegun,
    of_terraform,
)
from privatelink_harness.terraform import events

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

_DONE = {"create": "created", "update": "updated", "delete": "destroyed", "replace": "replaced", "read": "read"}


class Progress:
    """A listener to a run's stream of events, to which `take` shows each. Calls may come from several threads."""

    def take(self, event: RunEvent) -> None:
        """Take an event of the run."""

    def step(self, title: str) -> None:
        """Begin a step; the one before has ended."""
        self.take(StepBegun(title))

    def event(self, event: events.Event) -> None:
        """Take an event of Terraform's."""
        if (translated := of_terraform(event)) is not None:
            self.take(translated)

    def say(self, text: str) -> None:
        """Show a line of the run itself."""
        self.take(Line(text))

    def hide(self, secrets: Collection[str]) -> None:
        """Show none of these texts from now on."""

    def close(self) -> None:
        """End; nothing is shown afterwards."""


class Silent(Progress):
    """Progress that shows nothing."""


class Notices(Progress):
    """Progress that shows only the run's own lines, such as the start of a build that takes minutes."""

    def __init__(self, show: Callable[[str], object]) -> None:
        """Pass every line to `show`."""
        self._show = show

    def take(self, event: RunEvent) -> None:
        """Show a line."""
        if isinstance(event, Line):
            self._show(event.text)


def line(event: RunEvent) -> str | None:
    """Return the line that shows an event; None for one that is not shown."""
    match event:
        case ResourceEnded(has_failed=True):
            return f"{event.address} failed after {event.seconds:.0f} s"
        case ResourceEnded(action=action) if action in _DONE and action != "read":
            identity = f" {event.id}" if event.id and action == "create" else ""
            return f"{event.address} {_DONE[action]}{identity} ({event.seconds:.0f} s)"
        case Planned():
            return f"planned: {event.add} to create, {event.change} to change, {event.remove} to destroy"
        case Diagnosed(severity="warning"):
            return f"warning: {event.summary}"
        case Line():
            return event.text
    return None


class Lines(Progress):
    """Progress in plain lines, for logs and CI."""

    def __init__(self, stream: TextIO) -> None:
        """Write to a stream, flushed after every line."""
        self._stream = stream
        self._start = time.monotonic()

    def _write(self, text: str) -> None:
        """Write, and ignore a closed pipe: a reader such as `head` must not keep a run from destroying its stack."""
        with suppress(OSError, ValueError):
            self._stream.write(text)
            self._stream.flush()

    def take(self, event: RunEvent) -> None:
        """Write a step with the seconds since the start, and what has been done in it."""
        if isinstance(event, StepBegun):
            self._write(f"[{time.monotonic() - self._start:5.1f} s] {event.title}\n")
        elif text := line(event):
            self._write(f"          {text}\n")


class Live(Progress):
    """Progress on a terminal: finished steps scroll by above the current ones, which show their seconds."""

    def __init__(self, console: Console) -> None:
        """Start drawing on a console that is a terminal."""
        from rich.live import Live as RichLive

        self._console = console
        self._running: dict[str, tuple[str, float]] = {}
        self._title = ""
        self._live = RichLive(console=console, get_renderable=self._now, refresh_per_second=8, transient=True)
        self._live.start()

    def _now(self) -> RenderableType:
        from rich.spinner import Spinner
        from rich.table import Table

        table = Table.grid(padding=(0, 1))
        if self._title:
            table.add_row(Spinner("dots"), self._title)
        now = time.monotonic()
        for address, (activity, since) in list(self._running.items()):
            table.add_row("", f"  {address} {activity} … {now - since:.0f} s")
        return table

    def _print(self, text: str, *, markup: bool = False) -> None:
        """Print, and ignore a closed terminal: it must not keep a run from destroying its stack."""
        with suppress(OSError, ValueError):
            self._console.print(visible(text), highlight=False, markup=markup)

    def take(self, event: RunEvent) -> None:
        """Tick a step off when the next one begins; show what begins in it, and what has been done."""
        match event:
            case StepBegun():
                self._begin(event.title)
            case ResourceBegun(action=action):
                activity = {"create": "being created", "delete": "being destroyed"}.get(action, "being changed")
                self._running[event.address] = (activity, time.monotonic())
            case ResourceEnded():
                self._running.pop(event.address, None)
        if text := line(event):
            self._print(f"  {text}")

    def _begin(self, title: str) -> None:
        if self._title:
            self._print(f"[green]✓[/] {self._title}", markup=True)
        self._title = title
        self._running.clear()

    def close(self) -> None:
        """Tick the last step off, and stop drawing."""
        self._begin("")
        with suppress(OSError, ValueError):
            self._live.stop()
