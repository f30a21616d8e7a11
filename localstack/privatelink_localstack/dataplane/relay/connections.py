"""Connections through endpoints: one thread, epoll and splice.

Every method may be called from any thread; what it asks for happens soon, in the relay's own.
"""

from __future__ import annotations

import errno
import os
import select
import socket
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, replace

from privatelink_localstack.dataplane.relay.dialled import Dialled
from privatelink_localstack.dataplane.relay.halves import Half, Pipes
from privatelink_localstack.dataplane.relay.sockets import Reserve, Shortage, reset
from privatelink_localstack.dataplane.relay.traffic import Traffic, Way
from privatelink_localstack.dataplane.state.doors import Door
from privatelink_localstack.dataplane.state.targets import Flow, TargetKey

_IN = select.EPOLLIN | select.EPOLLRDHUP
_EDGE = _IN | select.EPOLLOUT | select.EPOLLET
_BROKEN = select.EPOLLERR | select.EPOLLHUP
_ACCEPTED_AT_ONCE = 64
_NO_DESCRIPTORS = {errno.EMFILE, errno.ENFILE}
_SWEEPS = 8
"""Sweeps in the shortest idle time-out: how precisely it is kept."""
_SLOWEST_SWEEP = 5.0


type Dial = Callable[[Door, Flow], Dialled | None]
"""Begins the connection to a target; None where there is nothing to connect to. Runs in the relay's thread."""


@dataclass(slots=True, eq=False)
class _Pair:
    """A connection: the client's half and the target's.

    Attributes:
        key: which target it is, if it is one.
        is_forgotten: whether it was idle too long: whoever speaks next is reset, and the other hears nothing.
    """

    door: Door
    client: Half
    target: Half
    key: TargetKey | None
    idle_timeout: float
    last: float
    is_forgotten: bool = False

    @property
    def halves(self) -> tuple[Half, Half]:
        """Both ends."""
        return self.client, self.target


class Relay:
    """The thread that relays the connections of all doors.

    Parameters:
        notice: is called in the relay's thread for each connection that comes.
    """

    def __init__(self, dial: Dial, notice: Callable[[], object] = lambda: None) -> None:
        self._dial, self._notice = dial, notice
        self._epoll = select.epoll()
        self._listeners: dict[int, tuple[socket.socket, Door]] = {}
        self._pairs: dict[int, tuple[_Pair, Half]] = {}
        self._traffic: dict[Way, Traffic] = {}
        self._pipes, self._reserve, self._shortage = Pipes(), Reserve(), Shortage()
        self._more: list[Half] = []
        self._todo: deque[Callable[[], None]] = deque()
        self._wake = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._epoll.register(self._wake, select.EPOLLIN)
        self._is_ending = False
        self._next_sweep = 0.0
        self._thread = threading.Thread(target=self._run, name="relay", daemon=True)
        self._thread.start()

    def open(self, doors: Iterable[tuple[Door, socket.socket]]) -> None:
        """Take connections at doors, on listening sockets that do not block."""
        listeners = list(doors)

        def add() -> None:
            for door, listener in listeners:
                self._listeners[listener.fileno()] = (listener, door)
                listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # For all that it accepts.
                self._epoll.register(listener.fileno(), select.EPOLLIN)

        self._soon(add)

    def shut(self, doors: Iterable[Door]) -> None:
        """Close doors, and reset the connections through them; return when it has happened."""
        shut = frozenset(doors)

        def close() -> None:
            for descriptor, (listener, door) in list(self._listeners.items()):
                if door in shut:
                    del self._listeners[descriptor]
                    listener.close()
            for pair in [each for each in self._open() if each.door in shut]:
                self._end(pair, is_reset=True)

        if shut:
            self.call(close)

    def drop(self, targets: Collection[TargetKey]) -> None:
        """Reset the connections to targets, soon."""
        dropped = frozenset(targets)

        def drop() -> None:
            for pair in [each for each in self._open() if each.key in dropped]:
                self._end(pair, is_reset=True)

        self._soon(drop)

    def clear(self) -> None:
        """Close all doors, reset all connections and count anew; return when it has happened."""
        self.call(self._clear)

    def call[T](self, work: Callable[[], T]) -> T:
        """Return what a function returns in the relay's thread."""
        answer = Future[T]()

        def run() -> None:
            try:
                answer.set_result(work())
            except Exception as error:  # noqa: BLE001 - raised where the answer is awaited
                answer.set_exception(error)

        self._soon(run)
        return answer.result()

    def traffic(self) -> Mapping[Way, Traffic]:
        """Return what went through each interface, open connections included."""
        return self.call(self._counted)

    def close(self) -> None:
        """End the thread, and reset every connection. No other method may be called afterwards."""

        def end() -> None:
            self._is_ending = True

        self._soon(end)
        self._thread.join()

    def _soon(self, work: Callable[[], None]) -> None:
        self._todo.append(work)
        os.eventfd_write(self._wake, 1)

    def _run(self) -> None:
        while not self._is_ending:
            # Listeners last: a new connection may get the descriptor of one that ended, whose events are still here.
            for descriptor, events in sorted(self._epoll.poll(self._patience()), key=self._is_listener):
                self._handle(descriptor, events)
            more, self._more = self._more, []
            for half in more:
                self._handle(half.socket.fileno(), select.EPOLLIN)
            self._sweep()
        self._clear()
        self._epoll.close()
        os.close(self._wake)
        self._reserve.close()

    def _is_listener(self, event: tuple[int, int]) -> bool:
        return event[0] in self._listeners

    def _handle(self, descriptor: int, events: int) -> None:
        try:
            if descriptor == self._wake:
                self._work()
            elif descriptor in self._listeners:
                self._accept(*self._listeners[descriptor])
            elif descriptor in self._pairs:
                self._serve(*self._pairs[descriptor], events)
        except Exception:  # noqa: BLE001 - a fault of ours ends one connection, not all
            traceback.print_exc()
            if descriptor in self._pairs:
                self._end(self._pairs[descriptor][0], is_reset=True)

    def _clear(self) -> None:
        for pair in self._open():
            self._end(pair, is_reset=True)
        for listener, _ in self._listeners.values():
            listener.close()
        self._listeners.clear()
        self._traffic.clear()

    def _work(self) -> None:
        os.eventfd_read(self._wake)
        while self._todo:
            self._todo.popleft()()

    def _accept(self, listener: socket.socket, door: Door) -> None:
        for _ in range(_ACCEPTED_AT_ONCE):
            try:
                client, peer = listener.accept()
            except OSError as error:
                if error.errno in _NO_DESCRIPTORS:
                    self._count(door).refused += 1
                    self._shortage.tell(len(self._pairs) // 2)
                    self._reserve.refuse(listener)
                return
            self._begin(door, client, peer[:2])

    def _begin(self, door: Door, client: socket.socket, peer: tuple[str, int]) -> None:
        client.setblocking(False)  # noqa: FBT003 - the library's own
        self._notice()
        try:
            dialled = self._dial(door, (peer, (str(door.address), door.port)))
        except OSError as error:
            dialled = None
            if error.errno in _NO_DESCRIPTORS:
                self._shortage.tell(len(self._pairs) // 2)
        if dialled is None:
            self._count(door).refused += 1
            reset(client)
            return
        near, far = Half(client, self._pipes), Half(dialled.socket, self._pipes, dialled.header)
        near.peer, far.peer = far, near
        pair = _Pair(door, near, far, dialled.target, dialled.idle_timeout, time.monotonic())
        counted = self._count(door)
        counted.opened += 1
        counted.active += 1
        self._next_sweep = min(self._next_sweep, pair.last + pair.idle_timeout / _SWEEPS)
        for half in pair.halves:
            self._pairs[half.socket.fileno()] = (pair, half)
            self._epoll.register(half.socket.fileno(), _EDGE)

    def _serve(self, pair: _Pair, half: Half, events: int) -> None:
        if pair.is_forgotten:
            if events & (_IN | _BROKEN):
                self._drop(pair, half)
            return
        now = time.monotonic()
        if events & _IN and not events & _BROKEN and now - pair.last >= pair.idle_timeout:
            self._forget(pair)
            self._drop(pair, half)
            return
        pair.last = now
        try:
            if events & _BROKEN and half.greeting is not None:
                raise ConnectionRefusedError
            if events & select.EPOLLOUT:
                half.greet()
                self._move(half.peer)
            if events & _IN:
                self._move(half)
        except OSError:
            self._end(pair, is_reset=True)
            return
        if pair.client.is_done and pair.target.is_done:
            self._end(pair)
        elif events & select.EPOLLERR:
            self._end(pair, is_reset=True)

    def _move(self, half: Half) -> None:
        """Move a half's bytes; the rest, for which there is no new event, after the others' turn."""
        if half.move():
            self._more.append(half)

    def _end(self, pair: _Pair, *, is_reset: bool = False) -> None:
        counted = self._count(pair.door)
        counted.active -= 1
        counted.reset += is_reset
        counted.sent += pair.client.moved
        counted.received += pair.target.moved
        for half in pair.halves:
            self._close(half, is_reset=is_reset)

    def _close(self, half: Half, *, is_reset: bool) -> None:
        if half.socket.fileno() < 0:
            return
        del self._pairs[half.socket.fileno()]
        if is_reset:
            reset(half.socket)
        half.close()

    def _forget(self, pair: _Pair) -> None:
        pair.is_forgotten = True
        self._hearing(pair)  # What was said until now is no reason to reset anybody.
        self._count(pair.door).forgotten += 1

    def _drop(self, pair: _Pair, half: Half) -> None:
        """Reset the one end that spoke on a forgotten connection."""
        if half.peer.socket.fileno() < 0:
            self._end(pair, is_reset=True)
        else:
            self._close(half, is_reset=True)

    def _patience(self) -> float | None:
        if self._more:
            return 0.0
        return max(0.0, self._next_sweep - time.monotonic()) if self._pairs else None

    def _sweep(self) -> None:
        """Forget connections that were idle too long: an NLB says nothing then, and resets who speaks next.

        Source: Network Load Balancers guide, "Connection idle timeout". A keep-alive probe of either end counts, though
        it has no data: the kernel's count of segments shows it.
        """
        now = time.monotonic()
        if now < self._next_sweep:
            return
        shortest = _SLOWEST_SWEEP * _SWEEPS
        for pair in self._open():
            shortest = min(shortest, pair.idle_timeout)
            heard = self._hearing(pair)
            if pair.is_forgotten:
                for half in heard:
                    self._drop(pair, half)
            elif heard:
                pair.last = now
            elif now - pair.last >= pair.idle_timeout:
                self._forget(pair)
        self._next_sweep = now + shortest / _SWEEPS

    def _hearing(self, pair: _Pair) -> list[Half]:
        heard = []
        for half in pair.halves:
            with suppress(OSError):
                if half.socket.fileno() >= 0 and half.has_heard():
                    heard.append(half)
        return heard

    def _count(self, door: Door) -> Traffic:
        return self._traffic.setdefault(door.way, Traffic())

    def _counted(self) -> Mapping[Way, Traffic]:
        found = {key: replace(own) for key, own in self._traffic.items()}
        for pair in self._open():
            found[pair.door.way].sent += pair.client.moved
            found[pair.door.way].received += pair.target.moved
        return found

    def _open(self) -> list[_Pair]:
        return list({id(pair): pair for pair, _ in self._pairs.values()}.values())
