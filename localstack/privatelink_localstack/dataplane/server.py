"""The plane's Unix socket: requests of `protocol`, for the user that owns the process alone."""

from __future__ import annotations

import asyncio
import os
import socket
import traceback
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from privatelink_localstack.dataplane import protocol
from privatelink_localstack.dataplane.base import BasePlane
from privatelink_localstack.dataplane.files import reachable
from privatelink_localstack.dataplane.protocol import (
    LONGEST_LINE,
    Attach,
    AwaitFlow,
    Connect,
    Enter,
    GetAuthority,
    GetCounts,
    GetHealth,
    GetLimits,
    GetOrigin,
    GetRecords,
    GetTrace,
    GetTraffic,
    Listen,
    Push,
    Reject,
    Request,
    Reset,
    Visit,
)
from privatelink_localstack.dataplane.state import guests
from privatelink_localstack.dataplane.state.guests import GuestError
from privatelink_localstack.dataplane.state.wire import WireError

type Telling = (
    GetHealth | GetTraffic | AwaitFlow | GetCounts | GetOrigin | GetAuthority | GetTrace | GetRecords | GetLimits
)
"""Requests that change nothing."""

_READ = 1 << 16
_BACK_OFF = 0.1


def open_socket(path: Path) -> socket.socket:
    """Listen on a Unix socket that only this user may use.

    Raises:
        OSError: the path is taken, or its directory does not exist.
    """
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.setblocking(False)  # noqa: FBT003 - the library's own
    before = os.umask(0o177)
    try:
        with reachable(path) as place:
            listener.bind(place)
    except OSError:
        listener.close()
        raise
    finally:
        os.umask(before)
    listener.listen()
    return listener


@dataclass(frozen=True, slots=True)
class _Passed:
    """What goes with an answer.

    Parameters:
        sockets: that are the client's from now on.
        kept: descriptors that stay ours.
        guests: IDs of what ends with the client's connection, and of the interfaces where its programs are.
    """

    sockets: list[socket.socket] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    guests: list[str] = field(default_factory=list)


class Server:
    """The plane's side of its socket. Each client has its requests answered in order."""

    def __init__(self, plane: BasePlane) -> None:
        self._plane = plane
        self._clients = set[asyncio.Task[None]]()

    async def serve(self, listener: socket.socket) -> None:
        """Serve clients until cancelled."""
        loop = asyncio.get_running_loop()
        try:
            while True:
                try:
                    client, _ = await loop.sock_accept(listener)
                except OSError:  # No descriptors are left: clients wait until connections end.
                    await asyncio.sleep(_BACK_OFF)
                    continue
                task = loop.create_task(self._serve(client))
                self._clients.add(task)
                task.add_done_callback(self._clients.discard)
        finally:
            for task in self._clients:
                task.cancel()

    async def _serve(self, client: socket.socket) -> None:
        loop, parts, length = asyncio.get_running_loop(), list[bytes](), 0
        own: list[str] = []
        with client, suppress(OSError):
            while length <= LONGEST_LINE and (data := await loop.sock_recv(client, _READ)):
                *ends, rest = data.split(b"\n")
                for end in ends:
                    await self._answer(client, b"".join((*parts, end)), own)
                    parts, length = [], 0
                parts.append(rest)
                length += len(rest)
        if own:
            await self._plane.dismiss(own)

    async def _answer(self, client: socket.socket, line: bytes, own: list[str]) -> None:
        """Carry out one request, and send its answer.

        Parameters:
            own: IDs of the client's guests, to which new ones are added.
        """
        passed = _Passed(guests=own)
        try:
            reply = protocol.write_answer(await self._carry_out(protocol.read_request(line), passed))
        except (OSError, WireError, GuestError) as error:
            reply = protocol.write_error(error)
        except Exception as error:  # noqa: BLE001 - a fault of ours must not end the plane, nor be silent
            traceback.print_exc()
            reply = protocol.write_error(WireError(f"fault of the data plane: {error!r}"))
        try:
            descriptors = [*(each.fileno() for each in passed.sockets), *passed.kept]
            sent = socket.send_fds(client, [reply], descriptors) if descriptors else 0
            await asyncio.get_running_loop().sock_sendall(client, reply[sent:])
        finally:
            for each in passed.sockets:
                each.close()

    async def _carry_out(self, request: Request, passed: _Passed) -> object:
        """Return the data of a request's answer; add the descriptors that go with it."""
        match request:
            case Push():
                await self._plane.push(request)
            case Reset():
                await self._plane.reset()
            case Connect() | Listen() | Enter():
                return await self._hand_over(request, passed)
            case Attach() | Visit() | Reject():
                return await self._host(request, passed.guests)
            case _:
                return await self._tell(request)
        return None

    async def _tell(self, request: Telling) -> object:
        """Return what the plane knows."""
        match request:
            case GetHealth():
                return self._plane.health()
            case GetTraffic():
                return await self._plane.traffic()
            case AwaitFlow():
                await self._plane.flow()
                return None
            case GetCounts():
                return await self._plane.counts()
            case GetOrigin():
                return self._plane.origin(request)
            case GetAuthority():
                return str(await self._plane.authority())
            case GetTrace():
                return await self._plane.trace(request)
            case GetRecords():
                return self._plane.records()
            case GetLimits():
                return self._plane.limits

    async def _hand_over(self, request: Connect | Listen | Enter, passed: _Passed) -> object:
        """Return the data of an answer that descriptors go with; add these."""
        match request:
            case Connect():
                passed.sockets.append(await self._plane.connect(request))
            case Listen():
                passed.sockets.append(await self._plane.listen(request))
                passed.guests.append(request.interface)
            case Enter():
                entered, descriptors = await self._plane.enter(request.interface)
                passed.kept.extend(descriptors)
                passed.guests.append(request.interface)
                return entered
        return None

    async def _host(self, request: Attach | Visit | Reject, own: list[str]) -> object:
        """Return the data of an answer about guests; add the IDs of new ones."""
        match request:
            case Attach():
                interface = await self._plane.attach(request.place)
                own.append(interface.id)
                return interface
            case Visit():
                visitor = await self._plane.visit(request.service, request.pace)
                own.extend(guests.ids(visitor))
                return visitor
            case Reject():
                await self._plane.reject(request.endpoint)
        return None
