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
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, replace

from privatelink_localstack.dataplane.relay.dialled import Dialled
from privatelink_localstack.dataplane.relay.halves import Half, Pipes
from privatelink_localstack.dataplane.relay.sockets import Reserve, Shortage, reset
from privatelink_localstack.dataplane.relay.traffic import Traffic, Way
from privatelink_localstack.dataplane.state.doors import Door
from privatelink_localstack.dataplane.state.targets import Flow, Peer, TargetKey

_IN = select.EPOLLIN | select.EPOLLRDHUP
_BROKEN = select.EPOLLERR | select.EPOLLHUP
_ENDING = _BROKEN | select.EPOLLRDHUP | select.EPOLLPRI
"""What a read that came short may not have read: the end, or what is behind an urgent byte."""
_EDGE = _IN | select.EPOLLPRI | select.EPOLLET
_EDGE_AND_ROOM = _EDGE | select.EPOLLOUT
_NO_DESCRIPTORS = {errno.EMFILE, errno.ENFILE}
_SWEEPS = 8
"""Sweeps in the shortest idle time-out: how precisely it is kept."""
_SLOWEST_SWEEP = 5.0
_ALERT = 1e-4 if (os.process_cpu_count() or 1) > 1 else 0.0
"""Seconds in which the relay looks for the next event before it sleeps: being woken is a tenth of a connection's time.
A processor alone has the two ends to run meanwhile."""


type Dial = Callable[[Door, Flow], Dialled | None]
"""Begins the connection to a target; None where there is nothing to connect to. Runs in the relay's thread."""


@dataclass(slots=True, eq=False)
class _Pair:
    """A connection: the client's half and the target's.

    Attributes:
        counted: the traffic that it is counted by.
        key: which target it is, if it is one.
        is_forgotten: whether it was idle too long: whoever speaks next is reset, and the other hears nothing.
    """

    door: Door
    counted: Traffic
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


@dataclass(frozen=True, slots=True)
class _Entrance:
    """A door with its listening socket, and with its address and port as sockets have them."""

    listener: socket.socket
    door: Door
    place: Peer


class Relay:
    """The thread that relays the connections of all doors.

    Parameters:
        notice: is called in the relay's thread for each connection that comes.
    """

    def __init__(self, dial: Dial, notice: Callable[[], object] = lambda: None) -> None:
        self._dial, self._notice = dial, notice
        self._epoll = select.epoll()
        self._listeners: dict[int, _Entrance] = {}
        self._pairs: dict[int, tuple[_Pair, Half]] = {}
        self._traffic = defaultdict[Way, Traffic](Traffic)
        self._pipes, self._reserve, self._shortage = Pipes(), Reserve(), Shortage()
        self._more: list[Half] = []
        self._todo: deque[Callable[[], None]] = deque()
        self._wake = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._epoll.register(self._wake, select.EPOLLIN)
        self._is_ending = False
        self._now = self._next_sweep = 0.0
        self._thread = threading.Thread(target=self._run, name="relay", daemon=True)
        self._thread.start()

    def open(self, doors: Iterable[tuple[Door, socket.socket]]) -> None:
        """Take connections at doors, on listening sockets that do not block."""
        listeners = list(doors)

        def add() -> None:
            for door, listener in listeners:
                self._listeners[listener.fileno()] = _Entrance(listener, door, (str(door.address), door.port))
                listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # For all that it accepts.
                self._epoll.register(listener.fileno(), select.EPOLLIN)

        self._soon(add)

    def shut(self, doors: Iterable[Door]) -> None:
        """Close doors, and reset the connections through them; return when it has happened."""
        shut = frozenset(doors)

        def close() -> None:
            for descriptor, own in list(self._listeners.items()):
                if own.door in shut:
                    del self._listeners[descriptor]
                    own.listener.close()
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
            events = self._next_events()
            # New connections first: they have the longest way before them, and none gets a descriptor of these events.
            for descriptor, _ in events:
                if own := self._listeners.get(descriptor):
                    self._accept(own, len(events))
            for descriptor, kinds in events:
                self._handle(descriptor, kinds)
            more, self._more = self._more, []
            for half in more:
                self._handle(half.descriptor, select.EPOLLIN)
            if self._now >= self._next_sweep:
                self._sweep()
        self._clear()
        self._epoll.close()
        os.close(self._wake)
        self._reserve.close()

    def _next_events(self) -> list[tuple[int, int]]:
        """Return what has happened; wait for it, unless there is more to do without."""
        alert_until = time.monotonic() + _ALERT
        while not (events := self._epoll.poll(0)) and not self._more and time.monotonic() < alert_until:
            pass
        if not events and not self._more:
            events = self._epoll.poll(self._patience())
        self._now = time.monotonic()
        return events

    def _handle(self, descriptor: int, events: int) -> None:
        known = self._pairs.get(descriptor)
        try:
            if known:
                self._serve(*known, events)
            elif descriptor == self._wake:
                self._work()
        except Exception:  # noqa: BLE001 - a fault of ours ends one connection, not all
            traceback.print_exc()
            if known and descriptor in self._pairs:
                self._end(known[0], is_reset=True)

    def _clear(self) -> None:
        for pair in self._open():
            self._end(pair, is_reset=True)
        for own in self._listeners.values():
            own.listener.close()
        self._listeners.clear()
        self._traffic.clear()

    def _work(self) -> None:
        os.eventfd_read(self._wake)
        while self._todo:
            self._todo.popleft()()

    def _accept(self, own: _Entrance, events: int) -> None:
        """Take connections: the more there is to do, the more at once, as asking in vain costs as much as one.

        Two events are often but the end of one connection and the beginning of the next.
        """
        for _ in range(max(1, events - 2)):
            try:
                client, peer = own.listener.accept()
            except OSError as error:
                if error.errno in _NO_DESCRIPTORS:
                    self._traffic[own.door.way].refused += 1
                    self._shortage.tell(len(self._pairs) // 2)
                    self._reserve.refuse(own.listener)
                return
            try:
                self._begin(own, client, peer[:2])
            except Exception:  # noqa: BLE001 - a fault of ours ends one connection, not all
                traceback.print_exc()

    def _begin(self, own: _Entrance, client: socket.socket, peer: Peer) -> None:
        client.setblocking(False)  # noqa: FBT003 - the library's own
        self._notice()
        door = own.door
        try:
            dialled = self._dial(door, (peer, own.place))
        except OSError as error:
            dialled = None
            if error.errno in _NO_DESCRIPTORS:
                self._shortage.tell(len(self._pairs) // 2)
        if dialled is None:
            self._traffic[door.way].refused += 1
            reset(client)
            return
        near, far = Half(client, self._pipes), Half(dialled.socket, self._pipes, dialled.header)
        near.peer, far.peer = far, near
        counted = self._traffic[door.way]
        pair = _Pair(door, counted, near, far, dialled.target, dialled.idle_timeout, self._now)
        self._next_sweep = min(self._next_sweep, self._now + pair.idle_timeout / _SWEEPS)
        for half in pair.halves:
            self._pairs[half.descriptor] = (pair, half)
        try:
            # On one machine a target is connected by now, and the client has spoken: no event need tell that.
            needs_room = not _greet(pair)
            if near.move():
                self._more.append(near)
            self._epoll.register(near.descriptor, _EDGE)
            self._epoll.register(far.descriptor, _EDGE_AND_ROOM if needs_room or near.is_stuck else _EDGE)
        except OSError:
            self._end(pair, is_reset=True)

    def _serve(self, pair: _Pair, half: Half, events: int) -> None:
        if pair.is_forgotten:
            if events & (_IN | _BROKEN):
                self._drop(pair, half)
            return
        if events & _IN and not events & _BROKEN and self._now - pair.last >= pair.idle_timeout:
            self._forget(pair)
            self._drop(pair, half)
            return
        pair.last = self._now
        half.is_ending |= bool(events & _ENDING)
        try:
            if half.greeting is not None:
                _greet(pair)
                self._move(half.peer)
            elif events & select.EPOLLOUT and half.peer.is_stuck:
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
        elif half.is_stuck:
            self._epoll.modify(half.peer.descriptor, _EDGE_AND_ROOM)

    def _end(self, pair: _Pair, *, is_reset: bool = False) -> None:
        counted = pair.counted
        if pair.target.greeting is None:
            counted.active -= 1
            counted.reset += is_reset
        else:
            counted.refused += 1
        counted.sent += pair.client.moved
        counted.received += pair.target.moved
        for half in pair.halves:
            self._close(half, is_reset=is_reset)
            del half.peer  # Two that know each other stay in memory until they are searched for.

    def _close(self, half: Half, *, is_reset: bool) -> None:
        if half.descriptor < 0:
            return
        del self._pairs[half.descriptor]
        if is_reset:
            reset(half.socket)
        half.close()

    def _forget(self, pair: _Pair) -> None:
        pair.is_forgotten = True
        self._hearing(pair)  # What was said until now is no reason to reset anybody.
        pair.counted.forgotten += 1

    def _drop(self, pair: _Pair, half: Half) -> None:
        """Reset the one end that spoke on a forgotten connection."""
        if half.peer.descriptor < 0:
            self._end(pair, is_reset=True)
        else:
            self._close(half, is_reset=True)

    def _patience(self) -> float | None:
        return max(0.0, self._next_sweep - self._now) if self._pairs else None

    def _sweep(self) -> None:
        """Forget connections that were idle too long: an NLB says nothing then, and resets who speaks next.

        Source: Network Load Balancers guide, "Connection idle timeout". A keep-alive probe of either end counts, though
        it has no data: the kernel's count of segments shows it.
        """
        now = self._now
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
                if half.descriptor >= 0 and half.has_heard():
                    heard.append(half)
        return heard

    def _counted(self) -> Mapping[Way, Traffic]:
        found = {key: replace(own) for key, own in self._traffic.items()}
        for pair in self._open():
            found[pair.door.way].sent += pair.client.moved
            found[pair.door.way].received += pair.target.moved
        return found

    def _open(self) -> list[_Pair]:
        return list({id(pair): pair for pair, _ in self._pairs.values()}.values())


def _greet(pair: _Pair) -> bool:
    """Greet a connection's target if it is connected by now, and return whether it is: then the connection is open.

    Raises:
        OSError: it will never be.
    """
    if not pair.target.greet():
        return False
    pair.counted.opened += 1
    pair.counted.active += 1
    return True
