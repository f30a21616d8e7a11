"""A short command that tells what a program is, such as `terraform version`: its output, within a limit of time."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from privatelink_harness.errors import HarnessError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

PATIENCE = 30.0
"""Seconds; Terraform takes one on a busy machine."""

_LOOK = 0.05
"""Seconds between two looks whether the process has ended."""

_MOST = 64 * 1024
"""Bytes of output that are read."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The end of a command. What is not UTF-8 in its output is replaced."""

    returncode: int
    output: str
    errors: str


def ask(
    argv: Sequence[str], *, name: str, hint: str, environment: Mapping[str, str], directory: Path | None = None
) -> Answer:
    """Run a command that only prints something.

    Parameters:
        name: of the program, in messages.
        hint: what to do if it does not answer.
        directory: the working directory.

    Raises:
        HarnessError: it can't be started, or does not end in time.
    """
    try:
        # In a session of its own: a script's children hold its output open when it is killed alone.
        process = subprocess.Popen(
            list(argv),
            cwd=directory,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        raise HarnessError(f"{name}: does not run: {error.strerror}", hint=hint) from error
    with process:
        try:
            texts = _read(process, time.monotonic() + PATIENCE)
        finally:
            # The process itself, too: one that has ended keeps its number until it is waited for.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
    if texts is None:
        words = " ".join(argv[-1:])
        raise HarnessError(f"{name}: `{words}` does not answer within {PATIENCE:.0f} s", hint=hint)
    return Answer(process.returncode, *texts)


def _read(process: subprocess.Popen[bytes], deadline: float) -> tuple[str, str] | None:
    """Return output and errors at the end of the process, or when they are too long; None if the time is over before.

    A child of the process that goes on may hold them open: they end with the process.
    """
    received = {stream.fileno(): b"" for stream in (process.stdout, process.stderr) if stream}
    is_long = False
    with selectors.DefaultSelector() as selector:
        for descriptor in received:
            selector.register(descriptor, selectors.EVENT_READ)
        while not is_long:
            if time.monotonic() > deadline:
                return None
            has_ended = process.poll() is not None
            ready = selector.select(0 if has_ended else _LOOK)
            if has_ended and not ready:
                break
            for key, _ in ready:
                chunk = os.read(key.fd, _MOST)
                received[key.fd] += chunk
                is_long = is_long or len(received[key.fd]) > _MOST
                if not chunk:
                    selector.unregister(key.fd)
    output, errors = (text.decode(errors="replace") for text in received.values())
    return output, errors
