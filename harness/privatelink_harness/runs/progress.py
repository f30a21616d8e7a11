"""Live progress of a run: one line for what is done, and, on a terminal, what is being done now."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol, TextIO

from privatelink_harness.terraform import events

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

_DONE = {"create": "created", "update": "updated", "delete": "destroyed", "replace": "replaced", "read": "read"}


class Progress(Protocol):
    """Whoever wants to know how a run gets on. Calls may come from several threads."""

    def step(self, title: str) -> None:
        """A step begins."""

    def event(self, event: events.Event) -> None:
        """Terraform says something."""

    def say(self, text: str) -> None:
        """The run itself says something."""

    def close(self) -> None:
        """Nothing more comes."""


class Silent:
    """Shows nothing."""

    def step(self, title: str) -> None:
        """Show nothing."""

    def event(self, event: events.Event) -> None:
        """Show nothing."""

    def say(self, text: str) -> None:
        """Show nothing."""

    def close(self) -> None:
        """Show nothing."""


def line(event: events.Event) -> str | None:
    """The line that tells of an event, or None where there is nothing to tell."""
    match event:
        case events.ApplyComplete(action=action) if action in _DONE and action != "read":
            known = f" {event.id}" if event.id and action == "create" else ""
            return f"{event.resource} {_DONE[action]}{known} ({event.elapsed:.0f} s)"
        case events.ApplyErrored():
            return f"{event.resource} failed after {event.elapsed:.0f} s"
        case events.ChangeSummary(operation="plan"):
            return f"planned: {event.add} to create, {event.change} to change, {event.remove} to destroy"
        case events.Diagnostic(severity="warning"):
            return f"warning: {event.summary}"
    return None


class Lines:
    """Plain lines, for logs and CI: nothing is ever overwritten."""

    def __init__(self, stream: TextIO) -> None:
        """`stream` is flushed after each line."""
        self._stream = stream
        self._start = time.monotonic()

    def _write(self, text: str) -> None:
        """A reader who has had enough, as `head` does, must not keep a run from destroying what it made."""
        with suppress(OSError, ValueError):
            self._stream.write(text)
            self._stream.flush()

    def step(self, title: str) -> None:
        """Begin a step on a line of its own."""
        self._write(f"[{time.monotonic() - self._start:5.1f} s] {title}\n")

    def event(self, event: events.Event) -> None:
        """Tell what is done."""
        if told := line(event):
            self._write(f"          {told}\n")

    def say(self, text: str) -> None:
        """Say it."""
        self._write(f"          {text}\n")

    def close(self) -> None:
        """Nothing is open."""


class Live:
    """For a terminal: what is done scrolls by, and below it stands what is being done, with its seconds."""

    def __init__(self, console: Console) -> None:
        """`console` is a terminal's."""
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
        for address, (doing, since) in list(self._running.items()):
            table.add_row("", f"  {address} {doing} … {now - since:.0f} s")
        return table

    def _print(self, text: str, *, markup: bool = False) -> None:
        """A terminal that was closed must not keep a run from destroying what it made."""
        with suppress(OSError, ValueError):
            self._console.print(text, highlight=False, markup=markup)

    def step(self, title: str) -> None:
        """Begin a step; the one before is done."""
        if self._title:
            self._print(f"[green]✓[/] {self._title}", markup=True)
        self._title = title
        self._running.clear()

    def event(self, event: events.Event) -> None:
        """Show what begins, and what is done."""
        match event:
            case events.ApplyStart(action=action):
                doing = {"create": "being created", "delete": "being destroyed"}.get(action, "being changed")
                self._running[str(event.resource)] = (doing, time.monotonic())
            case events.ApplyComplete() | events.ApplyErrored():
                self._running.pop(str(event.resource), None)
        if told := line(event):
            self._print(f"  {told}")

    def say(self, text: str) -> None:
        """Say it above what is being done."""
        self._print(f"  {text}")

    def close(self) -> None:
        """Leave the terminal as it was."""
        self.step("")
        with suppress(OSError, ValueError):
            self._live.stop()
