"""Progress of a run: a line for every step and resource; on a terminal also the current ones."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol, TextIO

from privatelink_generator.characters import visible
from privatelink_harness.terraform import events

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

_DONE = {"create": "created", "update": "updated", "delete": "destroyed", "replace": "replaced", "read": "read"}


class Progress(Protocol):
    """A listener to a run. Calls may come from several threads."""

    def step(self, title: str) -> None:
        """Begin a step; the one before has ended."""

    def event(self, event: events.Event) -> None:
        """Take an event of Terraform."""

    def say(self, text: str) -> None:
        """Show a line of the run itself."""

    def close(self) -> None:
        """End; nothing is shown afterwards."""


class Silent:
    """Progress that shows nothing."""

    def step(self, title: str) -> None:
        """Do nothing."""

    def event(self, event: events.Event) -> None:
        """Do nothing."""

    def say(self, text: str) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


class Notices(Silent):
    """Progress that shows only the run's own lines, such as the start of a build that takes minutes."""

    def __init__(self, show: Callable[[str], object]) -> None:
        """Pass every line to `show`."""
        self._show = show

    def say(self, text: str) -> None:
        """Show the line."""
        self._show(text)


def line(event: events.Event) -> str | None:
    """Return the line that shows an event; None for one that is not shown."""
    match event:
        case events.ApplyComplete(action=action) if action in _DONE and action != "read":
            identity = f" {event.id}" if event.id and action == "create" else ""
            return f"{event.resource} {_DONE[action]}{identity} ({event.elapsed:.0f} s)"
        case events.ApplyErrored():
            return f"{event.resource} failed after {event.elapsed:.0f} s"
        case events.ChangeSummary(operation="plan"):
            return f"planned: {event.add} to create, {event.change} to change, {event.remove} to destroy"
        case events.Diagnostic(severity="warning"):
            return f"warning: {event.summary}"
    return None


class Lines:
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

    def step(self, title: str) -> None:
        """Write the step with the seconds since the start."""
        self._write(f"[{time.monotonic() - self._start:5.1f} s] {title}\n")

    def event(self, event: events.Event) -> None:
        """Write what has been done."""
        if text := line(event):
            self._write(f"          {text}\n")

    def say(self, text: str) -> None:
        """Write the line."""
        self._write(f"          {text}\n")

    def close(self) -> None:
        """Do nothing; the stream is the caller's."""


class Live:
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

    def step(self, title: str) -> None:
        """Tick the step before off, and begin one."""
        if self._title:
            self._print(f"[green]✓[/] {self._title}", markup=True)
        self._title = title
        self._running.clear()

    def event(self, event: events.Event) -> None:
        """Show what begins, and what has been done."""
        match event:
            case events.ApplyStart(action=action):
                activity = {"create": "being created", "delete": "being destroyed"}.get(action, "being changed")
                self._running[str(event.resource)] = (activity, time.monotonic())
            case events.ApplyComplete() | events.ApplyErrored():
                self._running.pop(str(event.resource), None)
        if text := line(event):
            self._print(f"  {text}")

    def say(self, text: str) -> None:
        """Print the line above the current steps."""
        self._print(f"  {text}")

    def close(self) -> None:
        """Tick the last step off, and stop drawing."""
        self.step("")
        with suppress(OSError, ValueError):
            self._live.stop()
