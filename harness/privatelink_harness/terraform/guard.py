"""Stops Terraform when the process that started it is killed.

A process that is killed can stop nothing any more. Terraform would then fail at its next line of output,
leave its state as it was, and leave the provider running for good. So a guard runs beside each Terraform that
may change something: its standard input is a pipe that only the starting process holds open, and its end says
that this process is gone. The guard then does what Ctrl-C would have done: it interrupts Terraform, which
finishes what it is at and writes its state, and after the grace period it kills whatever is left of the
process group.

Run as `python -I -S guard.py <process group> <grace> <output>`. `<output>` is the descriptor of the pipe that
Terraform writes to: held open, and at the end read, here, because a Terraform that can't write any more dies
at once.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import time

DONE = b"done"
"""What the starting process writes when Terraform has ended and there is nothing left to guard."""


def main(arguments: list[str]) -> int:
    """Wait for the word that all is done, or for the starting process's end; then stop the process group.

    Parameters:
        arguments: process group id, grace period in seconds, descriptor of Terraform's output pipe.
    """
    group, grace, output = int(arguments[0]), float(arguments[1]), int(arguments[2])
    if os.read(sys.stdin.fileno(), len(DONE)):
        return 0
    _signal(group, signal.SIGINT)
    deadline = time.monotonic() + grace
    while (left := deadline - time.monotonic()) > 0:
        readable, _, _ = select.select([output], [], [], left)
        # The pipe's end: Terraform has closed it, so it has ended.
        if readable and not os.read(output, 65536):
            break
    _signal(group, signal.SIGKILL)
    return 0


def _signal(group: int, number: signal.Signals) -> None:
    """Signal a process group, which may be gone (macOS refuses where only zombies are left)."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
