"""The record of a run: its report, made from its events alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from privatelink_harness.checks.check import Check
from privatelink_harness.reports.model import Failure, Logged, Report, Step, Timing
from privatelink_harness.reports.stream import (
    Applied,
    Diagnosed,
    Equipped,
    Failed,
    Line,
    Planned,
    ResourceBegun,
    ResourceEnded,
    RunBegun,
    RunEnded,
    RunEvent,
    StepBegun,
    StepEnded,
    Verified,
)


def replay(events: Sequence[RunEvent]) -> Report:
    """Return the report of the events of one run, which may be cut off anywhere."""
    replayed = _Replayed(events[0].at if events else 0.0)
    for event in events:
        replayed.take(event)
    return replayed.report()


@dataclass(slots=True)
class _Replayed:
    """What the events so far tell.

    Parameters:
        begun: seconds since 1970.
        now: seconds after that.
        open: the steps and resources that have begun.
    """

    begun: float
    now: float = 0.0
    known: Report = field(default_factory=lambda: Report("", "", "", "", ()))
    checks: list[Check] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    step: Step | None = None
    timings: dict[object, Timing] = field(default_factory=dict)
    running: dict[str, object] = field(default_factory=dict)
    log: list[Logged] = field(default_factory=list)

    def take(self, event: RunEvent) -> None:
        self.now = round(max(event.at - self.begun, 0.0), 3)
        match event:
            case StepBegun(title=title):
                self._end_step()
                self.step = Step(title, 0.0, self.now)
                self._say(title)
            case StepEnded():
                self._end_step()
            case ResourceBegun() | ResourceEnded():
                self._resource(event)
            case Verified(checks=checks):
                # A stack may be verified again, after a change: the last word of each counts.
                again = set(map(_about, checks))
                self.checks = [*(check for check in self.checks if _about(check) not in again), *checks]
            case Planned():
                self._say(f"planned: {event.add} to create, {event.change} to change, {event.remove} to destroy")
            case Line(text=text):
                self._say(text)
            case Diagnosed():
                self._diagnosed(event)
            case _:
                self._learn(event)

    def _learn(self, event: RunEvent) -> None:
        match event:
            case RunBegun():
                self.known = replace(self.known, name=event.name)
            case Equipped():
                self.known = replace(
                    self.known,
                    target=event.target,
                    terraform=event.terraform,
                    aws_provider=event.aws_provider,
                    warnings=event.warnings,
                )
            case Applied():
                self.known = replace(self.known, topology=event.topology)
            case Failed() if self.known.failure is None:
                self.known = replace(self.known, failure=Failure(event.message, event.hint, event.is_stopped))
            case RunEnded():
                self._end_step()
                self.known = replace(self.known, kept=event.kept)

    def _end_step(self) -> None:
        if self.step is not None:
            self.steps.append(replace(self.step, seconds=round(self.now - self.step.begun, 3)))
        self.step = None

    def _resource(self, event: ResourceBegun | ResourceEnded) -> None:
        if isinstance(event, ResourceBegun):
            self.running[event.address] = key = object()
            self.timings[key] = Timing(event.address, event.action, self.now, 0.0, outcome="running")
            return
        key = self.running.pop(event.address, None)
        if key is None:
            key = object()
            self.timings[key] = Timing(event.address, event.action, max(self.now - event.seconds, 0.0), 0.0)
        timing = self.timings[key]
        self.timings[key] = replace(
            timing,
            seconds=round(self.now - timing.begun, 3),
            id=event.id,
            outcome="failed" if event.has_failed else "done",
        )
        if event.has_failed:
            self._say(f"{event.address} failed after {event.seconds:.0f} s", is_error=True)

    def _diagnosed(self, event: Diagnosed) -> None:
        parts = (event.place, event.address, event.summary, event.detail)
        text = ": ".join(part.strip() for part in parts if part)
        text = f"{text}\n    {event.snippet.strip()}" if event.snippet else text
        self.log.append(Logged(self.now, text, event.severity))

    def _say(self, text: str, *, is_error: bool = False) -> None:
        self.log.append(Logged(self.now, text, "error" if is_error else "info"))

    def report(self) -> Report:
        """Return the report; what has begun and not ended took until now."""
        self._end_step()
        return replace(
            self.known,
            checks=tuple(self.checks),
            steps=tuple(self.steps),
            begun=self.begun,
            seconds=self.now,
            resources=tuple(
                replace(each, seconds=round(self.now - each.begun, 3)) if each.outcome == "running" else each
                for each in self.timings.values()
            ),
            log=tuple(self.log),
        )


def _about(check: Check) -> tuple[object, ...]:
    return check.account, check.subject, check.property, check.spec
