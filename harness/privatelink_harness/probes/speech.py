"""What a probe says to a target to learn whether it answers: a greeting, or a request to a load balancer's rules."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

from privatelink_harness.probes.prober import Unprovable
from privatelink_harness.probes.stand_ins import GREETING

if TYPE_CHECKING:
    from privatelink_localstack.dataplane.state.trace import Passage

_REQUEST = b"GET / HTTP/1.1\r\nHost: probe\r\nUser-Agent: tf-privatelink\r\n\r\n"


class Speech(Protocol):
    """A language of targets."""

    @property
    def needs_stand_ins(self) -> bool:
        """Whether programs of the probe's own must be at the targets to answer."""

    def begin(self, connection: socket.socket) -> socket.socket:
        """Return a new connection on which `is_answered` can speak."""

    def is_answered(self, connection: socket.socket) -> bool:
        """Say something, and return whether the answer comes, whole: a rest would be taken for the next one's."""


class Greeting:
    """A greeting that comes back from what stands in for a target."""

    needs_stand_ins = True

    def begin(self, connection: socket.socket) -> socket.socket:
        """Return the connection."""
        return connection

    def is_answered(self, connection: socket.socket) -> bool:
        """Send a greeting, and return whether it comes back."""
        connection.sendall(GREETING)
        return len(connection.recv(len(GREETING), socket.MSG_WAITALL)) == len(GREETING)


class Request:
    """A request to an Application Load Balancer, which answers by its rules, whoever is behind it.

    Parameters:
        is_encrypted: whether its listener speaks TLS.
    """

    needs_stand_ins = False

    def __init__(self, *, is_encrypted: bool) -> None:
        self._is_encrypted = is_encrypted

    def begin(self, connection: socket.socket) -> socket.socket:
        """Return the connection, with TLS where the listener speaks it: who owns its certificate is no matter here."""
        if not self._is_encrypted:
            return connection
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context.wrap_socket(connection)

    def is_answered(self, connection: socket.socket) -> bool:
        """Send a request, and return whether it has a response, of any status."""
        connection.sendall(_REQUEST)
        response = http.client.HTTPResponse(connection)
        try:
            response.begin()
            response.read()
        except http.client.HTTPException:
            return False
        finally:
            response.close()
        return True


def spoken(ways: Iterable[Passage]) -> Speech:
    """Return what the targets of some ways understand.

    Raises:
        Unprovable: some are Application Load Balancers, and others are not.
    """
    protocols = {each.web for each in ways}
    if len(protocols) > 1:
        raise Unprovable("its targets are Application Load Balancers and others, which a probe can't speak to alike")
    (protocol,) = protocols
    return Request(is_encrypted=protocol == "HTTPS") if protocol else Greeting()
