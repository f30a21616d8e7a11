"""The environment of a function, which takes one invocation at a time: its directory and its process."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from privatelink_localstack.functions import answers
from privatelink_localstack.functions.answers import Answer, Usage
from privatelink_localstack.functions.process import Process, Program
from privatelink_localstack.functions.runtime_api import Invocation


@dataclass(frozen=True, slots=True)
class Function:
    """What an environment knows of its function.

    Parameters:
        version: such as `$LATEST`.
        timeout: seconds of one invocation.
        memory: MB; not enforced.
    """

    version: str
    timeout: float
    memory: int


class Sandbox:
    """An environment. Its process is started anew after one that ended, as Lambda does.

    Parameters:
        directory: its own; removed at its end.
        program: None where there is nothing to start.
        start: starts the program. An `OSError` of it becomes the answer of the invocation.
        refusal: why there is nothing to start.
    """

    def __init__(
        self,
        function: Function,
        directory: Path,
        program: Program | None,
        start: Callable[[Program], Process],
        refusal: str = "",
    ) -> None:
        self._function = function
        self._directory = directory
        self._program = program
        self._start = start
        self._refusal = refusal
        self._process: Process | None = None
        self._init: float | None = None
        self._lock = threading.Lock()
        self._stopped = self._is_busy = False
        self._begin()

    def invoke(self, invocation: Invocation) -> tuple[Answer, str]:
        """Return an invocation's answer and its log."""
        with self._lock:
            self._is_busy = True
        try:
            return self._invoke(invocation)
        finally:
            with self._lock:
                self._is_busy = False
                stopped = self._stopped
            if stopped:
                self._end()

    def stop(self, *, at_once: bool = True) -> None:
        """End the process, and remove the directory.

        Parameters:
            at_once: whether an invocation that is under way ends too; otherwise all happens after it.
        """
        with self._lock:
            self._stopped = True
            waits = self._is_busy and not at_once
        if not waits:
            self._end()

    def _invoke(self, invocation: Invocation) -> tuple[Answer, str]:
        if self._process is None or self._process.has_ended_idle:
            self._begin()
        process, init, memory = self._process, self._init, 0
        self._init = None
        began = time.monotonic()
        if process is None:
            answer = answers.not_started(invocation.id, self._refusal)
        else:
            answer = process.invoke(invocation, self._function.timeout)
            memory = process.peak_memory
            if process.is_over:
                process.end()
                self._process = None
        usage = Usage(time.monotonic() - began, init, memory, self._function.memory)
        return answer, answers.log(invocation.id, self._function.version, self._take_log(), answer, usage)

    def read_log(self) -> str:
        """Return what the process has written since the last invocation."""
        log = self._program.log if self._program else None
        return log.read_text(encoding="utf-8", errors="replace") if log and log.exists() else ""

    def _begin(self) -> None:
        """Start the process, and wait until it is ready or has failed."""
        with self._lock:
            if self._process is not None:
                self._process.end()
            self._process = None
            if self._program is None or self._stopped:
                return
            try:
                self._process = self._start(self._program)
            except OSError as error:
                command = self._program.command[0]
                self._refusal = f"fork/exec {command}: {(error.strerror or str(error)).lower()}"
                return
        self._init = self._process.await_init()

    def _end(self) -> None:
        if process := self._process:
            process.end()
        shutil.rmtree(self._directory, ignore_errors=True)

    def _take_log(self) -> str:
        """Return what the process has written, and keep it no longer."""
        text = self.read_log()
        if text and self._program:
            # The process appends, so that it goes on at the new end.
            with suppress(OSError):
                os.truncate(self._program.log, 0)
        return text
