"""LocalStack's runtime, served on a listening socket that it is given.

Stock LocalStack ignores the host in `GATEWAY_LISTEN` and listens on every interface
(`localstack/runtime/server/twisted.py`). A socket that is already bound leaves it no choice.
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
"""Seconds that calls have to end when LocalStack is told to stop."""


class SocketServer(TwistedRuntimeServer):  # type: ignore[misc]
    """Serves HTTP and HTTPS on one socket, as LocalStack's own server does on a port.

    When it is told to stop, it does so at once: LocalStack's own only notices at the next event, most of a second
    later, and waits up to 10 s for calls that are being answered, such as the ones that load a service.

    Parameters:
        listener: bound and listening.
    """

    def __init__(self, listener: socket.socket) -> None:
        super().__init__()
        self.listener = listener

    def register(self, gateway: Any, listen: Any, ssl_creds: tuple[str, str] | None = None) -> None:  # noqa: ARG002
        """Serve the gateway. `listen`, LocalStack's own idea of where, is not looked at (hence the noqa)."""
        factory = TwistedGateway(gateway)
        if ssl_creds:
            certificate, key = ssl_creds
            context = ssl.DefaultOpenSSLContextFactory(key, certificate)
            context.getContext().use_certificate_chain_file(certificate)
            factory = TLSMultiplexerFactory(context, False, factory)  # noqa: FBT003 - Twisted's own signature
        self.listener.setblocking(False)  # noqa: FBT003 - socket's own signature
        reactor.adoptStreamPort(self.listener.fileno(), self.listener.family, factory)
        # Twisted has a copy of its own.
        self.listener.close()

    def shutdown(self) -> None:
        """Stop serving. Calls that are being answered have a moment to end."""
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
        """The server."""
        return SocketServer(self.listener)


def install_runtime(listener: socket.socket) -> None:
    """Make the runtime that `localstack.runtime.main` then runs, as it would make its own."""
    hooks.on_runtime_create.run()
    current.set_current_runtime(LocalstackRuntime(SocketComponents(listener)))
