"""The directory of the functions of this LocalStack, and the process that outlives it to clean up."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path


class Keeper:
    """Keeps processes and files of functions from outliving LocalStack.

    Parameters:
        directory: only functions use it; what another LocalStack left there, if its keeper was killed, is removed.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._lock = threading.Lock()
        self._groups: set[int] = set()
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(mode=0o700, parents=True)
        self._start()

    def add(self, group: int) -> None:
        """Remember a process group."""
        with self._lock:
            self._groups.add(group)
            self._tell(f"+{group}\n")

    def remove(self, group: int) -> None:
        """Forget a process group that has ended."""
        with self._lock:
            self._groups.discard(group)
            self._tell(f"-{group}\n")

    def close(self) -> None:
        """End what is left, and remove the directory."""
        with self._lock:
            self._end()

    def _start(self) -> None:
        program = Path(__file__).with_name("keeper_process.py")
        reading, self._pipe = os.pipe()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", str(program), str(self.directory)],
                stdin=reading,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={},
                cwd="/",
                start_new_session=True,
            )
        finally:
            os.close(reading)

    def _end(self) -> None:
        os.close(self._pipe)
        self._process.wait()

    def _tell(self, line: str) -> None:
        """Tell the process; one that was killed is replaced, and told everything."""
        try:
            os.write(self._pipe, line.encode())
        except BrokenPipeError:
            self._end()
            self._start()
            os.write(self._pipe, "".join(f"+{group}\n" for group in self._groups).encode())
