"""LocalStack's runtime, served on a socket that listens already.

Stock LocalStack ignores the host in `GATEWAY_LISTEN` and listens on every interface
(`localstack/runtime/server/twisted.py`). A socket that is bound already leaves it no choice.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from localstack.aws.components import AwsComponents
from localstack.aws.serving.twisted import TLSMultiplexerFactory
from localstack.runtime import current, hooks
from localstack.runtime.runtime import LocalstackRuntime
from localstack.runtime.server.twisted import TwistedRuntimeServer
from rolo.serving.twisted import TwistedGateway
from twisted.internet import reactor, ssl

if TYPE_CHECKING:
    import socket

STOP_TIMEOUT = 0.5
"""Seconds that requests have to end when LocalStack stops."""


class SocketServer(TwistedRuntimeServer):  # type: ignore[misc]
    """A server of HTTP and HTTPS on one socket, as LocalStack's own is on a port.

    It stops at once. LocalStack's own notices only at the next event, most of a second later, and waits up to 10 s for
    requests in progress, such as those that load a service.

    Parameters:
        listener: bound and listening.
    """

    def __init__(self, listener: socket.socket) -> None:
        super().__init__()
        self.listener = listener

    def register(self, gateway: Any, listen: Any, ssl_creds: tuple[str, str] | None = None) -> None:  # noqa: ARG002
        """Serve the gateway. `listen`, the addresses from LocalStack's settings, is ignored."""
        factory = TwistedGateway(gateway)
        if ssl_creds:
            certificate, key = ssl_creds
            context = ssl.DefaultOpenSSLContextFactory(key, certificate)
            context.getContext().use_certificate_chain_file(certificate)
            factory = TLSMultiplexerFactory(context, False, factory)  # noqa: FBT003 - Twisted's own signature
        self.listener.setblocking(False)  # noqa: FBT003 - socket's own signature
        reactor.adoptStreamPort(self.listener.fileno(), self.listener.family, factory)
        # Twisted has its own copy of the descriptor.
        self.listener.close()

    def shutdown(self) -> None:
        """Stop serving. Requests in progress have `STOP_TIMEOUT` to end."""
        if self.thread_pool:
            self.thread_pool.stop(timeout=STOP_TIMEOUT)
        reactor.callFromThread(reactor.stop)


class SocketComponents(AwsComponents):  # type: ignore[misc]
    """LocalStack's components for AWS, with our server."""

    def __init__(self, listener: socket.socket) -> None:
        super().__init__()
        self.listener = listener

    @cached_property
    def runtime_server(self) -> SocketServer:
        """The server that LocalStack's runtime starts, in place of its own."""
        return SocketServer(self.listener)


def install_runtime(listener: socket.socket) -> None:
    """Create the runtime that `localstack.runtime.main` then runs instead of its own."""
    hooks.on_runtime_create.run()
    current.set_current_runtime(LocalstackRuntime(SocketComponents(listener)))
