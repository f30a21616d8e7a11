"""Another program in front of the user: its signals, its terminal and its exit code."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial

from privatelink_cli.answer import CommandCode

_KEYS = frozenset({signal.SIGINT, signal.SIGQUIT})
_ENDINGS = _KEYS | {signal.SIGTERM, signal.SIGHUP}
_WATCHED = _ENDINGS | {signal.SIGCHLD}
_GRACE = 2.0
"""Seconds that a command has after SIGTERM."""


@contextmanager
def foreground() -> Iterator[None]:
    """Put the terminal back afterwards: a program that was killed leaves it to its own group, or without echo."""
    try:
        terminal = sys.stdin.fileno()
        settings, group = termios.tcgetattr(terminal), os.tcgetpgrp(terminal)
    except (OSError, ValueError, termios.error):
        yield
        return
    try:
        yield
    finally:
        if group == os.getpgrp():
            before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})
            with suppress(OSError, termios.error):
                os.tcsetpgrp(terminal, group)
                termios.tcsetattr(terminal, termios.TCSADRAIN, settings)
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def running(
    command: Sequence[str], descriptors: Collection[int], environment: Mapping[str, str], *, quiet: bool
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a command with signals held back: none ends this process alone, from before the start to the block's end.

    Parameters:
        descriptors: what the command inherits.
        quiet: whether its output goes to standard error.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _WATCHED)
    try:
        yield subprocess.Popen(
            command,
            pass_fds=descriptors,
            env=environment,
            stdout=2 if quiet else None,
            preexec_fn=partial(signal.pthread_sigmask, signal.SIG_SETMASK, before),  # noqa: PLW1509 - one thread runs
        )
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def outcome(process: subprocess.Popen[bytes]) -> int:
    """Wait inside `running`; return the command's exit code, or that of a shell for the signal that ends this process.

    A `CommandCode` is the command's own. Ctrl-C goes to the command as well, as the terminal sends it, and is the
    command's affair. Another signal ends the command with SIGTERM; one that does not heed it is still running.
    """
    threading.Thread(target=_tell, args=(process, threading.get_ident()), daemon=True).start()
    while process.poll() is None:
        found = signal.sigwaitinfo(_WATCHED)
        is_keyboard = found.si_signo in _KEYS and found.si_pid == 0
        if found.si_signo in _ENDINGS and not is_keyboard:
            process.terminate()
            _await_end(process)
            return 128 + found.si_signo
    code = process.returncode
    return CommandCode(code if code >= 0 else 128 - code)


def _tell(process: subprocess.Popen[bytes], thread: int) -> None:
    """Tell a thread that a process has ended; the system may tell any thread."""
    process.wait()
    signal.pthread_kill(thread, signal.SIGCHLD)


def _await_end(process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _GRACE
    while process.poll() is None and (left := deadline - time.monotonic()) > 0:
        signal.sigtimedwait({signal.SIGCHLD}, left)
