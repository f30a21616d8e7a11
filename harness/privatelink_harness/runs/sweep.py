"""The work of `privatelink sweep`: whatever runs have left is found by tags and listings, and removed, without a state.

It may be stopped and started again at any time: each search tells what is still there. What cannot be found without its
holder goes before it.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from privatelink_harness.checks.scope import Scope
from privatelink_harness.orphans import orphans, tagged
from privatelink_harness.runs import retries
from privatelink_harness.runs.signals import stoppable
from privatelink_harness.stacks.directory import await_terraform, is_stack, is_used
from privatelink_harness.stacks.journal import SWEPT, Entry, Journal, entries, faults

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

    from privatelink_harness.orphans.orphans import Orphan
    from privatelink_harness.orphans.tags import RunTags
    from privatelink_harness.runs.progress import Progress
    from privatelink_harness.targets.protocol import Places

_ROUND = 30.0
"""Seconds for removals, after which what is still there is listed anew: its parts may have changed."""

_IDLE = 300.0
"""Seconds without progress after which the rest stays; AWS takes minutes for gateways and their attachments."""

_ANSWERS = 120.0
"""Seconds to wait for the answers to the calls of a killed run."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The runs to sweep.

    Parameters:
        run: an ID; None: of all runs, or of all that have expired.
        is_all: also runs that have not expired.
    """

    run: str | None = None
    is_all: bool = False

    def has(self, run: RunTags, now: datetime) -> bool:
        """Return whether a run is one of these."""
        return run.run == self.run if self.run else self.is_all or run.has_expired(now)


@dataclass(frozen=True, slots=True)
class Swept:
    """The outcome of a sweep.

    Parameters:
        found: in the order of their removal.
        left: what is still there, each with the API's reason.
        unread: what the API did not list, each with its reason.
        going: IDs of selected runs of this machine that go on, and are left alone.
        journals: what can't be read of this machine's journals.
        stacks: directories of this machine, with a state each, of runs of which nothing is left.
    """

    target: str
    found: tuple[Orphan, ...]
    left: tuple[str, ...]
    unread: tuple[str, ...]
    going: tuple[str, ...]
    journals: tuple[str, ...] = ()
    stacks: tuple[Path, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether nothing is left, as far as the API tells."""
        return not self.left and not self.unread


def sweep(
    places: Places,
    selection: Selection,
    progress: Progress,
    *,
    dry_run: bool = False,
    wait: Callable[[float], object] = time.sleep,
) -> Swept:
    """Remove what the selected runs have left.

    Parameters:
        dry_run: only find it.
        wait: waits for so many seconds, before it looks again after transient errors.

    Raises:
        HarnessError: the one run that is named goes on, on this machine; or its Terraform does not end.
        KeyboardInterrupt: the sweep was stopped; another one goes on with it.
    """
    now = datetime.now(UTC)
    known = [entry for entry in entries() if entry.target == places.target and selection.has(entry.tags, now)]
    going = () if selection.run else tuple(entry.tags.run for entry in known if is_used(entry.stack))
    ended = [entry for entry in known if entry.tags.run not in going and not entry.is_clean]
    cut = tuple(faults({entry.tags.run for entry in ended}))
    if not dry_run:
        _await_ends(ended, selection, places)
    scopes = {*places.scopes, *_own(ended, places)}

    def wanted(run: RunTags) -> bool:
        return selection.has(run, now) and run.run not in going

    with stoppable():
        swept = _Sweep(places, scopes, wanted, progress, wait).run(dry_run=dry_run)
    noted = _note(ended, places) if swept.is_clean and not dry_run else frozenset()
    over = (entry for entry in known if entry.tags.run in noted or entry.outcome == SWEPT)
    # A state may have what no sweep finds, such as another provider's resources: a destroy removes it with all of them.
    stacks = tuple(entry.stack for entry in over if is_stack(entry.stack) and entry.tags.run not in going)
    return replace(swept, going=going, journals=cut, stacks=stacks)


@dataclass(slots=True)
class _Sweep:
    """The searches and removals of one sweep."""

    places: Places
    scopes: Collection[Scope]
    wanted: tagged.Wanted
    progress: Progress
    wait: Callable[[float], object]

    def run(self, *, dry_run: bool) -> Swept:
        """Search and remove until nothing is found."""
        accounts = len({scope.account for scope in self.scopes})
        self.progress.step(f"look in {accounts} account{'' if accounts == 1 else 's'}")
        search = self._search()
        found = {(each.kind.name, each.scope, each.id): each for each in search.resources}
        reasons: Sequence[str] = ()
        last_progress = time.monotonic()
        while search.resources and not dry_run and time.monotonic() - last_progress < _IDLE:
            self.progress.step(f"remove {len(search.resources)} of what runs have left")
            before = set(search.resources)
            reasons = orphans.remove(search.resources, self.places, patience=_ROUND)
            search = self._search()
            if before - set(search.resources):
                last_progress = time.monotonic()
            found |= {(each.kind.name, each.scope, each.id): each for each in search.resources}
        left = () if dry_run else tuple(_with_reason(each, reasons) for each in search.resources)
        return Swept(self.places.name, tuple(found.values()), left, search.faults, ())

    def _search(self) -> tagged.Found:
        """Search, again after transient errors: what could not be listed was not looked for."""
        pause = retries.FIRST_WAIT
        for attempt in range(2, retries.ATTEMPTS + 1):
            found = tagged.find(self.scopes, self.wanted, self.places)
            reasons = {reason for code in found.codes if (reason := retries.transience_of(code))}
            if not reasons:
                return found
            self.progress.step(f"look again: {', '.join(sorted(reasons))}; {attempt} of {retries.ATTEMPTS}")
            self.wait(pause)
            pause *= 2
        return tagged.find(self.scopes, self.wanted, self.places)


def _await_ends(ended: Sequence[Entry], selection: Selection, places: Places) -> None:
    """Wait until the killed runs' Terraform has ended, which its guard stops, and their last calls are answered."""
    for entry in ended:
        await_terraform(entry.stack)
    deadline = time.monotonic() + _ANSWERS
    runs = {entry.tags.run for entry in ended} | ({selection.run} if selection.run else set())
    for run in sorted(runs):
        while places.open_calls(run) and time.monotonic() < deadline:
            threading.Event().wait(0.1)


def _own(ended: Sequence[Entry], places: Places) -> list[Scope]:
    """Return the accounts and Regions that the journals tell, and that the sweep may look in."""
    told = (Scope(account, region) for entry in ended for account in entry.accounts for region in entry.regions)
    return [scope for scope in told if places.allows(scope)]


def _note(ended: Sequence[Entry], places: Places) -> frozenset[str]:
    """Note in the journals of runs whose every account was looked in that nothing is left of them; return their IDs."""
    runs = frozenset(entry.tags.run for entry in ended if all(map(places.covers, entry.accounts)))
    for run in runs:
        Journal.of(run).end(SWEPT)
    return runs


def _with_reason(orphan: Orphan, reasons: Sequence[str]) -> str:
    """Return what is left, with the API's reason if it gave one."""
    return next((reason for reason in reasons if reason.startswith(f"{orphan}: ")), f"{orphan}: still there")
