"""Programs of probes that stand in for those of a service's targets."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from privatelink_harness.probes import header
from privatelink_harness.probes.prober import PATIENCE, Prober, Unprovable

if TYPE_CHECKING:
    from collections.abc import Collection

    from privatelink_localstack.dataplane.state.trace import Passage


GREETING = b"probe"
"""What a probe says first."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A connection as a target sees it.

    Parameters:
        peer: its other end, an address.
        endpoint: the endpoint's ID of the header of Proxy Protocol; None without one.
        client: the client's address of that header.
    """

    peer: str
    endpoint: str | None = None
    client: str | None = None


@dataclass(slots=True)
class StandIn:
    """A program that sends back what it gets.

    Attributes:
        seen: what probes' connections look like, each once.
    """

    listener: socket.socket
    proxy_protocol: bool
    seen: list[Seen] = field(default_factory=list)
    _open: list[socket.socket] = field(default_factory=list)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Take connections."""
        self._run(self._accept)

    def close(self) -> None:
        """End, with all connections."""
        for each in (self.listener, *self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        self.listener.close()

    def _run(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, peer = self.listener.accept()
                connection.settimeout(PATIENCE)
                self._open.append(connection)
                self._run(self._serve, connection, str(peer[0]))

    def _serve(self, connection: socket.socket, peer: str) -> None:
        with connection, suppress(OSError, EOFError, header.HeaderError):
            told = header.read(connection) if self.proxy_protocol else None
            seen = Seen(peer, told.endpoint if told else None, told.client if told else None)
            while data := connection.recv(1 << 16):
                # Health checks connect too, and say something else or nothing.
                if seen not in self.seen and data.startswith(GREETING):
                    self.seen.append(seen)
                connection.sendall(data)


@contextmanager
def standing_in(prober: Prober, ways: Collection[Passage]) -> Iterator[dict[tuple[str, int], StandIn]]:
    """Stand in for all targets of some ways, by address and port, until the block ends.

    Raises:
        Unprovable: a program listens there.
    """
    from ipaddress import ip_network

    from privatelink_localstack.dataplane.state.guests import Place

    places = {(str(each.address), each.port): each for each in ways}
    with ExitStack() as stack:
        found = dict[tuple[str, int], StandIn]()
        for (address, port), way in places.items():
            interface = prober.attach(Place(way.network, network=ip_network(address)))
            try:
                listener = prober.client.listen(interface.id, port)
            except OSError as error:
                raise Unprovable(f"a program listens on {address}:{port}, which a probe would replace") from error
            found[address, port] = stand_in = StandIn(listener, way.proxy_protocol)
            stack.callback(stand_in.close)
            stand_in.start()
        yield found
