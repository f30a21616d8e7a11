"""A script that stops Terraform when the process that started it is killed.

A killed process can't stop its children. Terraform would fail at its next line of output without writing its state, and
the AWS provider would run for good. So a guard runs beside each Terraform that may change something. Its standard input
is a pipe that only the starting process holds open: the end of the pipe means that the process is gone. The guard then
does what Ctrl-C does (see `process`): it halts Terraform while the AWS provider's requests are answered, and interrupts
it, so that it writes its state. After the grace period it kills the rest of the process group.

Run as `python -I -S guard.py <lock> <process group> <hold> <grace> <output>`. The guard holds a lock on the file
`<lock>` until it ends. `<output>` is the descriptor of the pipe that Terraform writes to. The guard holds it open and
reads it at the end, because Terraform dies at once if it can't write.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import signal
import sys
import time

DONE = b"done"
"""Written by the starting process when Terraform has ended."""


def main(arguments: list[str]) -> int:
    """Wait for `DONE`, or for the end of the starting process; then stop the process group.

    Parameters:
        arguments: the lock's path, process group id, seconds to halt Terraform, grace period in seconds, descriptor of
            Terraform's output pipe.
    """
    with open(arguments[0], "w") as lock:  # noqa: PTH123 - pathlib takes 30 ms to import
        fcntl.flock(lock, fcntl.LOCK_SH)
        return _guard(int(arguments[1]), float(arguments[2]), float(arguments[3]), int(arguments[4]))


def _guard(group: int, hold: float, grace: float, output: int) -> int:
    if os.read(sys.stdin.fileno(), len(DONE)):
        return 0
    if hold:
        # Terraform alone, the group's leader.
        with contextlib.suppress(ProcessLookupError):
            os.kill(group, signal.SIGSTOP)
        time.sleep(hold)
    _signal(group, signal.SIGINT)
    _signal(group, signal.SIGCONT)
    deadline = time.monotonic() + grace
    while (left := deadline - time.monotonic()) > 0:
        readable, _, _ = select.select([output], [], [], left)
        # At the end of the pipe Terraform has ended.
        if readable and not os.read(output, 65536):
            break
    _signal(group, signal.SIGKILL)
    return 0


def _signal(group: int, number: signal.Signals) -> None:
    """Signal a process group that may be gone (macOS refuses if only zombies are left)."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
