"""Turns: how many calls are handled at a time.

Python runs one thread at a time. With a thread for each of hundreds of clients, most of the time goes into switching
between them, and locks are had in no order: some calls take many times as long as others.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

_held = threading.local()


class Turns:
    """A number of turns, which threads take in the order in which they come.

    Parameters:
        number: of turns that may be held at a time.
    """

    def __init__(self, number: int) -> None:
        self._free = number
        self._waiting: deque[threading.Lock] = deque()
        self._lock = threading.Lock()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold a turn; wait for it behind those who wait already."""
        self._take()
        _held.turns = self
        try:
            yield
        finally:
            _held.turns = None
            self._give()

    @contextmanager
    def given_up(self) -> Iterator[None]:
        """Let another thread have the turn, and take one again at the end."""
        self._give()
        try:
            yield
        finally:
            self._take()

    @property
    def waiting(self) -> int:
        """The number of threads that wait."""
        return len(self._waiting)

    def _take(self) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            called = threading.Lock()
            called.acquire()
            self._waiting.append(called)
        called.acquire()

    def _give(self) -> None:
        with self._lock:
            if self._waiting:
                # The turn goes straight to who has waited for longest: it is never free for somebody who comes now.
                self._waiting.popleft().release()
            else:
                self._free += 1


def given_up() -> AbstractContextManager[None]:
    """Let another thread have this thread's turn, if it holds one, while it waits for something else."""
    turns: Turns | None = getattr(_held, "turns", None)
    return nullcontext() if turns is None else turns.given_up()
