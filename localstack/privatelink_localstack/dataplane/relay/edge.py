"""The way to LocalStack: from a loopback address of each endpoint's own, so that LocalStack knows which one it was.

Nothing is written into a request, so its signature stays right. These sockets are the host's: the threads that make
them never enter a VPC.
"""

from __future__ import annotations

import asyncio
import errno
import socket
import weakref
from functools import partial
from ipaddress import ip_address

from privatelink_localstack.dataplane.protocol import Origin
from privatelink_localstack.dataplane.relay.sockets import bound
from privatelink_localstack.dataplane.relay.terminator import Terminator, Upstream
from privatelink_localstack.dataplane.state.model import AwsEndpoint
from privatelink_localstack.dataplane.state.targets import Flow, Peer

_HOST = "127.0.0.1"


class Edge:
    """The connections to LocalStack, and where each comes from."""

    def __init__(self, terminator: Terminator) -> None:
        self._terminator = terminator
        self._origins: dict[Peer, Origin] = {}

    def origin(self, address: str, port: int) -> Origin | None:
        """Return where an open connection comes from, by the address and port that LocalStack sees."""
        return self._origins.get((address, port))

    def dial(self, endpoint: AwsEndpoint, flow: Flow) -> socket.socket:
        """Begin a connection from a client of an endpoint, and return its nearer end. Called in the relay's thread.

        Raises:
            OSError: LocalStack does not answer.
        """
        (client, _), (_, port) = flow
        if port in endpoint.ports:
            return self._terminator.begin(endpoint.tls, Upstream(partial(self.connect, endpoint, client)))
        connection = _own(endpoint)
        code = connection.connect_ex((_HOST, endpoint.edge))
        if code not in {0, errno.EINPROGRESS}:
            connection.close()
            raise OSError(code, "LocalStack does not answer")
        self._note(connection, Origin(endpoint.id, client, secure=False))
        return connection

    async def connect(self, endpoint: AwsEndpoint, client: str, *, secure: bool = True) -> socket.socket:
        """Return a socket that is connected to LocalStack for a client of an endpoint.

        Parameters:
            secure: whether the client speaks TLS.

        Raises:
            OSError: LocalStack does not answer.
        """
        connection = _own(endpoint)
        try:
            await asyncio.get_running_loop().sock_connect(connection, (_HOST, endpoint.edge))
        except OSError:
            connection.close()
            raise
        self._note(connection, Origin(endpoint.id, client, secure))
        return connection

    def _note(self, connection: socket.socket, origin: Origin) -> None:
        """Keep a connection's origin until its socket is gone; its port may be another's by then."""
        own: Peer = connection.getsockname()
        self._origins[own] = origin
        weakref.finalize(connection, self._forget, own, origin).atexit = False

    def _forget(self, own: Peer, origin: Origin) -> None:
        if self._origins.get(own) is origin:
            del self._origins[own]


def _own(endpoint: AwsEndpoint) -> socket.socket:
    """Return a socket of an endpoint's own address; of 127.0.0.1 where a system knows no other loopback addresses.

    There the port alone tells which endpoint it is.
    """
    try:
        return bound(endpoint.source)
    except OSError as error:
        if error.errno != errno.EADDRNOTAVAIL:
            raise
    return bound(ip_address(_HOST))
