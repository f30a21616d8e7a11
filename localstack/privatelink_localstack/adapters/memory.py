"""Memory that is no longer needed."""

from __future__ import annotations

import ctypes
import gc
import threading
import time
from collections.abc import Callable

_REST = 30
"""How many times as long as a collection takes the next one waits after it: they take 3% of the time at most."""


class Collections:
    """Collections of garbage in a thread of their own, one for all the requests that come in the meantime.

    A collection stops all other threads, for 0.03 s after the start and 0.3 s when many services are loaded. Of a suite
    that forgets an account after each test, one for each account would take half of LocalStack's processor time.

    Parameters:
        collect: frees the garbage.
        timer: seconds since some moment, for durations.
        rest: waits for some seconds.
    """

    def __init__(
        self,
        collect: Callable[[], None],
        timer: Callable[[], float] = time.monotonic,
        rest: Callable[[float], None] = time.sleep,
    ) -> None:
        self._collect = collect
        self._timer = timer
        self._rest = rest
        self._lock = threading.Lock()
        self._running = False
        self._wanted = False

    def request(self) -> None:
        """Have a collection begin after this moment, without waiting for it."""
        with self._lock:
            self._wanted = True
            if self._running:
                return
            self._running = True
        threading.Thread(target=self._run, name="garbage", daemon=True).start()

    def _run(self) -> None:
        while self._is_wanted():
            start = self._timer()
            self._collect()
            self._rest(_REST * (self._timer() - start))

    def _is_wanted(self) -> bool:
        """Take the requests so far, or end the thread if there are none."""
        with self._lock:
            self._running, self._wanted = self._wanted, False
            return self._running


def _give_back() -> None:
    """Free objects that only each other refer to, and give their memory back to the system.

    Glibc keeps freed memory in heaps of its own. Other C libraries, which lack `malloc_trim`, keep less.
    """
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


give_back = Collections(_give_back).request
