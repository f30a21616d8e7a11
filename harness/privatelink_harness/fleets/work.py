"""The work of a fleet: one spec, how its stack is run, and its outcome. All of it can be sent to another machine."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from privatelink_generator.errors import PrivateLinkError
from privatelink_harness.reports.model import Report
from privatelink_harness.runs import commands
from privatelink_harness.runs.budget import Budget
from privatelink_harness.runs.recorder import Recorder
from privatelink_harness.runs.stop import RunStopped, Stop
from privatelink_harness.targets.factory import DEFAULT_TARGET
from privatelink_harness.terraform import TerraformInterrupted

if TYPE_CHECKING:
    from privatelink_generator.patterns.base import Spec
    from privatelink_harness.aws_provider.choice import Preference
    from privatelink_harness.checks.property import Property
    from privatelink_harness.runs.progress import Progress


class Status(StrEnum):
    """The outcome of one spec of a fleet."""

    PASSED = "passed"
    FAILED = "failed"
    """A check failed."""
    ERROR = "error"
    """The run did not come to its checks."""
    STOPPED = "stopped"
    """The fleet was stopped before the run's end, or before its start."""


@dataclass(frozen=True, slots=True)
class Options:
    """How every stack of a fleet is run.

    Parameters:
        target: the name of a registered one.
        aws_provider: which one to install.
        flags: settings of a sandbox, `name=value` each.
        max_resources: that the plan of a stack may create; None for no limit.
        only: the properties to verify; None: all.
        expires_after: the time after which nobody needs what a stack creates, such as `8h`; None: as the settings say.
        traffic: `auto`, `on` or `off` of a LocalStack that is started, and of checks; None for the environment's.
    """

    target: str = DEFAULT_TARGET
    flags: tuple[str, ...] = ()
    aws_provider: Preference = "auto"
    max_resources: int | None = None
    only: tuple[Property, ...] | None = None
    expires_after: str | None = None
    traffic: str | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One spec of a fleet.

    Parameters:
        path: as the user names it.
        files: of the spec's module, text by path.
    """

    path: Path
    spec: Spec
    files: Mapping[str, str] = field(repr=False)

    @property
    def name(self) -> str:
        """The spec's name."""
        return self.spec.name


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one spec.

    Parameters:
        spec: the spec's path, as the user names it.
        name: the spec's name.
        report: None without checks.
        record: what a run that did not come to its checks has recorded; None for one that did, or did not start.
        message, hint: of the error that ended the run, "" without one.
        seconds: of the run, 0 if it did not start.
        worker: the worker of a cluster that ran it, "" on this machine.
    """

    spec: Path
    name: str
    status: Status
    report: Report | None = None
    message: str = ""
    hint: str = ""
    seconds: float = 0.0
    worker: str = ""
    record: Report | None = None

    @property
    def is_bad(self) -> bool:
        """Whether the spec must be run again."""
        return self.status is not Status.PASSED


def perform(job: Job, options: Options, progress: Progress, stop: Stop) -> Outcome:
    """Run one stack to its end, and return its outcome, also of a fault of ours: it ends no other stack.

    Parameters:
        stop: ends the run from another thread.
    """
    begin = time.monotonic()
    recorder = Recorder(progress)
    try:
        report = commands.test(
            job.spec,
            job.files,
            recorder,
            commands.Settings(
                target=options.target,
                aws_provider=options.aws_provider,
                directory=job.path.parent,
                flags=options.flags,
                stop=stop,
                budget=Budget(resources=options.max_resources),
                expires_after=options.expires_after,
                traffic=options.traffic,
            ),
            only=options.only,
        )
        outcome = Outcome(job.path, job.name, Status.FAILED if report.failed else Status.PASSED, report)
    except RunStopped as error:
        outcome = Outcome(job.path, job.name, Status.STOPPED, message=error.message)
    except PrivateLinkError as error:
        is_stop = stop.requested and isinstance(error, TerraformInterrupted)
        status = Status.STOPPED if is_stop else Status.ERROR
        outcome = Outcome(job.path, job.name, status, message=error.message, hint=error.hint or "")
    except Exception:  # noqa: BLE001 - the other stacks go on; the report has all of it
        text = traceback.format_exc().strip()
        outcome = Outcome(job.path, job.name, Status.ERROR, message=f"a fault of tf-privatelink's own\n{text}")
    record = None if outcome.report else recorder.report()
    return replace(outcome, seconds=round(time.monotonic() - begin, 3), record=record)


def stacks(number: int) -> str:
    """Return a number of stacks in words."""
    return f"{number} {'stack' if number == 1 else 'stacks'}"


def not_started(job: Job) -> Outcome:
    """Return the outcome of a spec that a stopped fleet did not come to."""
    return Outcome(job.path, job.name, Status.STOPPED, message="not started")


def longest_first(jobs: Iterable[Job]) -> list[Job]:
    """Return jobs in the order to start them: what starts late and takes long would run alone at the end.

    A stack in several accounts takes longer, and a module's text grows with its resources.
    """
    return sorted(jobs, key=lambda job: (-len(job.spec.accounts), -sum(map(len, job.files.values()))))
