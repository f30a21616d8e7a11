"""The keeper of the data plane in LocalStack's process: it starts the plane, tells it each change, and ends it.

A call that changes something is answered when the change is in force; calls at the same time share a push. Nothing is
pushed, and no call waits, before somebody uses the plane.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from privatelink_localstack.dataplane.capabilities import Capabilities
from privatelink_localstack.dataplane.client import Client, PlaneError, Process
from privatelink_localstack.dataplane.protocol import TargetHealth
from privatelink_localstack.dataplane.state.model import State
from privatelink_localstack.dataplane.state.wire import WireError
from privatelink_localstack.kernel.turns import given_up
from privatelink_localstack.runtime.traffic import Mode, Phase, Traffic, TrafficStatus
from privatelink_localstack.traffic.feed import difference

_log = logging.getLogger(__name__)

_PATIENCE = 10.0
"""Seconds that a call waits for its change to be in force."""
_AGAIN = 1.0
"""Seconds after which records are read again that could not be read."""
_MOST_ENDS = 3
"""How often the plane may end, without a state in force in between, before it is given up."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The state that follows from all records.

    Parameters:
        changes_in: in how many seconds time changes it; None for never.
        left_out: why records could not be read, by their IDs.
    """

    state: State
    changes_in: float | None = None
    left_out: Mapping[str, Exception] = field(default_factory=dict)


class Keeper:
    """The keeper. Its methods are for any thread.

    Parameters:
        path: where the plane's socket shall be.
        read: returns what follows from all records now.
        probe: tries whether the kernel allows the plane.
        attend: runs in a thread of its own while a plane runs, with a connection to it.
    """

    def __init__(
        self,
        setting: Traffic,
        path: Path,
        read: Callable[[], Reading],
        probe: Callable[[], Capabilities],
        attend: Callable[[Client], None] | None = None,
    ) -> None:
        self._attend = attend
        self._setting, self._path, self._read, self._probe = setting, path, read, probe
        self._turn = threading.Condition()
        self._phase = Phase.OFF if setting is Traffic.OFF else Phase.READY
        self._worker: threading.Thread | None = None
        self._process: Process | None = None
        self._pushed: State | None = None
        self._problem: str | None = None
        self._way_out: str | None = None
        self._refusal: str | None = None
        self._left_out: tuple[str, ...] = ()
        self._wanted = self._done = 0
        self._ends = 0
        self._is_closing = self._has_ended = False

    @property
    def status(self) -> TrafficStatus:
        """What the plane does now."""
        with self._turn:
            is_running, pushed = self._phase is Phase.RUNNING, self._pushed or State()
            return TrafficStatus(
                self._phase,
                self._setting,
                self._path if is_running else None,
                self._process.pid if is_running and self._process else None,
                self._problem,
                self._way_out,
                len(pushed.vpcs),
                len(pushed.endpoints),
                (Mode.PROXIES if self._refusal else Mode.NAMESPACES) if is_running else None,
                self._refusal,
                self._left_out,
            )

    def start(self) -> None:
        """Start the plane in the background, unless it is off or runs."""
        with self._turn:
            if self._phase in {Phase.OFF, Phase.RUNNING} or self._worker is not None or self._is_closing:
                return
            self._ends = 0
            self._worker = threading.Thread(target=self._work, name="traffic", daemon=True)
            self._worker.start()

    def open(self) -> TrafficStatus:
        """Start the plane unless it runs, and return its status when all changes so far are in force."""
        self.start()
        self._wait(self._want())
        return self.status

    def client(self) -> Client:
        """Return a new connection to the plane, which is started unless it runs.

        Raises:
            PlaneError: it can't run.
        """
        status = self.open()
        if status.socket is None:
            raise PlaneError(f"traffic does not flow: {status.problem or f'it is {status.phase}'}")
        return Client(status.socket)

    def healths(self) -> list[TargetHealth]:
        """Return the health of the targets that are checked; of none where no plane runs."""
        status = self.status
        if status.socket is None:
            return []
        try:
            with Client(status.socket) as client:
                return client.health()
        except (PlaneError, OSError):
            return []

    def changed(self) -> None:
        """Tell that records may have changed; return when what changed is in force. Where no plane runs, at once."""
        revision = self._want()
        if self._phase is Phase.RUNNING:
            self._wait(revision)

    def close(self) -> None:
        """End the plane."""
        with self._turn:
            self._is_closing = True
            self._turn.notify_all()
            worker = self._worker
        if worker is not None:
            worker.join()

    def _want(self) -> int:
        """Want a new revision to be in force, and return its number."""
        with self._turn:
            self._wanted += 1
            self._turn.notify_all()
            return self._wanted

    def _wait(self, revision: int) -> None:
        with given_up(), self._turn:
            self._turn.wait_for(lambda: self._done >= revision or self._worker is None, _PATIENCE)

    def _work(self) -> None:
        """Run the plane until the end, or until it can't run."""
        try:
            self._try_namespaces()
            self._feed()
        except Exception as error:  # noqa: BLE001 - LocalStack goes on without traffic, and says so
            _log.exception("traffic: the data plane has failed")
            self._refuse(f"fault: {error!r}", None)
        finally:
            process = self._process
            with self._turn:
                self._process = self._pushed = self._worker = None
                if self._phase is Phase.RUNNING:
                    self._phase = Phase.READY
                self._turn.notify_all()
            if process is not None:
                process.close()

    def _try_namespaces(self) -> None:
        """Find out whether proxies must stand for namespaces."""
        found = self._probe()
        if found.refusal is None:
            return
        refusal = f"{found.refusal.step}: {found.refusal.problem}"
        _log.warning("traffic flows through proxies: %s; %s", refusal, found.way_out)
        with self._turn:
            self._refusal, self._way_out = refusal, found.way_out

    def _refuse(self, problem: str, way_out: str | None) -> None:
        _log.warning("traffic does not flow: %s%s", problem, f"; {way_out}" if way_out else "")
        with self._turn:
            self._phase, self._problem, self._way_out = Phase.REFUSED, problem, way_out

    def _feed(self) -> None:
        """Start the plane and push each change to it, again and again if it ends."""
        while self._ends < _MOST_ENDS and not self._is_closing:
            try:
                process = Process(self._path, by_proxies=self._refusal is not None)
                with process.client() as client:
                    self._begin(process)
                    self._follow(client)
                    return
            except (PlaneError, OSError) as error:
                self._ends += 1
                _log.warning("traffic: the data plane is gone (%s)", error)
                if self._process is not None:
                    self._process.close()
        if not self._is_closing:
            self._refuse(
                f"the data plane ended {self._ends} times", "see LocalStack's log: privatelink localstack logs"
            )

    def _begin(self, process: Process) -> None:
        with self._turn:
            self._process, self._pushed, self._has_ended = process, None, False
            self._phase, self._problem = Phase.RUNNING, None
        threading.Thread(target=self._watch, args=(process,), name="traffic-watch", daemon=True).start()
        if self._attend is not None:
            threading.Thread(target=self._accompany, args=(self._attend,), name="traffic-metrics", daemon=True).start()
        mode = Mode.PROXIES if self._refusal else Mode.NAMESPACES
        _log.info("traffic: the data plane runs by %s (process %d)", mode, process.pid)

    def _accompany(self, attend: Callable[[Client], None]) -> None:
        try:
            with Client(self._path) as client:
                attend(client)
        except (PlaneError, OSError):
            pass  # The plane is gone; a new one is attended anew.
        except Exception:  # noqa: BLE001 - LocalStack and its traffic go on
            _log.exception("traffic: metrics have failed, and go on with the next start of the data plane")

    def _watch(self, process: Process) -> None:
        """Notice the plane's end at once, not at the next change."""
        process.wait()
        with self._turn:
            if self._process is process:
                self._has_ended = True
                self._turn.notify_all()

    def _follow(self, client: Client) -> None:
        """Push each change until LocalStack ends.

        Raises:
            PlaneError: the plane is gone.
        """
        changes_in = 0.0 if self._done else None
        while True:
            with self._turn:
                self._turn.wait_for(
                    lambda: self._is_closing or self._has_ended or self._wanted > self._done, changes_in
                )
                if self._is_closing:
                    return
                if self._has_ended:
                    raise PlaneError("its process has ended")
                revision = self._wanted
            changes_in = self._push(client)
            with self._turn:
                self._done = max(self._done, revision)
                self._turn.notify_all()

    def _push(self, client: Client) -> float | None:
        """Push what has changed, and return in how many seconds time brings the next change."""
        try:
            reading = self._read()
        except Exception as error:  # noqa: BLE001 - as above
            _log.exception("traffic: the records can't be read")
            self._note(None, f"fault: {error!r}")
            return _AGAIN
        self._tell(reading.left_out)
        try:
            if self._pushed is None:
                client.push(reading.state, whole=True)
            elif not (change := difference(self._pushed, reading.state)).is_empty:
                client.push(change.put, change.remove)
        except (OSError, WireError) as error:
            # The plane is empty now, and gets a whole state with the next change.
            _log.warning("traffic does not flow: %s", error)
            self._note(None, str(error))
        else:
            self._note(reading.state, None)
        return reading.changes_in

    def _tell(self, left_out: Mapping[str, Exception]) -> None:
        """Tell once of each record that is left out."""
        for key, error in left_out.items():
            if key not in self._left_out:
                _log.error("traffic: %s can't be read, and is left out", key, exc_info=error)
        with self._turn:
            self._left_out = tuple(sorted(left_out))

    def _note(self, pushed: State | None, problem: str | None) -> None:
        with self._turn:
            self._pushed, self._problem = pushed, problem
            if pushed is not None:
                self._ends = 0
