"""Connections of probes: who connects is a guest of the data plane, which ends with the probes."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType
from typing import TYPE_CHECKING, Self

from privatelink_harness.probes.access import Describing

if TYPE_CHECKING:
    from privatelink_harness.checks.api import Api
    from privatelink_localstack.dataplane.client import Client
    from privatelink_localstack.dataplane.state.guests import Place, Visitor
    from privatelink_localstack.dataplane.state.limits import Limit
    from privatelink_localstack.dataplane.state.model import Interface

PATIENCE = 10.0
"""Seconds for what is expected to succeed."""
SILENCE = 1.0
"""Seconds without an answer that count as silence where it is expected: an answer takes milliseconds."""


class Met(StrEnum):
    """What a client meets."""

    REACHED = "reached"
    SILENT = "timed out"
    REFUSED = "refused"
    UNKNOWN = "unknown name"
    UNREACHABLE = "no route"


class Unprovable(Exception):  # noqa: N818 - no error: the outcome of a probe
    """The data plane can't show it, and why."""


@dataclass(slots=True)
class Prober:
    """Connections to a data plane: one that guests end with, and one for each thread of probes.

    Parameters:
        opening: returns a new connection.
        api: of the target; None where only connections are made.
    """

    opening: Callable[[], Client]
    api: Api | None = None
    _exits: ExitStack = field(default_factory=ExitStack)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _own: threading.local = field(default_factory=threading.local)
    _guests: dict[Place, Interface] = field(default_factory=dict)
    _host: Client | None = None
    _described: set[str] = field(default_factory=set)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._exits.close()

    @property
    def client(self) -> Client:
        """The connection of this thread."""
        found: Client | None = getattr(self._own, "client", None)
        if found is None:
            found = self._own.client = self.opening()
            with self._lock:
                self._exits.enter_context(found)
        return found

    @property
    def limits(self) -> frozenset[Limit]:
        """What connections don't show; nothing in namespaces."""
        return self.client.limits()

    def attach(self, place: Place) -> Interface:
        """Return a guest at a place, the same one at every call."""
        with self._lock:
            if place not in self._guests:
                self._guests[place] = self._hosting.attach(place)
            return self._guests[place]

    def describe(self, network: str, gateways: Sequence[str], cidrs: Sequence[str]) -> None:
        """Describe a network on premises, once.

        Raises:
            Unprovable: the target takes no descriptions.
        """
        if not isinstance(self.opening, Describing):
            raise Unprovable("the data plane is told of no networks on premises")
        with self._lock:
            if network not in self._described:
                self.opening.describe(network, gateways, cidrs)
                self._described.add(network)

    def visit(self, service: str, *, pace: float = 1) -> Visitor:
        """Return a new consumer of an endpoint service."""
        with self._lock:
            return self._hosting.visit(service, pace=pace)

    def connect(self, interface: str, host: str, port: int, timeout: float = PATIENCE) -> socket.socket:
        """Return a connected socket of an interface, with the probes' patience.

        Raises:
            OSError: as the kernel, or the VPC's resolver, says.
        """
        connection = self.client.connect(interface, host, port, timeout)
        connection.settimeout(PATIENCE)
        return connection

    def meet(self, interface: str, host: str, port: int, timeout: float) -> Met:
        """Return what a client behind an interface meets."""
        try:
            self.connect(interface, host, port, timeout).close()
        except socket.gaierror:
            return Met.UNKNOWN
        except TimeoutError:
            return Met.SILENT
        except ConnectionResetError:
            return Met.REACHED  # A load balancer accepts, and resets where no target does.
        except ConnectionError:
            return Met.REFUSED
        except OSError:
            return Met.UNREACHABLE
        return Met.REACHED

    @property
    def _hosting(self) -> Client:
        if self._host is None:
            self._host = self._exits.enter_context(self.opening())
        return self._host
