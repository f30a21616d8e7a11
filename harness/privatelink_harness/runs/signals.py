"""Stops: Ctrl-C, SIGTERM and the terminal's hangup end a run in order."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from types import FrameType

_STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_Handler = Callable[[int, FrameType | None], object]


@contextmanager
def stoppable() -> Iterator[None]:
    """Let SIGTERM and SIGHUP raise KeyboardInterrupt, as Ctrl-C does."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    with _handling(stop):
        yield


@contextmanager
def patient(say: Callable[[str], object], *, doing: str = "destroying") -> Iterator[None]:
    """Let the first of these signals only say what is going on; the second raises KeyboardInterrupt.

    Another thread says it: a handler runs between two steps of any code, also of a write to the stream that it needs.
    """
    notices: SimpleQueue[str | None] = SimpleQueue()

    def speak() -> None:
        for notice in iter(notices.get, None):
            say(notice)

    speaker = threading.Thread(target=speak, name="notices", daemon=True)
    warned = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        if warned.is_set():
            raise KeyboardInterrupt
        warned.set()
        notices.put(f"still {doing}; stop again to leave the rest as it is")

    speaker.start()
    try:
        with _handling(stop):
            yield
    finally:
        notices.put(None)
        speaker.join()


@contextmanager
def counted(take: Callable[[int], object]) -> Iterator[None]:
    """Call a function with the number of these signals so far, in a thread of its own; this thread goes on.

    For runs in other threads: an exception in this one would reach none of them.
    """
    signals: SimpleQueue[int | None] = SimpleQueue()

    def listen() -> None:
        for number, _ in enumerate(iter(signals.get, None), start=1):
            take(number)

    def stop(number: int, _frame: FrameType | None) -> None:
        signals.put(number)

    listener = threading.Thread(target=listen, name="stops", daemon=True)
    listener.start()
    try:
        with _handling(stop):
            yield
    finally:
        signals.put(None)
        listener.join()


@contextmanager
def _handling(handler: _Handler) -> Iterator[None]:
    """Set the handler for all stops. Python allows this in the main thread only; elsewhere nothing changes."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    # An ignored signal stays ignored: that is what nohup is for.
    heeded = [number for number in _STOPS if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, handler) for number in heeded}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)
