"""The destroy of a stack whose apply may have been cut off: orphans are removed too, and the time is limited.

The AWS provider repeats a delete for minutes while AWS answers `DependencyViolation`, as it does for good with an
orphan in the VPC. So orphans are removed first, and once more if the destroy makes no progress.

The accounts of a stopped run that the target can forget end in any case: what can't be destroyed in time is forgotten.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from privatelink_harness.checks.check import Proof
from privatelink_harness.checks.scope import Scopes
from privatelink_harness.errors import HarnessError
from privatelink_harness.orphans import orphans, tagged
from privatelink_harness.runs import remains
from privatelink_harness.terraform import Interrupt, TerraformError, events

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from privatelink_harness.orphans.orphans import Orphan
    from privatelink_harness.runs.progress import Progress
    from privatelink_harness.stacks.stack import Stack
    from privatelink_harness.terraform.snapshot import Resource

_STALL = 4.0
"""Seconds without progress after which a destroy may be waiting for an orphan."""

_ORPHANS = 4.0
"""Seconds in which orphans are removed, where the target can forget the accounts."""

_ANSWERS = 3.0
"""Seconds to wait for the answers to calls that the AWS provider has given up: they create what is then forgotten."""

_ALL_ANSWERS = 60.0
"""The same where nothing is forgotten: the answers tell what is to be removed."""


@dataclass(frozen=True, slots=True)
class Patience:
    """The limits of a destroy, in seconds.

    Parameters:
        total: for all of it.
        idle: without progress.
    """

    total: float
    idle: float

    @classmethod
    def of(cls, *, is_ephemeral: bool, in_haste: bool, is_tested: bool, is_live: bool = False) -> Patience:
        """Return the limits for a stack.

        A stopped run whose accounts can be forgotten ends within 30 s; until here it may have used 10 of them.

        Parameters:
            is_ephemeral: whether the target can forget every account of the stack.
            in_haste: whether somebody waits for the end of a run that was stopped.
            is_tested: whether the run tests that the stack can be destroyed.
            is_live: whether AWS itself destroys it, which may take 20 minutes for a single resource.
        """
        if is_live:
            return cls(7200.0, 1800.0)
        if is_tested or not is_ephemeral:
            return cls(3600.0, 300.0)
        return cls(10.0, 10.0) if in_haste else cls(600.0, 15.0)


@dataclass(slots=True)
class Undo:
    """The destroy of one stack.

    Parameters:
        is_cut: whether there may be orphans; otherwise they are looked for only if the destroy makes no progress.
        in_haste: whether somebody waits for the end of a run that was stopped.
        is_tested: whether the run tests that Terraform can destroy the stack: it has the time that it needs, and no
            account is forgotten in its place.
        is_given_up: returns whether the destroy is to leave the rest as it is, as a second Ctrl-C says.
        orphans: those that were found.
        is_forgotten: whether the target has forgotten every account of the stack.
    """

    stack: Stack
    progress: Progress
    is_cut: bool = False
    in_haste: bool = False
    is_tested: bool = False
    is_given_up: Callable[[], bool] = bool
    orphans: list[Orphan] = field(default_factory=list)
    is_forgotten: bool = False
    _is_ephemeral: bool = False  # Whether the target can forget every account of the stack.
    _resources: tuple[Resource, ...] = ()
    _last_progress: float = 0.0

    def run(self, *, refresh: bool = True) -> None:
        """Destroy the stack and its orphans.

        Parameters:
            refresh: read every resource before; needed unless a plan has just done so.

        Raises:
            HarnessError: something is left in an account that the target can't forget, or the destroy is tested.
            KeyboardInterrupt: the destroy was stopped; otherwise the same.
        """
        self._resources = self.stack.state().resources if self.stack.has_state else ()
        try:
            self._is_ephemeral = self._accounts <= self.stack.session.ephemeral
            if self.is_cut:
                self._await_answers(0 if self._is_ephemeral else _ALL_ANSWERS)
                self._remove_orphans()
            if self.stack.has_state:
                self._destroy(refresh=refresh)
            if self.is_cut or self.orphans:
                _reject(self._remove_orphans())
        except (HarnessError, KeyboardInterrupt):
            if self.is_tested or not self._forget():
                raise
            self.progress.say(f"the rest is gone: {self.stack.session.name} has forgotten the run's accounts")
        except Exception:
            # A fault of ours: it shows, and the accounts end all the same.
            self._forget()
            raise
        else:
            self._forget_orphaned()

    def run_late(self) -> None:
        """Remove what a call has created that is not answered yet; accounts that the target can forget end with it.

        Raises:
            HarnessError: something is left in an account that the target can't forget.
        """
        if not self._forget():
            _reject(self._remove_orphans())

    def _destroy(self, *, refresh: bool) -> None:
        """Run Terraform, within the limits."""
        patience = Patience.of(
            is_ephemeral=self._is_ephemeral,
            in_haste=self.in_haste,
            is_tested=self.is_tested,
            is_live=self.stack.session.proof is Proof.LIVE,
        )
        interrupt = Interrupt(grace=2.0, insist=1.0) if self._is_ephemeral else Interrupt()
        stack = self.stack.restarted(interrupt)
        with self._watched(patience, interrupt):
            try:
                stack.destroy(self._event, refresh=refresh)
            except TerraformError as error:
                if not error.is_out_of_space:
                    raise
                self.progress.say("the disk was full: destroy again, in the room that the run has kept for its state")
                stack.destroy(self._event, refresh=refresh)

    def _event(self, event: events.Event) -> None:
        if isinstance(event, events.ApplyComplete | events.ApplyStart):
            self._last_progress = time.monotonic()
        self.progress.event(event)

    @contextmanager
    def _watched(self, patience: Patience, interrupt: Interrupt) -> Iterator[None]:
        """Look for orphans while the destroy makes no progress, and stop it when its time is over."""
        begin = self._last_progress = time.monotonic()
        ended = threading.Event()

        def watch() -> None:
            looked = begin
            while not ended.wait(0.2):
                now = time.monotonic()
                is_over = now - begin > patience.total or now - self._last_progress > patience.idle
                if is_over or self.is_given_up():
                    interrupt.request()
                    return
                if now - max(self._last_progress, looked) > _STALL:
                    self._remove_late_orphans()
                    looked = time.monotonic()

        watcher = threading.Thread(target=watch, name="privatelink-watch", daemon=True)
        watcher.start()
        try:
            yield
        finally:
            ended.set()
            watcher.join()

    def _remove_late_orphans(self) -> None:
        """Remove orphans beside the destroy. An error shows again after it."""
        with suppress(HarnessError):
            self._remove_orphans()

    def _remove_orphans(self) -> list[str]:
        """Find orphans, name them, and remove them; return what is left."""
        patience = _ORPHANS if self._is_ephemeral else 120.0
        return orphans.remove(self._find_orphans(), self.stack.session, patience=patience)

    def _find_orphans(self) -> list[Orphan]:
        """Find orphans, and name those that are new."""
        known = self.stack.state().resources if self.stack.has_state else ()
        found = self._look([*self._resources, *known])
        for orphan in found:
            if orphan not in self.orphans:
                self.orphans.append(orphan)
                self.progress.say(f"orphan: {orphan}")
        return found

    def _look(self, known: Sequence[Resource]) -> list[Orphan]:
        """Return the run's resources that no state knows, by its calls; by its tags where the target does not tell."""
        session, tags = self.stack.session, self.stack.tags
        created = session.created()
        if created is not None or tags is None:
            return orphans.find(known, created, session)
        found = tagged.find(remains.scopes(known, session), lambda run: run.run == tags.run, session)
        _reject(found.faults)
        ids = orphans.known(known)
        return [each for each in found.resources if each.id not in ids]

    def _await_answers(self, patience: float) -> None:
        deadline = time.monotonic() + patience
        while self.stack.session.open_calls() and time.monotonic() < deadline:
            threading.Event().wait(0.1)

    def _forget_orphaned(self) -> None:
        """Have the target forget the accounts of a run that had orphans: a call may still be on its way."""
        if self.orphans:
            self._forget()

    def _forget(self) -> bool:
        """Have the target forget what it can; return whether that is everything."""
        session = self.stack.session
        if not session.ephemeral:
            return False
        self._await_answers(_ANSWERS)
        with suppress(HarnessError):
            # An answer may be later than the search before.
            self._find_orphans()
        self.is_forgotten = self._accounts <= session.forget()
        return self.is_forgotten

    @property
    def _accounts(self) -> frozenset[str]:
        """The accounts of the stack, as far as the state and the run's calls tell."""
        session = self.stack.session
        scopes = Scopes.read(self._resources).all(self._resources)
        called = (each.scope for each in session.created() or ())
        return frozenset({session.home.account, *(scope.account for scope in (*scopes, *called))})


def _reject(left: Collection[str]) -> None:
    if left:
        raise HarnessError("\n".join(["not removed:", *left]))
