"""A script that stops Terraform when the process that started it is killed.

A killed process can't stop its children. Terraform would fail at its next line of output without writing its state, and
the AWS provider would run for good. So a guard runs beside each Terraform that may change something. Its standard input
is a pipe that only the starting process holds open: the end of the pipe means that the process is gone. The guard then
does what Ctrl-C does (see `process`): it halts Terraform while the AWS provider's requests are answered, and interrupts
it, so that it writes its state. After the grace period it kills the rest of the process group. Where Terraform ends
before that, the starting process kills the guard: to wait for its own end takes longer.

Run as `python -I -S guard.py <lock> <hold> <grace> <output>`, before Terraform starts; then its process group comes in
a line on standard input. The guard holds a lock on the file `<lock>` until it ends. `<output>` is the descriptor of the
pipe that Terraform writes to. The guard holds it open and reads it at the end, because Terraform dies at once if it
can't write, and leaves the AWS provider running.
"""

from __future__ import annotations

import fcntl
import os
import select
import signal
import sys
import time

TYPE_CHECKING = False
"""As of `typing`, which takes as long to import as Python to start."""

if TYPE_CHECKING:
    from collections.abc import Callable


def main(arguments: list[str]) -> int:
    """Wait for the end of the starting process, then stop the process group.

    Parameters:
        arguments: the lock's path, seconds to halt Terraform, grace period in seconds, descriptor of Terraform's
            output pipe.
    """
    with open(arguments[0], "w") as lock:  # noqa: PTH123 - pathlib takes 30 ms to import
        fcntl.flock(lock, fcntl.LOCK_SH)
        told = sys.stdin.readline()
        sys.stdin.read()
        output = int(arguments[3])
        if told.endswith("\n"):
            _stop(int(told), float(arguments[1]), float(arguments[2]), output)
        else:
            # Nobody knows the process group: Terraform goes on to its own end, and ends its AWS providers.
            while os.read(output, 65536):
                pass
    return 0


def _stop(group: int, hold: float, grace: float, output: int) -> None:
    if hold:
        # Terraform alone, the group's leader.
        _signal(os.kill, group, signal.SIGSTOP)
        time.sleep(hold)
    _signal(os.killpg, group, signal.SIGINT)
    _signal(os.killpg, group, signal.SIGCONT)
    deadline = time.monotonic() + grace
    while (left := deadline - time.monotonic()) > 0:
        readable, _, _ = select.select([output], [], [], left)
        # At the end of the pipe Terraform has ended.
        if readable and not os.read(output, 65536):
            break
    _signal(os.killpg, group, signal.SIGKILL)


def _signal(send: Callable[[int, int], None], group: int, number: int) -> None:
    """Signal a process or its group, which may be gone (macOS refuses if only zombies are left)."""
    try:
        send(group, number)
    except (ProcessLookupError, PermissionError):
        return


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
