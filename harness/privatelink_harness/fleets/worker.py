"""The work of a fleet in a worker process of a Dask cluster."""

from __future__ import annotations

import atexit
import os
import threading
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privatelink_generator.release import release as installed
from privatelink_harness.fleets import work
from privatelink_harness.reports.stream import Line, StepBegun
from privatelink_harness.runs.progress import Progress
from privatelink_harness.runs.stop import Stop
from privatelink_harness.targets import factory
from privatelink_harness.targets.factory import DEFAULT_TARGET
from privatelink_harness.targets.localstack.target import bound

if TYPE_CHECKING:
    from privatelink_harness.fleets.work import Job, Options, Outcome
    from privatelink_harness.reports.stream import RunEvent

_HOME = "PRIVATELINK_LOCALSTACK_DIR"


@dataclass(slots=True)
class _Here:
    """This worker process: the stops of its fleets, and its targets, which stay open until the process ends.

    Parameters:
        opening: held while a target opens, which takes seconds: a stop must not wait for it.
    """

    stops: dict[str, Stop] = field(default_factory=dict)
    exits: ExitStack = field(default_factory=ExitStack)
    lock: threading.Lock = field(default_factory=threading.Lock)
    opening: threading.Lock = field(default_factory=threading.Lock)
    targets: set[str] = field(default_factory=set)

    def hold(self, job: Job, options: Options, home: Path) -> None:
        """Open the target once; LocalStack in a directory of the worker's own."""
        with self.opening:
            if options.target not in self.targets:
                os.environ[_HOME] = str(home)
                if options.target == DEFAULT_TARGET:
                    self.exits.enter_context(bound())
                target = factory.target(
                    options.target,
                    region=job.spec.example_region,
                    directory=job.path.parent,
                    flags=options.flags,
                    traffic=options.traffic,
                )
                self.exits.enter_context(target.session(None, keep=False))
                self.targets.add(options.target)

    def stop_of(self, fleet: str) -> Stop:
        """Return the stop of a fleet's stacks."""
        with self.lock:
            return self.stops.setdefault(fleet, Stop())


_HERE = _Here()
atexit.register(_HERE.exits.close)


def topic(fleet: str) -> str:
    """Return the topic of the events of a fleet's stacks."""
    return f"privatelink-{fleet}"


def release() -> str:
    """Return the release of tf-privatelink in this process."""
    return installed()


def stop(fleet: str, *, insist: bool = False) -> None:
    """End every stack of a fleet in this process in order, or leave as it is what is not destroyed yet."""
    requested = _HERE.stop_of(fleet)
    if insist:
        requested.insist()
    else:
        requested.request()


def perform(job: Job, options: Options, fleet: str) -> Outcome:
    """Run one stack in this process, and return its outcome."""
    from distributed import get_worker

    worker, requested = get_worker(), _HERE.stop_of(fleet)
    if requested.requested:
        return work.not_started(job)
    _HERE.hold(job, options, Path(worker.local_directory) / "localstack")
    outcome = work.perform(job, options, _Told(worker, topic(fleet), job.name), requested)
    return replace(outcome, worker=worker.address)


@dataclass(slots=True)
class _Told(Progress):
    """Progress that tells the client of steps and lines."""

    worker: Any
    topic: str
    name: str

    def take(self, event: RunEvent) -> None:
        """Tell of a step or a line; Dask sends it when it can."""
        match event:
            case StepBegun(title=text):
                self.worker.log_event(self.topic, (self.name, True, text))
            case Line(text=text):
                self.worker.log_event(self.topic, (self.name, False, text))
