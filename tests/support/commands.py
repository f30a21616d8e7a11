"""`privatelink` as a process of its own: the types of the fixtures `command` and `start`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from subprocess import CompletedProcess, Popen
from typing import Protocol


class RunCommand(Protocol):
    """Runs `privatelink` to its end."""

    def __call__(self, *arguments: str | Path, variables: Mapping[str, str] | None = None) -> CompletedProcess[str]:
        """Return the exit code, standard output and standard error.

        Parameters:
            variables: of the environment, beside the fixture's.
        """
        ...


class StartCommand(Protocol):
    """Starts `privatelink`; its progress lines come on standard output."""

    def __call__(self, *arguments: str | Path, variables: Mapping[str, str] | None = None) -> Popen[str]:
        """Return the running process.

        Parameters:
            variables: of the environment, beside the fixture's.
        """
        ...


def read_until(run: Popen[str], pattern: str) -> str:
    """Return the run's lines, up to the first one that matches."""
    assert run.stdout is not None
    lines: list[str] = []
    for line in run.stdout:
        lines.append(line)
        if re.search(pattern, line):
            return "".join(lines)
    raise AssertionError(f"no line matches {pattern}:\n{''.join(lines)}\n{run.communicate()[1]}")
