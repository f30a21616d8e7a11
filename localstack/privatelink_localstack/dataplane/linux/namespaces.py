"""Network namespaces that descriptors hold, and the one thread that enters them.

A socket belongs for ever to the namespace that it is made in, so one event loop serves the sockets of all VPCs. Only
the maker's thread enters namespaces; the main thread stays in the host's, to which an ordinary user could not return.
Nothing is mounted or named: the kernel frees a namespace with its last descriptor, also after SIGKILL.
"""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from privatelink_localstack.dataplane.linux import links
from privatelink_localstack.dataplane.linux.netlink import NETFILTER, ROUTE, Message, Netlink

_SETTINGS = {
    "ipv4/ip_forward": "1",
    "ipv6/conf/all/forwarding": "1",
    "ipv4/ip_unprivileged_port_start": "0",
}
"""Sysctls of each namespace: workloads execute programs without capabilities, and these listen on 443."""
RELAYED = (1024, 65535)
"""The ports that load balancers connect from (VPC guide, "Ephemeral ports")."""
_OPTIONAL_SETTINGS = {"netfilter/nf_conntrack_tcp_timeout_time_wait": "5"}
"""Only where connection tracking is loaded. Its table is the host's, and full of ended connections otherwise."""


@dataclass(frozen=True, slots=True, eq=False)
class Namespace:
    """A network namespace, with sockets to its links and its packet filter."""

    descriptor: int
    links: Netlink
    packet_filter: Netlink

    def close(self) -> None:
        """Let go of the namespace. It lives on while a process or socket is in it."""
        self.links.close()
        self.packet_filter.close()
        os.close(self.descriptor)


class Maker:
    """The thread that makes namespaces, and things inside them. Calls from several threads are taken in turn."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="namespaces")
        self._inside: Namespace | None = None

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown()

    def make(self, ports: tuple[int, int] = RELAYED) -> Namespace:
        """Return a new namespace whose loopback is up.

        Parameters:
            ports: the lowest and the highest that its connections come from.

        Raises:
            OSError: the kernel refuses; `capabilities` tells which step, and the way out.
        """
        return self._thread.submit(self._make, ports).result()

    def leave(self) -> None:
        """Move the thread to an empty namespace of its own.

        Raises:
            OSError: the kernel refuses network namespaces.
        """
        self._thread.submit(self._leave).result()

    def release(self, namespace: Namespace) -> None:
        """Let go of a namespace, and leave it if the thread is inside."""

        def release() -> None:
            if self._inside is namespace:
                self._leave()
            namespace.close()

        self._thread.submit(release).result()

    def run[T](self, namespace: Namespace, call: Callable[[], T]) -> T:
        """Return what a function returns inside a namespace.

        Raises:
            OSError: of the function; or the namespace has been released, and its descriptor may be another's by now.
        """

        def inside() -> T:
            if namespace.links.is_closed:
                raise OSError(errno.EBADF, "the namespace has been released")
            if self._inside is not namespace:
                os.setns(namespace.descriptor, os.CLONE_NEWNET)
                self._inside = namespace
            return call()

        return self._thread.submit(inside).result()

    def join(
        self,
        namespace: Namespace,
        name: str,
        peer: Namespace,
        peer_name: str,
        prepare: Callable[[int], Iterable[Message]] = lambda _: (),
    ) -> tuple[int, int]:
        """Join two namespaces by a pair of veths, wait until packets pass, and return the indices of both.

        Parameters:
            prepare: returns what is to happen to an end, by its index, before it is up.

        Raises:
            OSError: the kernel refuses, or the link does not come up.
        """
        watches = [self.run(each, lambda: Netlink(ROUTE, links.NEWS_OF_LINKS)) for each in (namespace, peer)]
        try:
            namespace.links.request([links.add_veth(name, peer.descriptor, peer_name)])
            ends = ((namespace, watches[0], name), (peer, watches[1], peer_name))
            indices = [_link_index(watch, own) for _, watch, own in ends]
            for (own, _, _), index in zip(ends, indices, strict=True):
                own.links.request([*prepare(index), links.set_up(index)])
            for _, watch, own_name in ends:
                _wait_operational(watch, own_name)
        finally:
            for watch in watches:
                watch.close()
        return indices[0], indices[1]

    def _leave(self) -> None:
        os.unshare(os.CLONE_NEWNET)
        self._inside = None

    def _make(self, ports: tuple[int, int]) -> Namespace:
        self._leave()
        for name, value in (*_SETTINGS.items(), ("ipv4/ip_local_port_range", "{} {}".format(*ports))):
            # A kernel without IPv6 has no settings of it.
            with suppress(FileNotFoundError):
                Path("/proc/sys/net", name).write_text(value, encoding="ascii")
        for name, value in _OPTIONAL_SETTINGS.items():
            with suppress(OSError):
                Path("/proc/sys/net", name).write_text(value, encoding="ascii")
        descriptor = os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        namespace = Namespace(descriptor, Netlink(ROUTE), Netlink(NETFILTER))
        namespace.links.request([links.set_up(links.LOOPBACK)])
        self._inside = namespace
        return namespace


def listen(address: tuple[str, int], backlog: int = 4096) -> socket.socket:
    """Listen on an address of the namespace that the thread is in; never block on accepting."""
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    listener = socket.create_server(address, family=family, backlog=backlog)
    listener.settimeout(0)
    return listener


def receive(address: tuple[str, int]) -> socket.socket:
    """Receive datagrams at an address of the namespace that the thread is in; never block."""
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    made = socket.socket(family, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
    made.bind(address)
    return made


def _link_index(watch: Netlink, name: str) -> int:
    watch.ask(links.ask_link(name))
    while True:
        for kind, body in watch.receive():
            if (link := links.read_link(kind, body)) and link[0] == name:
                return link[1]


def _wait_operational(watch: Netlink, name: str) -> None:
    watch.ask(links.ask_link(name))
    while True:
        for kind, body in watch.receive():
            if (link := links.read_link(kind, body)) and link[0] == name and link[2]:
                return
