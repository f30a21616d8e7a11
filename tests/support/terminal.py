"""A person at a terminal: a pseudo-terminal with an interactive shell, into which a test types."""

from __future__ import annotations

import os
import pty
import select
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.support.until import PATIENCE

INTERRUPT, SUSPEND = "\x03", "\x1a"
"""What Ctrl-C and Ctrl-Z send."""
_PROMPT = "ready> "
_SHELL = ("bash", "--norc", "--noprofile", "-i")


@dataclass(slots=True)
class Terminal:
    """The terminal.

    Attributes:
        shown: everything that it has shown after what was awaited last.
    """

    descriptor: int
    shown: str = ""

    def run(self, line: str) -> None:
        """Type a line when the shell is ready for it."""
        self.await_text(_PROMPT)
        self.type(f"{line}\n")

    def type(self, keys: str) -> None:
        """Type keys."""
        os.write(self.descriptor, keys.encode())

    def await_text(self, text: str) -> str:
        """Wait until a text is shown, and return what came before it. What is typed is shown too."""
        deadline = time.monotonic() + PATIENCE
        while text not in self.shown:
            ready, _, _ = select.select([self.descriptor], [], [], max(0, deadline - time.monotonic()))
            assert ready, self.shown
            self.shown += os.read(self.descriptor, 4096).decode(errors="replace")
        before, _, self.shown = self.shown.partition(text)
        return before


@contextmanager
def terminal(directory: Path) -> Iterator[Terminal]:
    """Open a terminal with a shell in it, and end all that runs there afterwards.

    The shell, which is the user's own too, is the same wherever the tests run. It has a command `privatelink`.

    Parameters:
        directory: for the shell's file.
    """
    own = directory / "shell"
    own.write_text(f"#!/bin/sh\nexec {' '.join(_SHELL)}\n", encoding="ascii")
    own.chmod(0o700)
    program = directory / "privatelink"
    program.write_text(f"#!{sys.executable}\nfrom privatelink_cli.entry import main\nmain()\n", encoding="ascii")
    program.chmod(0o700)
    path = f"{directory}:{os.environ['PATH']}"
    child, descriptor = pty.fork()
    if child == 0:
        os.environ.update(SHELL=str(own), PS1=_PROMPT, TERM="dumb", PATH=path)
        os.execvp(_SHELL[0], _SHELL)  # noqa: S606 - it is the shell
    try:
        yield Terminal(descriptor)
    finally:
        os.close(descriptor)  # What a window that is closed does.
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGHUP)
        os.waitpid(child, 0)
