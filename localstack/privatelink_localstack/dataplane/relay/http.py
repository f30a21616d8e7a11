"""Application Load Balancers: each request is judged by the rules of its listener, and answered or forwarded.

Sources: Application Load Balancers guide, "HTTP headers" (X-Forwarded-For, -Proto and -Port, X-Amzn-Trace-Id) and
"Troubleshoot" (502 where the target closes or refuses, 503 without a target, 504 where it does not answer in time).
Observed: the pages' text, and `Server: awselb/2.0` on what the load balancer answers itself. Only HTTP/1.1 is spoken.
"""

from __future__ import annotations

import asyncio
import secrets
import socket
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus
from itertools import count

import h11

from privatelink_localstack.dataplane.relay.dialled import Dialled
from privatelink_localstack.dataplane.relay.terminator import End, Terminator, end_of
from privatelink_localstack.dataplane.state import http_rules
from privatelink_localstack.dataplane.state.http_rules import Request, Rule
from privatelink_localstack.dataplane.state.model import Listener
from privatelink_localstack.dataplane.state.targets import Peer

_HOP_BY_HOP = frozenset({b"connection", b"keep-alive", b"proxy-connection"})
_NUMBERS = count()


type Dial = Callable[[Mapping[str, int], int], Awaitable[tuple[socket.socket, bool] | None]]
"""Connects to a target of target groups with weights, for a request with a number; None where there is no target.

Returns the socket, and whether the target gets TLS.

Raises OSError where the target does not take the connection.
"""


def begin(terminator: Terminator, listener: Listener, client: Peer, dial: Dial) -> Dialled | None:
    """Begin to answer a client's requests to a listener; None where it has no certificate for its TLS."""
    if listener.protocol == "HTTPS" and listener.tls is None:
        return None
    patience = listener.idle_timeout
    front = Front(listener.rules, client, listener.port, listener.tls is not None, patience, dial)
    # The load balancer ends idle connections itself; the relay would only forget them.
    return Dialled(terminator.begin(listener.tls, front), b"", 2 * patience)


@dataclass(frozen=True, slots=True)
class Front:
    """A client's connection to a listener.

    Parameters:
        client: its address and port, as the load balancer sees them.
        port: the listener's.
        patience: seconds for a target's answer.
    """

    rules: tuple[Rule, ...]
    client: Peer
    port: int
    is_secured: bool
    patience: float
    dial: Dial

    async def serve(self, client: End) -> None:
        """Answer requests until one of the two ends the connection.

        Raises:
            OSError: the connection is gone.
        """
        http = _Http(client, h11.Connection(h11.SERVER))
        try:
            while await self._answer(http):
                http.state.start_next_cycle()
        except h11.RemoteProtocolError as error:
            if http.state.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
                await _page(http, error.error_status_hint, closes=True)
        await client.end()

    async def _answer(self, http: _Http) -> bool:
        """Answer one request; return whether another one may follow."""
        try:
            async with asyncio.timeout(self.patience):
                event = await http.next()
        except TimeoutError:
            return False
        if not isinstance(event, h11.Request):
            return False
        request = self._seen(event)
        rule = http_rules.chosen(self.rules, request) or Rule()
        if rule.redirect is not None:
            where = http_rules.location(rule.redirect, request)
            await _page(http, rule.redirect.status, [("Location", where)])
        elif rule.fixed_response is not None:
            own = rule.fixed_response
            await _respond(http, own.status, own.content_type or "text/plain", own.body)
            await _drain(http)
        else:
            await self._forward(http, event, rule)
        return http.state.our_state is h11.DONE and http.state.their_state is h11.DONE

    async def _forward(self, http: _Http, request: h11.Request, rule: Rule) -> None:
        try:
            async with asyncio.timeout(self.patience):
                target = await self.dial(rule.weights, next(_NUMBERS))
        except OSError as error:
            is_late = isinstance(error, TimeoutError)
            await _page(http, HTTPStatus.GATEWAY_TIMEOUT if is_late else HTTPStatus.BAD_GATEWAY)
            return
        if target is None:
            await _page(http, HTTPStatus.SERVICE_UNAVAILABLE)
            return
        connection, is_secured = target
        with connection:
            try:
                behind = _Http(await end_of(connection, is_secured=is_secured), h11.Connection(h11.CLIENT))
                await behind.send(self._forwarded(request))
                await self._exchange(http, behind)
            except _BadBodyError:
                await _page_late(http, HTTPStatus.BAD_REQUEST)
            except TimeoutError:
                await _page_late(http, HTTPStatus.GATEWAY_TIMEOUT)
            except (OSError, h11.RemoteProtocolError):
                await _page_late(http, HTTPStatus.BAD_GATEWAY)

    async def _exchange(self, http: _Http, behind: _Http) -> None:
        """Pass on the request's body and the response at once: a target may answer before it has all."""
        try:
            async with asyncio.TaskGroup() as both:
                body = both.create_task(_pass_on_body(http, behind))
                has_switched = await self._pass_on_response(http, behind)
                body.cancel()
        except BaseExceptionGroup as group:
            raise group.exceptions[0] from None
        _take_in(http)
        if has_switched:
            await _tunnel(http, behind)

    async def _pass_on_response(self, http: _Http, behind: _Http) -> bool:
        """Pass on a target's response; return whether the two speak another protocol from now on."""
        while True:
            async with asyncio.timeout(self.patience):
                event = await behind.next()
            if isinstance(event, h11.ConnectionClosed):
                raise ConnectionResetError
            await http.send(_cleaned(event))
            if isinstance(event, h11.EndOfMessage):
                return False
            if behind.state.their_state is h11.SWITCHED_PROTOCOL:
                return True

    def _seen(self, event: h11.Request) -> Request:
        """Return a request as rules see it."""
        headers: dict[str, str] = {}
        for raw, value in event.headers:
            key, text = raw.decode("latin-1"), value.decode("latin-1")
            headers[key] = f"{headers[key]}, {text}" if key in headers else text
        host = headers.get("host", "")
        name = host if host.endswith("]") else host.rpartition(":")[0] or host
        scheme = "https" if self.is_secured else "http"
        target = event.target.decode("latin-1")
        return Request(event.method.decode("latin-1"), scheme, name, self.port, target, headers, self.client[0])

    def _forwarded(self, request: h11.Request) -> h11.Request:
        """Return a request as a target gets it, on a connection of its own."""
        known = {b"x-forwarded-proto", b"x-forwarded-port", b"x-forwarded-for"}
        upgrades = any(name == b"upgrade" for name, _ in request.headers)
        dropped = known if upgrades else known | _HOP_BY_HOP
        headers = [(raw, value) for raw, value in request.headers.raw_items() if raw.lower() not in dropped]
        before = [value for name, value in request.headers if name == b"x-forwarded-for"]
        headers.append((b"X-Forwarded-For", b", ".join((*before, self.client[0].encode()))))
        headers.append((b"X-Forwarded-Proto", b"https" if self.is_secured else b"http"))
        headers.append((b"X-Forwarded-Port", str(self.port).encode()))
        if not any(name == b"x-amzn-trace-id" for name, _ in request.headers):
            headers.append((b"X-Amzn-Trace-Id", f"Root=1-{int(time.time()):08x}-{secrets.token_hex(12)}".encode()))
        if not upgrades:
            headers.append((b"Connection", b"close"))
        return h11.Request(method=request.method, target=request.target, headers=headers)


@dataclass(frozen=True, slots=True)
class _Http:
    """One end, and what has been said there."""

    end: End
    state: h11.Connection

    async def next(self) -> h11.Event:
        """Return the next event; `ConnectionClosed` at the end.

        Raises:
            OSError: the connection is gone.
            h11.RemoteProtocolError: the peer speaks no HTTP.
        """
        while True:
            event = self.state.next_event()
            if isinstance(event, h11.Event):
                return event
            if event is h11.PAUSED:
                return h11.ConnectionClosed()
            self.state.receive_data(await self.end.receive())

    async def send(self, event: h11.Event) -> None:
        """Send an event.

        Raises:
            OSError: the connection is gone.
        """
        data = self.state.send(event)
        if data:
            await self.end.send(data)


class _BadBodyError(Exception):
    """A client's request has no end."""


async def _pass_on_body(http: _Http, behind: _Http) -> None:
    while True:
        try:
            event = await http.next()
        except h11.RemoteProtocolError as error:
            raise _BadBodyError from error
        if isinstance(event, h11.ConnectionClosed):
            return
        await behind.send(event)
        if isinstance(event, h11.EndOfMessage):
            return


def _take_in(http: _Http) -> None:
    """Take in what has arrived of a request whose response is over: at its end, another one may follow.

    Raises:
        h11.RemoteProtocolError: the client speaks no HTTP.
    """
    while http.state.their_state is h11.SEND_BODY and isinstance(http.state.next_event(), h11.Event):
        pass


async def _tunnel(http: _Http, behind: _Http) -> None:
    """Move bytes both ways, as for WebSockets, until both have ended."""
    await asyncio.gather(_move(http, behind), _move(behind, http))


async def _move(source: _Http, sink: _Http) -> None:
    with suppress(OSError):
        data, _ = source.state.trailing_data
        data = data or await source.end.receive()
        while data:
            await sink.end.send(data)
            data = await source.end.receive()
        await sink.end.end()


def _cleaned(event: h11.Event) -> h11.Event:
    """Return an event of a target's without what concerns its own connection."""
    if not isinstance(event, h11.Response):
        return event
    headers = [(raw, value) for raw, value in event.headers.raw_items() if raw.lower() not in _HOP_BY_HOP]
    return h11.Response(status_code=event.status_code, headers=headers, reason=event.reason)


async def _page_late(http: _Http, status: HTTPStatus) -> None:
    """Tell that a target has failed, unless the client has a part of its response already."""
    if http.state.our_state is not h11.SEND_RESPONSE:
        raise ConnectionResetError
    await _page(http, status, closes=True)


async def _page(http: _Http, status: int, headers: Iterable[tuple[str, str]] = (), *, closes: bool = False) -> None:
    """Send the load balancer's own page of a status."""
    title = f"{status} {_reason(status).decode()}"
    head, body = f"<head><title>{title}</title></head>", f"<center><h1>{title}</h1></center>"
    page = f"<html>\r\n{head}\r\n<body>\r\n{body}\r\n</body>\r\n</html>\r\n"
    await _respond(http, status, "text/html", page, (*headers, *([("Connection", "close")] if closes else [])))
    if not closes:
        await _drain(http)


async def _respond(
    http: _Http, status: int, content_type: str, body: str, headers: Iterable[tuple[str, str]] = ()
) -> None:
    """Send a response of the load balancer's own."""
    data = body.encode()
    own = [("Server", "awselb/2.0"), ("Date", formatdate(usegmt=True)), ("Content-Type", content_type)]
    own += [("Content-Length", str(len(data))), *headers]
    await http.send(h11.Response(status_code=status, headers=own, reason=_reason(status)))
    await http.send(h11.Data(data=data))
    await http.send(h11.EndOfMessage())


def _reason(status: int) -> bytes:
    """Return the words of a status; none for a number that has none."""
    try:
        return HTTPStatus(status).phrase.encode()
    except ValueError:
        return b""


async def _drain(http: _Http) -> None:
    """Take in the rest of a request that has its answer already."""
    while http.state.their_state is h11.SEND_BODY:
        if isinstance(await http.next(), h11.ConnectionClosed):
            return
