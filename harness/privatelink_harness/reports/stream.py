"""The events of a run, in one typed stream: terminals show it as it goes, and reports are made from its record."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from privatelink_harness.terraform import events

if TYPE_CHECKING:
    from privatelink_harness.checks.check import Check
    from privatelink_harness.reports.topology import Topology

_CLOCK_AT_ZERO = time.time() - time.monotonic()


def _now() -> float:
    """Return seconds since 1970, counted on by a clock that nobody sets back: durations are differences of them."""
    return _CLOCK_AT_ZERO + time.monotonic()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEvent:
    """One event of a run; `at` in seconds since 1970."""

    at: float = field(default_factory=_now)


@dataclass(frozen=True, slots=True)
class RunBegun(RunEvent):
    """A run begins; the name is that of its spec or root module."""

    name: str


@dataclass(frozen=True, slots=True)
class Equipped(RunEvent):
    """Terraform is initialised.

    Parameters:
        target: the name of the target's session, such as its endpoint.
        terraform: its name and version.
        aws_provider: its name, version and source.
    """

    target: str
    terraform: str
    aws_provider: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StepBegun(RunEvent):
    """A step begins; the one before has ended."""

    title: str


@dataclass(frozen=True, slots=True)
class StepEnded(RunEvent):
    """The current step ends."""


@dataclass(frozen=True, slots=True)
class Planned(RunEvent):
    """The numbers of resource instances that the plan adds, changes and removes."""

    add: int
    change: int
    remove: int


@dataclass(frozen=True, slots=True)
class ResourceBegun(RunEvent):
    """Terraform begins with a resource instance."""

    address: str
    action: events.Action


@dataclass(frozen=True, slots=True)
class ResourceEnded(RunEvent):
    """Terraform is done with a resource instance.

    Parameters:
        seconds: as Terraform counts them, in whole ones.
        id: in the API, "" after a delete and a failure.
    """

    address: str
    action: events.Action
    seconds: float
    id: str = ""
    has_failed: bool = False


@dataclass(frozen=True, slots=True)
class Diagnosed(RunEvent):
    """An error or a warning of Terraform's.

    Parameters:
        place: `file:line`, relative to the root module; may be empty.
        snippet: that line; may be empty.
    """

    severity: Literal["error", "warning"]
    summary: str
    detail: str = ""
    address: str = ""
    place: str = ""
    snippet: str = ""


@dataclass(frozen=True, slots=True)
class Line(RunEvent):
    """A line of the run itself."""

    text: str


@dataclass(frozen=True, slots=True)
class Applied(RunEvent):
    """A stack is applied, or was found applied: what stands where."""

    topology: Topology


@dataclass(frozen=True, slots=True)
class Verified(RunEvent):
    """Checks have their verdicts."""

    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Failed(RunEvent):
    """The run can't go on, or was stopped.

    Parameters:
        hint: the way out, "" where the message names it.
    """

    message: str
    hint: str = ""
    is_stopped: bool = False


@dataclass(frozen=True, slots=True)
class RunEnded(RunEvent):
    """The run is over; `kept` is the directory of a stack that was left applied."""

    kept: str | None = None


def of_terraform(event: events.Event) -> RunEvent | None:
    """Return an event of Terraform's as one of the run's; None for one that no report has."""
    match event:
        case events.ApplyStart():
            return ResourceBegun(str(event.resource), event.action)
        case events.ApplyComplete():
            return ResourceEnded(str(event.resource), event.action, event.elapsed, event.id)
        case events.ApplyErrored():
            return ResourceEnded(str(event.resource), event.action, event.elapsed, has_failed=True)
        case events.ChangeSummary(operation="plan"):
            return Planned(event.add, event.change, event.remove)
        case events.Diagnostic():
            place = f"{event.file}:{event.line}" if event.file and event.line else event.file
            return Diagnosed(event.severity, event.summary, event.detail, event.address, place, event.snippet)
    return None


def of_error(error: BaseException, *, is_stopped: bool = False) -> Failed:
    """Return the event of an error that ended a run.

    Parameters:
        is_stopped: whether it says that somebody stopped the run.
    """
    message = getattr(error, "message", None) or ("stopped" if is_stopped else f"{type(error).__name__}: {error}")
    notes = "\n".join(getattr(error, "__notes__", ()))
    hint = getattr(error, "hint", None) or ""
    return Failed(str(message), "\n".join(filter(None, (hint, notes if notes != hint else ""))), is_stopped)
