"""A fleet on this machine: stacks side by side in threads, because most of a run is waiting for Terraform."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from privatelink_harness.fleets.work import Job, Options, Outcome, longest_first, not_started, perform
from privatelink_harness.runs.signals import counted
from privatelink_harness.runs.stop import Stop
from privatelink_harness.targets import factory

if TYPE_CHECKING:
    from privatelink_harness.fleets.progress import FleetProgress

_JOBS_FOR_EACH_PROCESSOR = 3

_WAKE = 0.5
"""Seconds after which the waiting thread looks for signals."""

STOPPING = "stopping: every stack is destroyed; stop again to leave the rest as it is"


def default_jobs() -> int:
    """Return how many stacks to run at once: most of a run is waiting, so more than there are processors."""
    return _JOBS_FOR_EACH_PROCESSOR * (os.cpu_count() or 1)


@dataclass(frozen=True, slots=True)
class LocalFleet:
    """Stacks side by side in this process.

    Parameters:
        jobs: how many at once.
        stop: ends every stack, from any thread; Ctrl-C, SIGTERM and SIGHUP request it.
    """

    options: Options
    jobs: int
    progress: FleetProgress
    stop: Stop

    def run(self, work: Sequence[Job], ended: Callable[[Outcome], object]) -> list[Outcome]:
        """Run every job, and return the outcomes in the order of the jobs; one stack's failure ends no other.

        A stopped fleet destroys what its stacks have created. The caller sees it by `stop`.

        Parameters:
            ended: called in this thread with each outcome, in the order in which the runs end.

        Raises:
            HarnessError: the target can't be opened.
        """
        if not work:
            return []
        with counted(self._stopped), self._held(work[0]), ThreadPoolExecutor(self.jobs, "privatelink-fleet") as pool:
            order = {id(job): number for number, job in enumerate(work)}
            running = {pool.submit(self._perform, job): order[id(job)] for job in longest_first(work)}
            outcomes: dict[int, Outcome] = {}
            for future in _as_completed(running):
                outcomes[running[future]] = future.result()
                ended(future.result())
        return [outcomes[number] for number in range(len(work))]

    def _perform(self, job: Job) -> Outcome:
        if self.stop.requested:
            return not_started(job)
        return perform(job, self.options, self.progress.of(job.name), self.stop)

    def _stopped(self, number: int) -> None:
        """Take the number of stops so far."""
        if number == 1:
            self.progress.say(STOPPING)
            self.stop.request()
        else:
            self.stop.insist()

    @contextmanager
    def _held(self, job: Job) -> Iterator[None]:
        """Keep the target open between stacks: otherwise it would end with one stack and start with the next."""
        target = factory.target(
            self.options.target,
            region=job.spec.example_region,
            directory=job.path.parent,
            flags=self.options.flags,
            traffic=self.options.traffic,
        )
        self.progress.say(target.opening)
        with target.session(None, keep=False):
            yield


def _as_completed(futures: dict[Future[Outcome], int]) -> Iterator[Future[Outcome]]:
    waiting = set(futures)
    while waiting:
        # The system may hand a signal to any thread, and Python handles it in this one, when it wakes up.
        done, waiting = wait(waiting, timeout=_WAKE, return_when=FIRST_COMPLETED)
        yield from done
