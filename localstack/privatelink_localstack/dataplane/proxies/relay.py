"""Connections through proxies, each in a task of its own. It is slower than `relay.connections`, and needs no Linux."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

from privatelink_localstack.dataplane.relay.dialled import Dialled
from privatelink_localstack.dataplane.relay.halves import segments_in
from privatelink_localstack.dataplane.relay.sockets import reset
from privatelink_localstack.dataplane.relay.traffic import Traffic, Way
from privatelink_localstack.dataplane.state.doors import Door
from privatelink_localstack.dataplane.state.targets import Flow, TargetKey

_READ = 1 << 16
_DIALLING = 127.0
"""Seconds until a target that does not answer is given up, as Linux does after six segments."""
_LOOKS = 8
"""Looks at a connection in its idle time-out: how precisely it is kept."""
_HAS_COUNTS = hasattr(socket, "TCP_INFO")
"""Whether the system tells of keep-alive probes, which have no data."""


@dataclass(frozen=True, slots=True)
class Route:
    """The way of a connection.

    Parameters:
        door: None for a way from one interface to another.
        ends: the IDs of the interfaces without which it ends.
        dial: connects the far end; None where there is nothing to connect to.
    """

    door: Door | None
    ends: frozenset[str]
    dial: Callable[[Flow], Awaitable[Dialled | None]]


@dataclass(slots=True, eq=False)
class _Half:
    """One end.

    Attributes:
        moved: bytes that came in here and went out at the peer.
        segments: how many had come in at the last look.
    """

    socket: socket.socket
    moved: int = 0
    segments: int = 0

    def has_heard(self) -> bool:
        """Return whether a segment came in since the last look."""
        before = self.segments
        if _HAS_COUNTS:
            with suppress(OSError):
                self.segments = segments_in(self.socket)
        return before != self.segments


@dataclass(slots=True, eq=False)
class _Pair:
    """A connection: the client's half and the target's."""

    route: Route
    client: _Half
    target: _Half | None = None
    key: TargetKey | None = None
    idle_timeout: float = 0
    last: float = 0
    is_forgotten: bool = False
    moves: dict[_Half, asyncio.Task[None]] = field(default_factory=dict)


class Relay:
    """All connections.

    Parameters:
        notice: is called for each connection that comes.
    """

    def __init__(self, notice: Callable[[], object]) -> None:
        self._notice = notice
        self._traffic: dict[Way, Traffic] = {}
        self._tasks: dict[_Pair, asyncio.Task[None]] = {}

    def begin(self, client: socket.socket, flow: Flow, route: Route, early: bytes = b"") -> None:
        """Relay a client's connection.

        Parameters:
            early: what it has said already.
        """
        self._notice()
        pair = _Pair(route, _Half(client))
        task = self._tasks[pair] = asyncio.create_task(self._carry(pair, flow, early))
        task.add_done_callback(lambda _: self._forget(pair))

    async def shut(self, doors: Collection[Door], ends: Collection[str]) -> None:
        """Reset the connections through doors, and those between interfaces, by ID."""
        await _cancelled([task for pair, task in self._tasks.items() if _depends(pair, doors, ends)])

    def drop(self, targets: Collection[TargetKey]) -> None:
        """Reset the connections to targets, soon."""
        for pair, task in self._tasks.items():
            if pair.key in targets:
                task.cancel()

    async def clear(self) -> None:
        """Reset all connections, and count anew."""
        await _cancelled(list(self._tasks.values()))
        self._traffic.clear()

    @property
    def traffic(self) -> Mapping[Way, Traffic]:
        """What went through each interface, open connections included."""
        found = {key: replace(own) for key, own in self._traffic.items()}
        for pair in self._tasks:
            if pair.route.door and pair.target is not None:
                found[pair.route.door.way].sent += pair.client.moved
                found[pair.route.door.way].received += pair.target.moved
        return found

    async def _carry(self, pair: _Pair, flow: Flow, early: bytes) -> None:
        counted, is_reset = self._count(pair.route.door), True
        try:
            dialled = await _dialled(pair.route, flow)
            if dialled is None:
                counted.refused += 1
                return
            pair.target, pair.key = _Half(dialled.socket), dialled.target
            pair.idle_timeout, pair.last = dialled.idle_timeout, time.monotonic()
            counted.opened += 1
            counted.active += 1
            is_reset = await self._exchange(pair, counted, dialled.header + early)
            pair.client.moved += len(early)
        finally:
            self._tasks.pop(pair, None)
            if pair.target is not None:
                counted.active -= 1
                counted.reset += is_reset
                counted.sent += pair.client.moved
                counted.received += pair.target.moved
            for half in filter(None, (pair.client, pair.target)):
                if is_reset:
                    reset(half.socket)
                half.socket.close()

    async def _exchange(self, pair: _Pair, counted: Traffic, greeting: bytes) -> bool:
        """Move bytes both ways until both have ended; return whether one has failed."""
        client, target = pair.client, pair.target
        if target is None:
            return True
        with suppress(OSError):
            await asyncio.get_running_loop().sock_sendall(target.socket, greeting)
        pair.moves = {
            half: asyncio.create_task(_move(pair, half, peer)) for half, peer in ((client, target), (target, client))
        }
        watch = asyncio.create_task(_watch(pair, counted))
        try:
            done, _ = await asyncio.wait(pair.moves.values(), return_when=asyncio.FIRST_EXCEPTION)
            return pair.is_forgotten or any(each.cancelled() or each.exception() for each in done)
        finally:
            await _cancelled([watch, *pair.moves.values()])

    def _forget(self, pair: _Pair) -> None:
        self._tasks.pop(pair, None)
        reset(pair.client.socket)  # It is open where the task ended before it began.

    def _count(self, door: Door | None) -> Traffic:
        return self._traffic.setdefault(door.way, Traffic()) if door else Traffic()


def _depends(pair: _Pair, doors: Collection[Door], ends: Collection[str]) -> bool:
    return pair.route.door in doors or not pair.route.ends.isdisjoint(ends)


async def _dialled(route: Route, flow: Flow) -> Dialled | None:
    try:
        async with asyncio.timeout(_DIALLING):
            return await route.dial(flow)
    except OSError:  # A time-out too.
        return None


async def _move(pair: _Pair, half: _Half, peer: _Half) -> None:
    loop = asyncio.get_running_loop()
    while data := await loop.sock_recv(half.socket, _READ):
        now = time.monotonic()
        if pair.is_forgotten or now - pair.last >= pair.idle_timeout:
            reset(half.socket)
            return
        pair.last = now
        await loop.sock_sendall(peer.socket, data)
        half.moved += len(data)
    peer.socket.shutdown(socket.SHUT_WR)


async def _watch(pair: _Pair, counted: Traffic) -> None:
    """Forget a connection that was idle too long: whoever speaks next is reset, and the other hears nothing.

    Source: Network Load Balancers guide, "Connection idle timeout". A keep-alive probe counts, though it has no data.
    """
    while True:
        heard = [half for half in pair.moves if half.has_heard()]
        if pair.is_forgotten:
            for half in heard:
                await _cancelled([pair.moves[half]])
                reset(half.socket)
        elif heard:
            pair.last = time.monotonic()
        elif time.monotonic() - pair.last >= pair.idle_timeout:
            pair.is_forgotten = True
            counted.forgotten += 1
        await asyncio.sleep(pair.idle_timeout / _LOOKS)


async def _cancelled(tasks: Collection[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
