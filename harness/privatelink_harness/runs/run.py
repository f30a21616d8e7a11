"""A run: apply a stack, verify it, plan again, destroy it, and ask the API that nothing is left.

What can be done at once is: the plan is read while it is applied, the API is asked while Terraform plans again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from privatelink_harness.checks import leftovers, second_plan
from privatelink_harness.checks.stack import StackSnapshot
from privatelink_harness.checks.verify import verify
from privatelink_harness.errors import HarnessError
from privatelink_harness.reports.report import Report, Step
from privatelink_harness.runs.signals import patient
from privatelink_harness.terraform import events

if TYPE_CHECKING:
    from privatelink_generator.patterns.base import Spec
    from privatelink_harness.checks.check import Check
    from privatelink_harness.checks.placement import Placement
    from privatelink_harness.runs.progress import Progress
    from privatelink_harness.stacks.stack import Stack
    from privatelink_harness.terraform.cli import OnEvent
    from privatelink_harness.terraform.snapshot import Snapshot


@dataclass(slots=True)
class Run:
    """One stack's way from plan to nothing left.

    Parameters:
        stack: initialised or not.
        progress: who wants to know.
        steps: those done.
    """

    stack: Stack
    progress: Progress
    steps: list[Step] = field(default_factory=list)
    _plan: Future[Snapshot] | None = None
    _differs: bool = False
    _threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(3, "privatelink-run"))

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Tell of a step, and measure it."""
        self.progress.step(title)
        start = time.monotonic()
        try:
            yield
        finally:
            self.steps.append(Step(title, round(time.monotonic() - start, 3)))

    def apply(self) -> None:
        """Plan and apply.

        Raises:
            TerraformError: either fails; what was made by then is in the state.
        """
        with self.step("plan"):
            self.stack.plan(self.progress.event)
        with self.step("apply"):
            self._plan = self._beside(self.stack.apply, self._planned)

    def _planned(self) -> Snapshot:
        """Read the plan, and make the clients that `verify` asks with: boto3 takes half a second to load."""
        planned = self.stack.planned()
        for service in ("ec2", "sts"):
            self.stack.target.client(service)
        return planned

    def verify(self, spec: Spec, *, placement: Placement | None = None, module: str | None = None) -> list[Check]:
        """Check what stands, and plan again meanwhile."""
        with self.step("verify, and plan again"):
            again = self._threads.submit(self.stack.plan_again)
            planned = self._plan.result() if self._plan else None
            snapshot = StackSnapshot(self.stack.state(), planned, placement, module)
            checks = verify(spec, snapshot, self.stack.target)
            self._differs = again.result().has_changes
        return checks

    def _beside[T](self, work: Callable[[OnEvent], object], reading: Callable[[], T]) -> Future[T]:
        """Do both, and read once the work waits for its first resource: a provider's start keeps processors busy."""
        started: list[Future[T]] = []

        def on_event(event: events.Event) -> None:
            if isinstance(event, events.ApplyStart) and not started:
                started.append(self._threads.submit(reading))
            self.progress.event(event)

        work(on_event)
        return started[0] if started else self._threads.submit(reading)

    def destroy(self) -> list[Check]:
        """Destroy, and end the stack; the checks that the second plan was empty, and that nothing is left."""
        before = self.stack.state().resources
        destroy = partial(self.stack.destroy, refresh=False)
        with self.step("destroy"):
            if self._differs:
                differences = self._beside(destroy, self.stack.differences)
            else:
                destroy(self.progress.event)
        with self.step("ask that nothing is left"):
            left = leftovers.check(before, self.stack.target)
            checks = [second_plan.check(differences.result() if self._differs else None, self.stack.target), left]
        self.stack.end(left)
        return checks

    def keep(self) -> list[Check]:
        """Leave it standing; the check that the second plan was empty."""
        return [second_plan.check(self.stack.differences() if self._differs else None, self.stack.target)]

    def close(self) -> None:
        """End the run's threads."""
        self._threads.shutdown(wait=True, cancel_futures=True)


def test(spec: Spec, stack: Stack, progress: Progress, *, keep: bool = False) -> Report:
    """Apply, verify, plan again, destroy.

    Whatever goes wrong in between, and when the run is told to stop, what was made is destroyed before the error goes
    on. Where that fails too, the stack's directory stays, and the error names it.

    Raises:
        HarnessError: Terraform fails, or nothing answers any more.
        KeyboardInterrupt: the run was told to stop; nothing is left.
    """
    run = Run(stack, progress)
    try:
        run.apply()
        checks = run.verify(spec)
        checks += run.keep() if keep else run.destroy()
    except BaseException as error:
        _undo(run, error)
        raise
    finally:
        run.close()
    return report_of(spec, stack, checks, run.steps, kept=keep)


def _undo(run: Run, error: BaseException) -> None:
    """Destroy after an error; what can't be destroyed stays on disk, with its state."""
    stack = run.stack.afresh()
    try:
        with patient(run.progress.say):
            run.stack.stop()
            run.close()
            alive = stack.target.alive()
            if alive and stack.has_state:
                run.progress.step("stopped: destroy" if isinstance(error, KeyboardInterrupt) else "failed: destroy")
                stack.destroy(run.progress.event)
    except (HarnessError, KeyboardInterrupt) as second:
        raise HarnessError(
            f"{getattr(error, 'message', None) or 'stopped'}\n"
            f"and what was made is not destroyed: {getattr(second, 'message', None) or 'stopped again'}",
            hint=f"The state is kept. Destroy with: privatelink destroy {stack.directory}",
        ) from error
    stack.remove()
    if not alive:
        raise gone(stack) from error


def gone(stack: Stack) -> HarnessError:
    """The error that a stack's LocalStack has ended."""
    return HarnessError(
        f"{stack.target.endpoint}: LocalStack ended in the middle of the run, and what stood in it is gone with it",
        hint="Its log tells more: privatelink localstack logs",
    )


def report_of(spec: Spec, stack: Stack, checks: list[Check], steps: list[Step] | None = None, *, kept: bool) -> Report:
    """The report of a stack's checks."""
    binary, provider = stack.terraform.binary, stack.provider
    return Report(
        name=spec.name,
        target=stack.target.name,
        terraform=f"{binary.name} {'.'.join(str(part) for part in binary.version)}",
        provider=provider.label,
        checks=tuple(checks),
        steps=tuple(steps or ()),
        kept=str(stack.directory) if kept else None,
        warnings=provider.warnings,
    )
