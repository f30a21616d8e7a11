"""Processes that work in a directory: Terraform, its AWS providers, and whatever else a stack's files have started."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import psutil

_PATIENCE = 60.0
"""Seconds for which processes that are about to end may go on."""


def left_in(directory: Path) -> list[str]:
    """Return the command lines of the processes below a directory that do not end."""
    _, alive = psutil.wait_procs(_below(directory), _PATIENCE)
    found: list[str] = []
    for process in alive:
        with suppress(psutil.Error):
            found.append(" ".join(process.cmdline()))
    return found


def _below(directory: Path) -> list[psutil.Process]:
    found: list[psutil.Process] = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if Path(process.cwd()).is_relative_to(directory):
                found.append(process)
    return found
