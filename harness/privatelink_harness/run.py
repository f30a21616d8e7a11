"""A run: apply a stack, verify it, plan again, destroy it, and ask the API that nothing is left.

What can be done at once is: the plan is read while it is applied, the API is asked while Terraform plans again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from privatelink_harness import leftovers, second_plan
from privatelink_harness.errors import HarnessError
from privatelink_harness.report import Report, Step
from privatelink_harness.signals import patient
from privatelink_harness.verification.verify import Standing, verify

if TYPE_CHECKING:
    from privatelink_generator.spec import ConsumerSpec
    from privatelink_harness.progress import Progress
    from privatelink_harness.resources import Snapshot
    from privatelink_harness.stack import Stack
    from privatelink_harness.verification.check import Check
    from privatelink_harness.verification.placement import Placement


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
        self._plan = self._threads.submit(self.stack.planned)
        with self.step("apply"):
            self.stack.apply(self.progress.event)

    def verify(
        self, spec: ConsumerSpec, *, placement: Placement | None = None, module: str | None = None
    ) -> list[Check]:
        """Check what stands, and plan again meanwhile."""
        with self.step("verify, and plan again"):
            again = self._threads.submit(self.stack.plan_again)
            planned = self._plan.result() if self._plan else None
            standing = Standing(self.stack.state(), planned, placement, module)
            checks = verify(spec, standing, self.stack.target)
            self._differs = again.result().has_changes
        return checks

    _differs: bool = False

    def second_plan(self) -> Callable[[], Check]:
        """Start to read the second plan where it has changes; calling what this gives waits for the check."""
        if not self._differs:
            return lambda: second_plan.check(None, self.stack.target)
        reading = self._threads.submit(self.stack.differences)
        return lambda: second_plan.check(reading.result(), self.stack.target)

    def destroy(self, *, refresh: bool) -> Check:
        """Destroy, and ask the API that nothing is left."""
        with self.step("destroy"):
            before = self.stack.state().resources
            self.stack.destroy(self.progress.event, refresh=refresh)
        with self.step("ask that nothing is left"):
            return leftovers.check(before, self.stack.target)

    def close(self) -> None:
        """End the run's threads."""
        self._threads.shutdown(wait=True, cancel_futures=True)


def test(spec: ConsumerSpec, stack: Stack, progress: Progress, *, keep: bool = False) -> Report:
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
        second = run.second_plan()
        if not keep:
            left = run.destroy(refresh=False)
            checks.append(left)
        checks.insert(len(checks) - (not keep), second())
    except BaseException as error:
        _undo(run, error)
        raise
    finally:
        run.close()
    if not keep:
        stack.remove()
    return report_of(spec, stack, checks, run.steps, kept=keep)


def _undo(run: Run, error: BaseException) -> None:
    """Destroy after an error; what can't be destroyed stays on disk, with its state."""
    run.stack.stop()
    run.close()
    stack = run.stack.afresh()
    if stack.has_state and not stack.target.alive():
        stack.remove()
        raise HarnessError(
            f"{stack.target.endpoint}: LocalStack ended in the middle of the run, and what stood in it is gone with it",
            hint="Its log tells more: privatelink localstack logs",
        ) from error
    if stack.has_state:
        run.progress.step("stopped: destroy" if isinstance(error, KeyboardInterrupt) else "failed: destroy")
        try:
            with patient(run.progress.say):
                stack.destroy(run.progress.event)
        except (HarnessError, KeyboardInterrupt) as second:
            raise HarnessError(
                f"{getattr(error, 'message', None) or 'stopped'}\n"
                f"and what was made is not destroyed: {getattr(second, 'message', None) or 'stopped again'}",
                hint=f"The state is kept. Destroy with: privatelink destroy {stack.directory}",
            ) from error
    stack.remove()


def report_of(
    spec: ConsumerSpec, stack: Stack, checks: list[Check], steps: list[Step] | None = None, *, kept: bool
) -> Report:
    """The report of a stack's checks."""
    binary, provider = stack.terraform.binary, stack.provider
    return Report(
        name=spec.name,
        target=stack.target.name,
        terraform=f"{binary.name} {'.'.join(str(part) for part in binary.version)}",
        provider=f"hashicorp/aws {provider.version or ''} from {provider.source}".replace("  ", " "),
        checks=tuple(checks),
        steps=tuple(steps or ()),
        kept=str(stack.directory) if kept else None,
        warnings=provider.warnings,
    )
