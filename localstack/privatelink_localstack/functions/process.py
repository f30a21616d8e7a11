"""One process of a function, from its start to its end, and the invocations in between."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from privatelink_localstack.functions import answers
from privatelink_localstack.functions.answers import Answer
from privatelink_localstack.functions.keeper import Keeper
from privatelink_localstack.functions.places import Place
from privatelink_localstack.functions.runtime_api import Invocation, RuntimeApi

INIT_TIMEOUT = 10.0
"""Seconds that a process may take before its first invocation; what is left runs within the invocation's own time.

Source: Lambda's guide, "Understanding the Lambda execution environment lifecycle".
"""


@dataclass(frozen=True, slots=True)
class Program:
    """What is started for a function.

    Parameters:
        directory: the process's working directory.
        log: the file that the process writes to.
    """

    command: Sequence[str]
    variables: Mapping[str, str]
    directory: Path
    log: Path


class Process:
    """A process that was started, and its Runtime API.

    Raises:
        OSError: the program can't be run, or the place can't be opened.
    """

    def __init__(self, program: Program, place: Place, keeper: Keeper) -> None:
        self._keeper = keeper
        self._began = time.monotonic()
        with place() as opening:
            self._api = RuntimeApi(opening.listener)
            host, port = opening.listener.getsockname()[:2]
            variables = opening.variables(program.variables)
            try:
                with program.log.open("ab") as log:
                    self._process = subprocess.Popen(
                        opening.command(program.command),
                        cwd=program.directory,
                        env={**variables, "AWS_LAMBDA_RUNTIME_API": f"{host}:{port}"},
                        stdin=subprocess.DEVNULL,
                        stdout=log,
                        stderr=subprocess.STDOUT,
                        start_new_session=True,
                        pass_fds=opening.descriptors,
                    )
            except OSError:
                self._api.close()
                raise
        keeper.add(self._process.pid)
        self._peak = 0
        self._ended: Future[int] = Future()
        threading.Thread(target=self._watch, name="function", daemon=True).start()

    @property
    def pid(self) -> int:
        """The process's ID, and its group's."""
        return self._process.pid

    @property
    def has_ended_idle(self) -> bool:
        """Whether the process ended after its start; one that failed to start is still to be told."""
        return self._api.ready.done() and self._ended.done()

    @property
    def is_over(self) -> bool:
        """Whether the process has ended, or is about to: it has sent that it can't start."""
        return self._ended.done() or self._api.init_error.done()

    @property
    def peak_memory(self) -> int:
        """The most memory that the process, or what it ran, has held, in MB; 0 where the system does not tell."""
        return self._peak or peak_memory(self.pid)

    def await_init(self) -> float:
        """Wait until the process asks for an invocation, fails, or takes too long; return the seconds that it took."""
        signs: list[Future[Any]] = [self._api.ready, self._api.init_error, self._ended]
        wait(signs, INIT_TIMEOUT, return_when=FIRST_COMPLETED)
        return time.monotonic() - self._began

    def invoke(self, invocation: Invocation, timeout: float) -> Answer:
        """Return the answer of an invocation; end the process if there is none within the function's time.

        Parameters:
            timeout: seconds.
        """
        answer = self._api.invoke(invocation)
        signs: list[Future[Any]] = [answer, self._api.init_error, self._ended]
        wait(signs, timeout, return_when=FIRST_COMPLETED)
        for own in (answer, self._api.init_error):
            if own.done():
                return own.result()
        if self._ended.done():
            return answers.exited(invocation.id, self._ended.result())
        self._peak = peak_memory(self.pid)
        self.end()
        return answers.timed_out(invocation.id, timeout, datetime.now(UTC))

    def end(self) -> None:
        """Kill the process with all that it started, and wait for it."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._ended.result()
        self._api.close()

    def _watch(self) -> None:
        _, status, usage = os.wait4(self._process.pid, 0)
        self._process.returncode = os.waitstatus_to_exitcode(status)
        # Linux counts in kB, macOS in bytes.
        self._peak = max(self._peak, usage.ru_maxrss // (1 << 20 if sys.platform == "darwin" else 1 << 10))
        self._keeper.remove(self._process.pid)
        self._ended.set_result(self._process.returncode)


def peak_memory(pid: int) -> int:
    """Return the most memory that a process, or a child of it, has held, in MB; 0 where it can't be read."""
    own = Path("/proc", str(pid))
    try:
        children = (own / "task" / str(pid) / "children").read_text(encoding="ascii").split()
        status = [Path("/proc", each, "status").read_text(encoding="ascii") for each in (str(pid), *children)]
    except OSError:
        return 0
    peaks = [line.split()[1] for text in status for line in text.splitlines() if line.startswith("VmHWM:")]
    return max(map(int, peaks), default=0) // 1024
