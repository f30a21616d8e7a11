"""The life of a stack that is open: plan, apply, verify, plan again, destroy, check that nothing is left.

Commands and the pytest plugin share it: a command goes through its `stages` at once, the plugin stops between apply and
destroy while tests run. Steps overlap where they can: the plan is read while it is applied, the checks ask the API
while Terraform plans again. What later steps need is imported while Terraform plans; see `preload`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from privatelink_harness.checks.check import Verdict
from privatelink_harness.checks.scope import Scopes, home, services
from privatelink_harness.errors import HarnessError
from privatelink_harness.reports.stream import Applied, RunEnded, StepEnded, Verified
from privatelink_harness.runs.beside import beside
from privatelink_harness.runs.budget import Budget
from privatelink_harness.runs.extent import Extent
from privatelink_harness.runs.journalled import Journalled
from privatelink_harness.runs.preload import preload_clients, preload_end
from privatelink_harness.runs.recorder import Recorder, recording
from privatelink_harness.runs.retries import Retries
from privatelink_harness.runs.signals import patient
from privatelink_harness.runs.stop import RunStopped, Stop
from privatelink_harness.stacks.journal import Journal
from privatelink_harness.stacks.stack import Stack

if TYPE_CHECKING:
    from typing import Any

    from privatelink_generator.patterns.base import Spec
    from privatelink_harness.behaviours.behaviour import Behaviour
    from privatelink_harness.checks.check import Check
    from privatelink_harness.checks.property import Property
    from privatelink_harness.reports.model import Report
    from privatelink_harness.runs.progress import Progress
    from privatelink_harness.runs.undo import Undo
    from privatelink_harness.stacks.journal import Outcome
    from privatelink_harness.terraform.snapshot import Resource, Snapshot

_ALL = Extent()


def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(3, "privatelink-run")


@dataclass(slots=True)
class Run:
    """One stack, from its first plan until nothing is left.

    Parameters:
        is_cut: whether an apply has begun that has not ended well, so that there may be orphans.
        stop: ends the run from another thread.
        journal: None for a stack that the user has applied.
        budget: what it may take; its minutes are the caller's to count.
        is_probing: whether functions make the probes in live accounts.
        traffic: `auto`, `on` or `off`: whether connections are made on LocalStack; None leaves it to the environment
            and LocalStack's own setting.
    """

    stack: Stack
    progress: Progress
    is_cut: bool = False
    stop: Stop = field(default_factory=Stop)
    journal: Journal | None = None
    budget: Budget = field(default_factory=Budget)
    is_probing: bool = False
    traffic: str | None = None
    recorder: Recorder = field(init=False)
    _plan: Future[Snapshot] | None = None
    _threads: ThreadPoolExecutor = field(default_factory=_pool)

    def __post_init__(self) -> None:
        """Record the run."""
        self.progress = self.recorder = recording(self.progress)
        if self.journal:
            self.recorder.tell(Journalled(self.journal))

    def apply(self) -> None:
        """Plan and apply; after errors of AWS that pass by themselves, again.

        Raises:
            BudgetError: the plan creates too much; nothing was applied.
            TerraformError: either fails; the state holds what was created.
        """
        self._retries.call("apply", self._apply_once)
        state, default = self.stack.state(), self.stack.session.home
        self.observe(state)
        scope = home(Scopes.read(state.resources).all(state.resources), default)
        if scope not in {None, default}:
            self.stack = self.stack.settled(scope)

    def observe(self, state: Snapshot) -> None:
        """Record what a state says stands where, and keep its secrets out of the record."""
        from privatelink_harness.reports.topology import topology

        self.progress.hide(state.secrets)
        self.progress.take(Applied(topology(state)))

    def _apply_once(self) -> None:
        with self._step("plan"):
            # An error shows where the client is used.
            self._threads.submit(preload_clients, self.stack.session)
            self._threads.submit(preload_end)
            self.budget.check(self.stack.plan(self.progress.event))
        self.is_cut = True
        with self._step("apply"):
            self._plan = beside(self._threads, self.stack.apply, self._read_plan, self.progress.event)
        self.is_cut = False

    @property
    def _retries(self) -> Retries:
        def created() -> set[str]:
            return {each.id for each in self.stack.state().resources} if self.stack.has_state else set()

        return Retries(created, self.progress.say, self.stop.wait)

    def apply_again(self, variables: Mapping[str, Any]) -> None:
        """Plan and apply with other variables, beside those that the stack has, which it keeps where the plan fails.

        Raises:
            HarnessError: JSON can't hold a value; or Terraform fails.
        """
        before, was_cut = self.stack.variables, self.is_cut
        self.stack, self.is_cut = self.stack.with_variables({**before, **variables}), False
        try:
            self.apply()
        except BaseException:
            if not self.is_cut:
                # A destroy reads the variables too, and would fail as the plan has.
                self.stack, self.is_cut = self.stack.with_variables(before), was_cut
            raise

    @property
    def planned(self) -> Snapshot | None:
        """The resources of the plan that was applied last; None for a stack that another run has applied."""
        return self._plan.result() if self._plan else None

    def verify(
        self,
        spec: Spec,
        extent: Extent = _ALL,
        *,
        only: Collection[Property] | None = None,
    ) -> list[Check]:
        """Compare the stack with a spec.

        Parameters:
            only: the properties to check; None: all.

        Raises:
            HarnessError: the stack has no such module; the spec names another Region; the API refuses or does not
                answer.
        """
        from privatelink_harness.runs.comparison import checks

        found = [self.recorder.clean(each) for each in checks(self, spec, extent, only)]
        self.progress.take(Verified(tuple(found)))
        return found

    def verify_and_plan_again(self, spec: Spec, *, only: Collection[Property] | None = None) -> list[Check]:
        """Compare the stack with a spec while Terraform plans again; the check of the second plan comes last."""
        with self._step("verify, and plan again"):
            planning = self._threads.submit(self._plan_again)
            checks = self.verify(spec, only=only)
            return [*checks, self._checked(planning.result())]

    def plan_again(self) -> Check:
        """Return the check that a second plan is empty."""
        return self._checked(self._plan_again())

    def _checked(self, check: Check) -> Check:
        self.progress.take(Verified((check,)))
        return check

    def _plan_again(self) -> Check:
        from privatelink_harness.checks import second_plan

        result = self.stack.plan_again()
        differences = self.stack.differences() if result.has_changes else None
        self.stack.discard_second_plan()
        return second_plan.check(differences, self.stack.session)

    def destroy(self, *, refresh: bool = True) -> Check:
        """Destroy what the state holds, and return the check that nothing is left; the stack's directory is removed.

        Parameters:
            refresh: read every resource before; needed unless a plan has just done so.

        Raises:
            HarnessError: the target has ended; or Terraform fails, and the state is kept.
        """
        from privatelink_harness.runs import remains

        self.stack = stack = self.stack.renewed()
        session = stack.session
        if not session.alive():
            stack.remove()
            raise remains.lost(session)
        state = stack.state() if stack.has_state else None
        if state and self.is_cut:
            self.observe(state)
        before: tuple[Resource, ...] = state.resources if state else ()
        undo = self._undoing(stack, in_haste=self.is_cut, is_tested=not self.is_cut)
        if self._has_created():
            with self._step("destroy"):
                self._threads.submit(preload_clients, session, services(before))
                self._retries.call("destroy", lambda: undo.run(refresh=refresh))
            # The AWS provider ends while the API is asked.
            self._threads.submit(stack.close)
        is_clean = False
        try:
            with self._step("check that nothing is left"):
                check = remains.after(undo, before, stack)
            is_clean = check.verdict is not Verdict.FAILED
        finally:
            self._end("nothing left" if is_clean else "something left")
            session.release(clean=is_clean)
        stack.remove()
        return self._checked(check)

    def behave(
        self, spec: Spec | None, chosen: frozenset[Behaviour], *, survived: tuple[type[BaseException], ...] = ()
    ) -> list[Check]:
        """Try how the stack behaves, put everything back, and return what came of it.

        Parameters:
            survived: errors after which the stack is used again, so that Terraform puts it right.

        Raises:
            HarnessError: Terraform fails, or the API refuses what it should not.
        """
        if not chosen:
            return []
        from privatelink_harness.behaviours.perform import behave
        from privatelink_harness.runs.acting import RunStage

        with self._step("try behaviours"):
            checks = behave(RunStage(self, survived), spec, chosen)
            self.progress.take(Verified(tuple(checks)))
            return checks

    def proved(self, title: str, work: Callable[[], list[Check]]) -> None:
        """Do a step of another kind, whose checks the report has."""
        with self._step(title):
            self.progress.take(Verified(tuple(work())))

    @contextmanager
    def undone(self) -> Iterator[None]:
        """After an error or a stop, destroy what was created before the error goes on.

        If that fails too, the stack's directory stays, and the error names it.

        Raises:
            RunStopped: the run was stopped from another thread; nothing is left.
        """
        try:
            yield
        except BaseException as error:
            self._undo(error)
            if self.stop.requested and isinstance(error, HarnessError):
                raise RunStopped(self.stop.reason) from error
            raise

    def prepare(self, work: Callable[[], object]) -> None:
        """Do beside Terraform what a later step needs; an error shows there."""
        self._threads.submit(work)

    def discard(self) -> None:
        """End a stack of which nothing was applied."""
        self.stack.session.release(clean=True)
        self._end("nothing left")
        self.stack.remove()

    def keep(self) -> None:
        """Leave the stack applied, which its journal says."""
        self._end("kept")

    def interrupt(self) -> None:
        """Stop Terraform in order, from another thread; the run then destroys what was created."""
        self.stack.stop()

    def report(self, *, kept: bool) -> Report:
        """End the record, and return the report.

        Parameters:
            kept: whether the stack is left applied.
        """
        self.progress.take(RunEnded(str(self.stack.directory) if kept else None))
        return self.recorder.report()

    def lasting(self) -> Stack:
        """Return the stack, from now on with new credentials where too little is left of the time of the old ones.

        Raises:
            HarnessError: the accounts may no longer be used, or are others than before.
        """
        self.stack = self.stack.lasting()
        self.progress.hide(self.stack.session.secrets)
        return self.stack

    def close(self) -> None:
        """End the run's threads and its AWS provider."""
        self._end_threads()
        self.stack.close()

    def _end_threads(self) -> None:
        """End the threads; a stack whose apply has failed may be destroyed by this run still, with new ones."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        self._threads = _pool()

    @contextmanager
    def _step(self, title: str) -> Iterator[None]:
        """Show a step, and measure it."""
        self.lasting()
        self.progress.step(title)
        try:
            yield
        finally:
            self.progress.take(StepEnded())

    def _end(self, outcome: Outcome) -> None:
        if self.journal:
            self.journal.end(outcome)

    def _read_plan(self) -> Snapshot:
        """Read the plan."""
        planned = self.stack.planned()
        self.progress.hide(planned.secrets)
        self.stack.discard_plan()
        return planned

    def _has_created(self) -> bool:
        """Return whether there may be something to destroy: a state, or orphans of an apply that wrote none."""
        session = self.stack.session
        if self.stack.has_state or not self.is_cut:
            return self.stack.has_state
        created = session.created()
        return created is None or bool(created or session.open_calls())

    def _undoing(self, stack: Stack, *, in_haste: bool, is_tested: bool = False) -> Undo:
        from privatelink_harness.runs.undo import Undo

        return Undo(
            stack,
            self.progress,
            is_cut=self.is_cut,
            in_haste=in_haste,
            is_tested=is_tested,
            is_given_up=lambda: self.stop.insisted,
        )

    def _undo(self, error: BaseException) -> None:
        """Destroy after an error; what can't be destroyed stays on disk, with its state."""
        from privatelink_harness.runs import remains

        stack = self.stack.restarted()
        try:
            with patient(self.progress.say):
                self.stack.stop()
                self._end_threads()
                alive = stack.session.alive()
                if alive and self._has_created():
                    stack = stack.renewed()
                    with suppress(HarnessError):
                        self.observe(stack.state())
                    stopped = isinstance(error, KeyboardInterrupt) or self.stop.requested
                    self.progress.step(f"{'stopped' if stopped else 'failed'}: destroy")
                    before = stack.state().resources if stack.has_state else ()
                    undo = self._undoing(stack, in_haste=stopped)
                    undo.run()
                    if remains.after(undo, before, stack).verdict is Verdict.FAILED:
                        undo.run_late()
                        remains.reject(remains.after(undo, before, stack))
                    for orphan in undo.orphans:
                        error.add_note(f"orphan, removed: {orphan}")
                if alive:
                    stack.session.release(clean=True)
                self._end("nothing left")
        except (HarnessError, KeyboardInterrupt) as second:
            self._end("something left")
            stack.discard_plan()
            stack.discard_second_plan()
            raise HarnessError(
                f"{getattr(error, 'message', None) or 'stopped'}\n"
                f"and what was created is not destroyed: {getattr(second, 'message', None) or 'stopped again'}",
                hint=remains.kept_state(stack),
            ) from error
        stack.remove()
        if not alive:
            raise remains.lost(stack.session) from error
