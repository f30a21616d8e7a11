"""The data plane's process.

    python -m privatelink_localstack.dataplane.serve SOCKET LIFELINE [--proxies]

SOCKET is where it listens. LIFELINE is the descriptor of a pipe's reading end: the process ends when nobody has the
writing end any more, however LocalStack ends. (PR_SET_PDEATHSIG would not do: it follows the thread that forked.)
With `--proxies`, proxies stand for namespaces. It writes `ready` to its standard output when the socket answers.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from privatelink_localstack.dataplane.capabilities import Attempt, Settings, Step, way_out
from privatelink_localstack.dataplane.files import authority_file
from privatelink_localstack.dataplane.linux.rights import (
    enter_user_namespace,
    is_allowed_directly,
    raise_descriptor_limit,
)

if TYPE_CHECKING:
    from privatelink_localstack.dataplane.base import BasePlane
    from privatelink_localstack.dataplane.certificates import Contexts


def main() -> None:
    """Enter a user namespace if need be, and serve until the lifeline ends."""
    path, lifeline, by_proxies = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:] == ["--proxies"]
    # Both before any thread exists, and thus before asyncio and the plane are imported.
    user_namespace = None
    if not by_proxies and not is_allowed_directly():
        try:
            enter_user_namespace()
            user_namespace = os.open("/proc/self/ns/user", os.O_RDONLY | os.O_CLOEXEC)
        except OSError as error:
            refusal = Attempt(Step.USER, error.strerror, error.errno)
            sys.exit(f"no data plane: {refusal.step}: {refusal.problem}; {way_out(refusal, Settings.read())}")
    from privatelink_localstack.dataplane.certificates import Contexts
    from privatelink_localstack.dataplane.server import open_socket

    contexts = Contexts(authority_file(path))
    descriptors = raise_descriptor_limit()
    with open_socket(path) as listener:
        try:
            make = _by_proxies(contexts) if by_proxies else _in_namespaces(descriptors, contexts, user_namespace)
            asyncio.run(_serve(listener, lifeline, make))
        finally:
            path.unlink(missing_ok=True)


def _in_namespaces(descriptors: int, contexts: Contexts, user_namespace: int | None) -> Callable[[], BasePlane]:
    from privatelink_localstack.dataplane.plane import Plane

    return partial(Plane, descriptors, contexts, user_namespace)


def _by_proxies(contexts: Contexts) -> Callable[[], BasePlane]:
    from privatelink_localstack.dataplane.proxies.plane import ProxyPlane

    return partial(ProxyPlane, contexts)


async def _serve(listener: socket.socket, lifeline: int, make: Callable[[], BasePlane]) -> None:
    from privatelink_localstack.dataplane.server import Server

    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    os.set_blocking(lifeline, False)
    loop.add_reader(lifeline, ended.set)
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    plane = make()
    server = asyncio.create_task(Server(plane).serve(listener))
    try:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await ended.wait()
    finally:
        loop.remove_reader(lifeline)
        server.cancel()
        with suppress(asyncio.CancelledError):
            await server
        await plane.close()


if __name__ == "__main__":
    main()
