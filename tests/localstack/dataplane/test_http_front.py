"""A client's connection to a load balancer's listener, with both ends in the test's hands."""

from __future__ import annotations

import asyncio
import socket

from privatelink_localstack.dataplane.relay.http import Front
from privatelink_localstack.dataplane.relay.terminator import end_of
from privatelink_localstack.dataplane.state.http_rules import Rule

ANSWER = b"HTTP/1.1 204 No Content\r\nX-Own: 1\r\n\r\n"
HEAD = b"POST / HTTP/1.1\r\nHost: web\r\nContent-Length: 4\r\n\r\n"


async def _answers(said: bytes) -> bytes:
    """Return what a client hears that has said all at once, from targets whose answers wait for their requests."""
    targets = []
    near, far = socket.socketpair()
    with near, far:
        far.sendall(said)
        far.shutdown(socket.SHUT_WR)

        async def dial(*_: object) -> tuple[socket.socket, bool]:
            own, target = socket.socketpair()
            own.setblocking(False)  # noqa: FBT003 - the library's own
            target.sendall(ANSWER)
            targets.append(target)
            return own, False

        near.setblocking(False)  # noqa: FBT003 - the library's own
        await Front((Rule(weights={"web": 1}),), ("10.0.0.9", 40000), 80, False, 60, dial).serve(  # noqa: FBT003
            await end_of(near, is_secured=False)
        )
        for each in targets:
            each.close()
        far.settimeout(60)
        return far.recv(1 << 16)


def test_connection_is_kept_when_an_answer_is_there_at_once() -> None:
    assert asyncio.run(_answers((HEAD + b"body") * 3)) == ANSWER * 3


def test_connection_ends_with_an_answer_to_a_request_that_is_not_whole() -> None:
    assert asyncio.run(_answers(HEAD + b"bo")) == ANSWER
