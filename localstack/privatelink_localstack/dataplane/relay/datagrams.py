"""Datagrams through endpoints: a table of flows, each with a socket of its own to its target.

Source: Network Load Balancers guide, "Connection idle timeout": a flow of UDP ends when it is idle, without a word.
These run in the main thread's loop.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Collection, Iterable
from contextlib import suppress
from functools import partial

from privatelink_localstack.dataplane.relay.dialled import Dialled
from privatelink_localstack.dataplane.relay.traffic import Traffic, Way
from privatelink_localstack.dataplane.state.doors import Door
from privatelink_localstack.dataplane.state.targets import Flow, Peer, TargetKey

_WAITING = 16
"""Datagrams that are kept while a flow's target is being chosen; more are lost, as datagrams are."""

type Dial = Callable[[Door, Flow], Awaitable[Dialled | None]]
"""Returns a socket that is connected to a target; None where there is no target."""


class Datagrams:
    """The doors for UDP.

    Parameters:
        notice: is called for each flow that begins.
    """

    def __init__(self, dial: Dial, notice: Callable[[], None] = lambda: None) -> None:
        self._dial, self._notice = dial, notice
        self._doors: dict[Door, _Door] = {}
        self.traffic: dict[Way, Traffic] = {}

    async def open(self, doors: Iterable[tuple[Door, socket.socket]]) -> None:
        """Take datagrams at doors, on bound sockets."""
        loop = asyncio.get_running_loop()
        for door, own in doors:
            counted = self.traffic.setdefault(door.way, Traffic())
            protocol = partial(_Door, door, self._noticed, counted)
            _, self._doors[door] = await loop.create_datagram_endpoint(protocol, sock=own)

    async def _noticed(self, door: Door, flow: Flow) -> Dialled | None:
        self._notice()
        return await self._dial(door, flow)

    def shut(self, doors: Iterable[Door]) -> None:
        """Close doors, and end the flows through them."""
        for door in doors:
            if door in self._doors:
                self._doors.pop(door).close()

    def drop(self, targets: Collection[TargetKey]) -> None:
        """End the flows to targets; a client's next datagram begins a new one."""
        for door in self._doors.values():
            door.drop(targets)

    def clear(self) -> None:
        """Close all doors and count anew."""
        self.shut(list(self._doors))
        self.traffic.clear()


class _Door(asyncio.DatagramProtocol):
    """An endpoint's side: clients, each of which is a flow."""

    def __init__(self, door: Door, dial: Dial, traffic: Traffic) -> None:
        self._door = door
        self._dial = dial
        self._flows: dict[Peer, _Flow] = {}
        self._tasks = set[asyncio.Task[None]]()
        self._transport: asyncio.DatagramTransport | None = None
        self.traffic = traffic

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.DatagramTransport):
            self._transport = transport

    def datagram_received(self, data: bytes, addr: Peer) -> None:
        client = addr[:2]
        if client not in self._flows:
            self._flows[client] = _Flow(self, client)
            task = asyncio.create_task(self._begin(self._flows[client]))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        self._flows[client].send(data)

    def answer(self, client: Peer, data: bytes) -> None:
        """Send a target's datagram to the client."""
        if self._transport is not None:
            self.traffic.received += len(data)
            self._transport.sendto(data, client)

    def forget(self, flow: _Flow) -> None:
        """Drop a flow; the client's next datagram begins a new one."""
        self._flows.pop(flow.client, None)

    def drop(self, targets: Collection[TargetKey]) -> None:
        """End the flows to targets."""
        for flow in [each for each in self._flows.values() if each.target in targets]:
            flow.close()

    def close(self) -> None:
        """Close the door, and end its flows."""
        for task in self._tasks:
            task.cancel()
        for flow in list(self._flows.values()):
            flow.close()
        if self._transport is not None:
            self._transport.close()

    async def _begin(self, flow: _Flow) -> None:
        dialled = None
        with suppress(OSError):
            dialled = await self._dial(self._door, (flow.client, (str(self._door.address), self._door.port)))
        if dialled is None:
            self.traffic.dropped += flow.waiting
            self.forget(flow)
            return
        flow.idle_timeout, flow.target = dialled.idle_timeout, dialled.target
        await asyncio.get_running_loop().create_datagram_endpoint(lambda: flow, sock=dialled.socket)


class _Flow(asyncio.DatagramProtocol):
    """A client's datagrams to one target, and back."""

    def __init__(self, door: _Door, client: Peer) -> None:
        self._door = door
        self._waiting: list[bytes] = []
        self._transport: asyncio.DatagramTransport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._last = 0.0
        self.client = client
        self.idle_timeout = 0.0
        self.target: TargetKey | None = None

    @property
    def waiting(self) -> int:
        """How many datagrams wait for the target to be chosen."""
        return len(self._waiting)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.DatagramTransport):
            self._transport = transport
            self._door.traffic.opened += 1
            self._door.traffic.active += 1
            waiting, self._waiting = self._waiting, []
            for data in waiting:
                self.send(data)
            self._watch()

    def datagram_received(self, data: bytes, addr: Peer) -> None:  # noqa: ARG002 - as asyncio calls it
        self._last = asyncio.get_running_loop().time()
        self._door.answer(self.client, data)

    def send(self, data: bytes) -> None:
        """Send a client's datagram to the target."""
        if self._transport is None:
            if len(self._waiting) < _WAITING:
                self._waiting.append(data)
            else:
                self._door.traffic.dropped += 1
            return
        self._last = asyncio.get_running_loop().time()
        self._door.traffic.sent += len(data)
        self._transport.sendto(data)

    def close(self) -> None:
        """End the flow."""
        self._door.forget(self)
        if self._timer is not None:
            self._timer.cancel()
        if self._transport is not None:
            self._door.traffic.active -= 1
            self._transport.close()
            self._transport = None

    def _watch(self) -> None:
        """End the flow if it has been idle; look again when it could be."""
        loop = asyncio.get_running_loop()
        left = self._last + self.idle_timeout - loop.time()
        if left > 0:
            self._timer = loop.call_later(left, self._watch)
        else:
            self._door.traffic.forgotten += 1
            self.close()
