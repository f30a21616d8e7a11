"""Ends what functions leave when LocalStack ends, however it ends: `python keeper_process.py DIRECTORY`.

Standard input has lines `+PID` for a process group that began and `-PID` for one that has ended. At its end, which
SIGKILL of LocalStack makes too, all groups that are left are killed, and the directory is removed. Imports nothing of
ours: it starts with the first function.
"""

import os
import shutil
import signal
import sys
from contextlib import suppress


def main() -> None:
    """Read until the end, then clean up."""
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    groups: set[int] = set()
    for line in sys.stdin:
        change, group = line[0], int(line[1:])
        (groups.add if change == "+" else groups.discard)(group)
    for group in groups:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)
    shutil.rmtree(sys.argv[1], ignore_errors=True)


if __name__ == "__main__":
    main()
