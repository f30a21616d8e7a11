"""Terraform as a child process: its output line by line, and an orderly stop.

Terraform runs in a session of its own, so that Ctrl-C on the terminal reaches only the process that started it, which
decides: one SIGINT makes Terraform write its state and end; a second one, or SIGTERM, makes it give up.

At the first SIGINT Terraform begins no further resource, and at once has the AWS provider cancel the requests that are
open: the API goes on and creates, and no state knows the resource. So Terraform alone is halted first (SIGSTOP). It
begins nothing more, while the AWS provider gets the answers to its requests. When they are there, or after `HOLD`,
Terraform goes on with a SIGINT before it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from privatelink_harness.terraform import guard
from privatelink_harness.terraform.last_words import last_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

HOLD = 5.0
"""Seconds for which Terraform is halted at most, so that open requests are answered."""

_LOOK = 0.05
"""Seconds between two looks for open requests."""

_QUIET = 2
"""Looks in a row that find no open request: a create may be two requests."""

type Busy = Callable[[], bool]
"""Returns whether the command has open requests, which must be answered before it is interrupted."""


class Stopped(Exception):  # noqa: N818 - not an error: a stop was requested
    """A command was not started, because a stop was requested before."""


@dataclass(frozen=True, slots=True)
class Guard:
    """The wish that a command stops also when this process is killed (see `guard`).

    Parameters:
        lock: a file that is locked for as long as the command runs; None: nobody asks.
        lifeline: a descriptor that stays open as long; None for none.
    """

    lock: Path | None = None
    lifeline: int | None = None


@dataclass(frozen=True, slots=True)
class Completed:
    """The end of a command.

    Parameters:
        returncode: the exit code; negative: the signal that ended the command.
        stderr: the last lines of standard error, or the first of a crash.
        stopped: whether a stop was requested.
    """

    returncode: int
    stderr: str
    stopped: bool


@dataclass(slots=True)
class Interrupt:
    """Stops running commands, from any thread or from a signal handler; many commands may share one.

    Parameters:
        grace: seconds that an interrupted command gets to end, before SIGTERM.
        insist: seconds between SIGTERM and SIGKILL to the whole process group.
    """

    grace: float = 60.0
    insist: float = 10.0
    _requested: threading.Event = field(default_factory=threading.Event)
    _children: set[_Child] = field(default_factory=set)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def requested(self) -> bool:
        """Whether a stop was requested."""
        return self._requested.is_set()

    def request(self) -> None:
        """Stop every running command in order, and let no other one start. A second call changes nothing."""
        with self._lock:
            self._requested.set()
            for child in self._children:
                child.stop()

    def _attach(self, child: _Child) -> None:
        with self._lock:
            self._children.add(child)
            if self.requested:
                child.stop()

    def _detach(self, child: _Child) -> None:
        with self._lock:
            self._children.discard(child)


def stream(
    argv: Sequence[str],
    *,
    directory: Path,
    environment: Mapping[str, str],
    interrupt: Interrupt,
    on_line: Callable[[str], None],
    guard: Guard | None = None,
    busy: Busy | None = None,
    umask: int = -1,
) -> Completed:
    """Run a command, and call back with each line of its standard output.

    Parameters:
        directory: the working directory.
        environment: the complete environment.
        interrupt: stops the command from another thread.
        on_line: called in this thread with each line, its newline included. If it raises, or the user presses Ctrl-C,
            the command is stopped in order and waited for before the exception goes on.
        guard: stops the command also when this process is killed; None: it may go on.
        busy: asked at a stop, if the command's requests must be answered first; None: they need not.
        umask: of the command; -1: this process's own.

    Raises:
        Stopped: a stop was requested before the command started.
        OSError: the command can't be started.
    """
    if interrupt.requested:
        raise Stopped
    with tempfile.TemporaryFile() as errors:
        child = _Child(argv, directory, environment, errors, interrupt, busy, umask, guard)
        try:
            interrupt._attach(child)  # noqa: SLF001 - the two belong together
            child.read(on_line)
        except BaseException:
            child.wind_down()
            raise
        finally:
            interrupt._detach(child)  # noqa: SLF001
            child.release()
        return Completed(child.returncode, last_words(errors), child.stopped)


class _Child:
    """A running command, the leader of its own process group."""

    def __init__(
        self,
        argv: Sequence[str],
        directory: Path,
        environment: Mapping[str, str],
        errors: IO[bytes],
        interrupt: Interrupt,
        busy: Busy | None,
        umask: int,
        wanted: Guard | None,
    ) -> None:
        self.stopped = False
        self._grace, self._insist = interrupt.grace, interrupt.insist
        self._busy = busy
        self._given_up = threading.Event()
        self._timer: threading.Timer | None = None
        self._lock = threading.RLock()
        reader, writer = os.pipe()
        self._output = os.fdopen(reader, encoding="utf-8", errors="replace")
        # First: were this process killed in between, the command would have no guard, and nobody to read its output.
        self._guard: subprocess.Popen[bytes] | None = None
        try:
            self._guard = self._start_guard(wanted) if wanted else None
            self._process = subprocess.Popen(
                list(argv),
                cwd=directory,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=writer,
                stderr=errors,
                start_new_session=True,
                umask=umask,
            )
        except BaseException:
            self._end_guard()
            self._output.close()
            raise
        finally:
            os.close(writer)
        if self._guard and self._guard.stdin:
            with contextlib.suppress(BrokenPipeError):
                self._guard.stdin.write(b"%d\n" % self._process.pid)
                self._guard.stdin.flush()

    @property
    def returncode(self) -> int:
        """The exit code of the ended command."""
        return self._process.returncode

    def _start_guard(self, wanted: Guard) -> subprocess.Popen[bytes]:
        """Start the guard that outlives this process."""
        output = self._output.fileno()
        return subprocess.Popen(
            [
                *(sys.executable, "-I", "-S", guard.__file__, str(wanted.lock or os.devnull)),
                *(str(HOLD if self._busy else 0), str(self._grace), str(output)),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(output, *(() if wanted.lifeline is None else (wanted.lifeline,))),
            start_new_session=True,
            env={},
            umask=0o077,
        )

    def read(self, on_line: Callable[[str], None]) -> None:
        """Read the output until it ends, then wait for the exit code."""
        for line in self._output:
            on_line(line)
        if self._process.wait() != 0 or self.stopped:
            # A killed Terraform leaves the AWS provider running, and one that crashes, which Go does with exit code 2;
            # a stopped one leaves the children of its provisioners.
            self._kill()

    def stop(self) -> None:
        """Send SIGINT, once; after the grace period SIGTERM, and then SIGKILL to the group."""
        with self._lock:
            if self.stopped or self._process.poll() is not None:
                return
            self.stopped = True
            if self._busy is None:
                self._interrupt()
                return
            self._process.send_signal(signal.SIGSTOP)
            threading.Thread(target=self._interrupt_when_answered, args=(self._busy,), daemon=True).start()

    def give_up(self) -> None:
        """Make the command end without finishing: SIGTERM, and SIGKILL to the group soon after."""
        self._given_up.set()
        with self._lock:
            self.stopped = True
            self._process.send_signal(signal.SIGTERM)
            self._process.send_signal(signal.SIGCONT)
            self._later(self._insist, self._kill)

    def _interrupt_when_answered(self, busy: Busy) -> None:
        """Wait until the halted command has no open request, and interrupt it."""
        deadline, quiet = time.monotonic() + HOLD, 0
        while quiet < _QUIET and time.monotonic() < deadline and not self._given_up.wait(_LOOK):
            quiet = 0 if busy() else quiet + 1
        with self._lock:
            if not self._given_up.is_set():
                self._interrupt()

    def _interrupt(self) -> None:
        self._process.send_signal(signal.SIGINT)
        self._process.send_signal(signal.SIGCONT)
        self._later(self._grace, self.give_up)

    def wind_down(self) -> None:
        """Stop the command and wait for its end; a second Ctrl-C makes it give up."""
        self.stop()
        try:
            self.read(_ignore)
        except KeyboardInterrupt:
            self.give_up()
            self.read(_ignore)

    def release(self) -> None:
        """Release pipes, timer and guard of the ended command."""
        with self._lock:
            if self._timer:
                self._timer.cancel()
        self._output.close()
        self._end_guard()

    def _end_guard(self) -> None:
        if self._guard:
            # Before its pipe ends, which would tell it that this process is gone.
            self._guard.kill()
            self._guard.communicate()

    def _later(self, seconds: float, action: Callable[[], None]) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = threading.Timer(seconds, action)
        self._timer.daemon = True
        self._timer.start()

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)


def _ignore(_line: str) -> None:
    """Drop a line."""
