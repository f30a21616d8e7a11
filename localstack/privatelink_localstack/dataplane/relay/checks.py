"""Health checks of targets, each in a task of its own, as a node of their load balancer would make them.

Source: Network Load Balancers guide, "Health checks for your target groups".
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

from privatelink_localstack.dataplane.relay.sockets import reset
from privatelink_localstack.dataplane.state import health
from privatelink_localstack.dataplane.state.health import CheckProtocol, Health, HealthCheck, Reason, Status
from privatelink_localstack.dataplane.state.model import Address, Target

type Failure = tuple[Reason | None, int | None]
"""Why a check failed, None if it passed, and the HTTP status."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is checked, from where.

    Parameters:
        vpc, source: the VPC and the address of the load balancer's node.
    """

    group: str
    target: Target
    check: HealthCheck
    vpc: str
    source: Address


type Connect = Callable[[Subject, int], Awaitable[socket.socket]]
"""Returns a socket that is connected to a port of a target."""


class Checks:
    """The health of all targets that a load balancer uses.

    Parameters:
        tell_unhealthy: is called with the target group and the target that has become unhealthy.
    """

    def __init__(self, connect: Connect, tell_unhealthy: Callable[[str, Target], None]) -> None:
        self._connect = connect
        self._tell_unhealthy = tell_unhealthy
        self._tasks: dict[Subject, asyncio.Task[None]] = {}
        self._healths: dict[tuple[str, Target], Health] = {}

    @property
    def healths(self) -> Mapping[tuple[str, Target], Health]:
        """The health of each target, by target group; another mapping once the status of one has changed.

        Any thread may read it, and keep what follows from the statuses of one mapping.
        """
        return self._healths

    def follow(self, subjects: frozenset[Subject]) -> None:
        """Begin and end checks, so that these subjects are checked. A target that stays keeps its health."""
        for subject in self._tasks.keys() - subjects:
            self._tasks.pop(subject).cancel()
        known = {(each.group, each.target) for each in subjects}
        self._healths = {key: own for key, own in self._healths.items() if key in known}
        for key in known:
            self._healths.setdefault(key, Health())
        for subject in subjects - self._tasks.keys():
            self._tasks[subject] = asyncio.create_task(self._keep_checking(subject))

    def begin_anew(self, vpc: str, addresses: Collection[Address]) -> None:
        """Check targets as if they were new, by their addresses: another program may be there."""
        for subject in [each for each in self._tasks if each.vpc == vpc and each.target.address in addresses]:
            self._tasks[subject].cancel()
            self._note((subject.group, subject.target), Health())
            self._tasks[subject] = asyncio.create_task(self._keep_checking(subject))

    async def _keep_checking(self, subject: Subject) -> None:
        key = (subject.group, subject.target)
        while True:
            failure, code = await self._check(subject)
            before = self._healths[key]
            self._note(key, health.after(before, subject.check, failure, code))
            if self._healths[key].status is Status.UNHEALTHY and before.status is not Status.UNHEALTHY:
                self._tell_unhealthy(*key)
            await asyncio.sleep(subject.check.interval)

    def _note(self, key: tuple[str, Target], own: Health) -> None:
        if own.status is not self._healths[key].status:
            self._healths = dict(self._healths)
        self._healths[key] = own

    async def _check(self, subject: Subject) -> Failure:
        try:
            async with asyncio.timeout(subject.check.timeout):
                connection = await self._connect(subject, subject.check.port or subject.target.port)
                try:
                    return await _try(connection, subject)
                finally:
                    reset(connection)
        except TimeoutError:
            return Reason.TIMEOUT, None
        except (OSError, EOFError, ValueError):
            return Reason.FAILED, None


async def _try(connection: socket.socket, subject: Subject) -> Failure:
    check, target = subject.check, subject.target
    port = check.port or target.port
    if check.protocol is CheckProtocol.TCP:
        return None, None
    host = f"{target.address}:{port}" if target.address.version == 4 else f"[{target.address}]:{port}"
    code = await _status(connection, host, check.path, is_tls=check.protocol is CheckProtocol.HTTPS)
    return None if any(low <= code <= high for low, high in check.codes) else Reason.CODE, code


async def _status(connection: socket.socket, host: str, path: str, *, is_tls: bool) -> int:
    """Return the status of a page; a certificate is not looked at, as AWS does not.

    Raises:
        ValueError: the answer is not HTTP.
    """
    reader, writer = await asyncio.open_connection(
        sock=connection, ssl=_unverified() if is_tls else None, server_hostname="" if is_tls else None
    )
    request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nUser-Agent: ELB-HealthChecker/2.0\r\n\r\n"
    try:
        writer.write(request.encode("latin-1"))
        version, code, *_ = (await reader.readline()).split(maxsplit=2)
        if not version.startswith(b"HTTP/"):
            raise ValueError("not HTTP")
        return int(code)
    finally:
        writer.transport.abort()
        with suppress(OSError):
            await writer.wait_closed()


@cache
def _unverified() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
