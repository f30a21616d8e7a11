"""A fleet on a Dask cluster: each worker process runs stacks on a LocalStack of its own; results are streamed back.

Dask is imported where it is used: it needs the extra `[fleet]`, on the workers too.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from privatelink_generator.release import release
from privatelink_harness.errors import HarnessError, MissingExtraError, extra_hint
from privatelink_harness.fleets import worker
from privatelink_harness.fleets.local import STOPPING
from privatelink_harness.fleets.work import Job, Options, Outcome, Status, longest_first
from privatelink_harness.runs.signals import counted
from privatelink_harness.runs.stop import Stop

if TYPE_CHECKING:
    from privatelink_harness.fleets.progress import FleetProgress

_PATIENCE = 30.0
"""Seconds in which the scheduler and its first worker must answer."""


@dataclass(frozen=True, slots=True)
class ClusterFleet:
    """Stacks on the workers of a cluster, on each as many at once as it has threads.

    Parameters:
        scheduler: its address, such as `tcp://10.0.0.1:8786`.
        stop: ends every stack, from any thread; Ctrl-C, SIGTERM and SIGHUP request it.
    """

    options: Options
    scheduler: str
    progress: FleetProgress
    stop: Stop

    def run(self, work: Sequence[Job], ended: Callable[[Outcome], object]) -> list[Outcome]:
        """Run every job, and return the outcomes in the order of the jobs; one stack's failure ends no other.

        The jobs of a worker that dies are run again by another; one that has ended three workers is an error.

        Parameters:
            ended: called in this thread with each outcome, in the order in which the runs end.

        Raises:
            HarnessError: the extra is not installed; there is no scheduler, or no worker; a worker has another release.
        """
        if not work:
            return []
        with self._client() as client:
            return self._run(client, work, ended)

    def _run(self, client: Any, work: Sequence[Job], ended: Callable[[Outcome], object]) -> list[Outcome]:
        from distributed import as_completed

        fleet = secrets.token_hex(4)
        client.subscribe_topic(worker.topic(fleet), self._show)
        order = {id(job): number for number, job in enumerate(work)}
        numbers = {}
        for job in longest_first(work):
            number = order[id(job)]
            numbers[client.submit(worker.perform, job, self.options, fleet, key=f"{job.name}-{fleet}-{number}")] = (
                number
            )
        outcomes: dict[int, Outcome] = {}
        try:
            with counted(lambda number: self._stopped(client, fleet, number)):
                for future in as_completed(numbers, loop=client.loop):
                    outcome = _outcome(future, work[numbers[future]])
                    outcomes[numbers[future]] = outcome
                    ended(outcome)
        finally:
            client.unsubscribe_topic(worker.topic(fleet))
        return [outcomes[number] for number in range(len(work))]

    @contextmanager
    def _client(self) -> Iterator[Any]:
        try:
            from distributed import Client
        except ModuleNotFoundError as error:
            raise MissingExtraError(f"--dask: {error}", hint=extra_hint("fleet")) from error
        try:
            client = Client(self.scheduler, timeout=_PATIENCE, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise HarnessError(
                f"{self.scheduler}: no Dask scheduler answers: {error}",
                hint="Start one: dask scheduler; and workers: dask worker tcp://…",
            ) from error
        with client:
            try:
                client.wait_for_workers(1, timeout=_PATIENCE)
            except TimeoutError as error:
                raise HarnessError(
                    f"{self.scheduler}: the cluster has no workers", hint=f"Start some: dask worker {self.scheduler}"
                ) from error
            _check_releases(client.run(worker.release))
            yield client

    def _show(self, event: tuple[float, Any]) -> None:
        """Show a step or line of a stack; the event has the time too."""
        name, is_step, text = event[1]
        listener = self.progress.of(name)
        if is_step:
            listener.step(text)
        else:
            listener.say(text)

    def _stopped(self, client: Any, fleet: str, number: int) -> None:
        """Take the number of stops so far: every worker ends its stacks in order, or at the second leaves the rest."""
        if number == 1:
            self.progress.say(STOPPING)
            self.stop.request()
        else:
            self.stop.insist()
        client.run(worker.stop, fleet, insist=number > 1)


def _outcome(future: Any, job: Job) -> Outcome:
    try:
        outcome: Outcome = future.result()
    except Exception as error:  # noqa: BLE001 - also a worker's, such as KilledWorker: the other stacks go on
        return Outcome(job.path, job.name, Status.ERROR, message=f"the cluster could not run it: {error}")
    return replace(outcome, spec=job.path)


def _check_releases(found: dict[str, str]) -> None:
    """Reject workers of another release, which may not know a spec's keys.

    Raises:
        HarnessError: there are some.
    """
    if others := {address: version for address, version in found.items() if version != release()}:
        listed = ", ".join(f"{address} has {version}" for address, version in sorted(others.items()))
        raise HarnessError(
            f"workers have another release than {release()}: {listed}", hint="Install the same one everywhere."
        )
