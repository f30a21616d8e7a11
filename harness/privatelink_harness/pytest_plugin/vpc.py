"""A VPC of a stack, from the inside: connections that clients in it make, and programs that listen there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from privatelink_harness.errors import HarnessError
from privatelink_harness.probes.access import NoTraffic

if TYPE_CHECKING:
    import socket

    from privatelink_harness.targets.protocol import Session
    from privatelink_harness.terraform.snapshot import Snapshot
    from privatelink_localstack.dataplane.client import Client
    from privatelink_localstack.dataplane.state.model import Interface

_ID = re.compile(r"vpc-[0-9a-f]+")
_NAMED = ("networks", "spokes")
"""Outputs of root modules that tell VPCs by name."""
_NETWORK = "_network"
"""What the names of modules end with that make the networks of a composition's example."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to an HTTP request.

    Parameters:
        status: such as 200.
        headers: by name, in lower case.
        body: all of it.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class StackVpc:
    """A VPC of a stack, where traffic flows. What is made there ends with the stack.

    A client is in the first of the VPC's subnets, by address. Without security groups it sends everything, and only
    rules for addresses admit it.

    Parameters:
        id: such as `vpc-0a1b2c3d4e5f67890`.
    """

    id: str
    _open: Callable[[], Client] = field(repr=False)
    _client: Client | None = field(default=None, repr=False)
    _clients: dict[tuple[str, ...], Interface] = field(default_factory=dict, repr=False)

    def connect(self, host: str, port: int, *, groups: Sequence[str] = (), timeout: float = 10) -> socket.socket:
        """Return a connected socket of a client.

        Parameters:
            host: a name that the VPC's resolver knows, or an address.
            groups: IDs of the client's security groups.
            timeout: seconds.

        Raises:
            TimeoutError: nothing answers, as where something is not allowed.
            OSError: `ConnectionRefusedError` for a reset, `socket.gaierror` for an unknown name.
            HarnessError: the VPC, or a security group, is not there.
        """
        __tracebackhide__ = True
        found = self._plane.connect(self._at(groups), host, port, timeout)
        found.settimeout(timeout)
        return found

    def listen(self, port: int, address: str | None = None, *, groups: Sequence[str] = ()) -> socket.socket:
        """Return a socket that listens; `getsockname()` has its address.

        Parameters:
            address: of a target, or of another network interface; None: a new client's own.
            groups: as in `connect`, where there is no network interface at the address.

        Raises:
            OSError: a program listens there.
            HarnessError: as in `connect`.
        """
        __tracebackhide__ = True
        if address is None:
            return self._plane.listen(self._at(groups), port)
        from privatelink_localstack.dataplane.state.guests import Place

        there = self._plane.attach(Place(self.id, network=ip_network(address), groups=tuple(groups) or None))
        return self._plane.listen(there.id, port)

    def http(
        self,
        url: str,
        *,
        method: str = "GET",
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
        groups: Sequence[str] = (),
        timeout: float = 10,
    ) -> Answer:
        """Send an HTTP request, and return the answer.

        Parameters:
            url: `http://…` or `https://…`. Trusted are the certificates of AWS's services and of ACM's in LocalStack.
            groups, timeout: as in `connect`.

        Raises:
            ssl.SSLCertVerificationError: the certificate is not for the name, or of another authority.
            OSError, HarnessError: as in `connect`.
        """
        __tracebackhide__ = True
        import http.client
        import ssl

        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise HarnessError(f"{url!r} is not a URL of HTTP", hint="Write https://NAME/PATH, or http://….")
        port = parts.port or (443 if parts.scheme == "https" else 80)
        connection = http.client.HTTPConnection(parts.hostname, port, timeout=timeout)
        connection.sock = self.connect(parts.hostname, port, groups=groups, timeout=timeout)
        try:
            if parts.scheme == "https":
                context = ssl.create_default_context(cafile=str(self._plane.authority()))
                connection.sock = context.wrap_socket(connection.sock, server_hostname=parts.hostname)
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request(method, path, body, dict(headers or {}))
            answer = connection.getresponse()
            return Answer(answer.status, {name.lower(): text for name, text in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def addresses(self, name: str) -> frozenset[str]:
        """Return the IPv4 addresses that the VPC's resolver answers for a name; none for an unknown one."""
        return self._plane.lookup(self._at(()), name) or frozenset()

    def close(self) -> None:
        """End what was made in the VPC."""
        if self._client is not None:
            self._client.close()
            self._client = None
            self._clients.clear()

    @property
    def _plane(self) -> Client:
        if self._client is None:
            self._client = self._open()
        return self._client

    def _at(self, groups: Sequence[str]) -> str:
        """Return the ID of a client with security groups, the same one at every call."""
        from privatelink_harness.probes.place import attach

        key = tuple(groups)
        if key not in self._clients:
            self._clients[key] = attach(self._plane, self.id, key)
        return self._clients[key].id


@dataclass(frozen=True, slots=True)
class Vpcs:
    """The VPCs of a stack that a test has opened, by ID."""

    _opened: dict[str, StackVpc] = field(default_factory=dict)

    def find(self, state: Snapshot, session: Session, name: str | None) -> StackVpc:
        """Return a VPC, the same one at every call.

        Parameters:
            name: as `vpc_of` has it.

        Raises:
            HarnessError: as in `vpc_of`, or no traffic flows on the target.
        """
        found = vpc_of(state, name)
        if found not in self._opened:
            traffic = session.data_plane()
            if isinstance(traffic, NoTraffic):
                raise HarnessError(f"{session.name}: {traffic.reason}", hint=traffic.hint or None)
            self._opened[found] = StackVpc(found, traffic)
        return self._opened[found]

    def close(self) -> None:
        """End what was made in them."""
        for each in self._opened.values():
            each.close()


def vpc_of(state: Snapshot, name: str | None) -> str:
    """Return the ID of a VPC of a stack.

    Parameters:
        name: its ID; the key of an output `networks` or `spokes`; `NAME` of an output `NAME_vpc_id`; the name of a
            module that makes it, or of the resource. None: the only one, or the one of the output `vpc_id`.

    Raises:
        HarnessError: the stack has no such VPC, or several and none is named.
    """
    known = dict(_named(state))
    if name is not None and _ID.fullmatch(name):
        return name
    if name is not None and name in known:
        return known[name]
    every = set(known.values()) | {each.id for each in state.of("aws_vpc")}
    if name is None and isinstance(own := state.outputs.get("vpc_id"), str):
        return own
    if name is None and len(every) == 1:
        return next(iter(every))
    listed = ", ".join(sorted(known))
    what = "several VPCs" if name is None and every else "no VPC" if name is None else f"no VPC {name!r}"
    raise HarnessError(f"the stack has {what}", hint=f"Name one of: {listed}; or its ID." if listed else "Give its ID.")


def _named(state: Snapshot) -> Iterator[tuple[str, str]]:
    """Yield the VPCs by name: those of the outputs come last, and count."""
    for each in state.of("aws_vpc"):
        yield each.name, each.id
        for part in re.findall(r"module\.([\w-]+)", each.module):
            yield part, each.id
            yield part.removesuffix(_NETWORK), each.id
    for output, value in state.outputs.items():
        if output.endswith("_vpc_id") and isinstance(value, str):
            yield output.removesuffix("_vpc_id"), value
        entries: Mapping[str, Any] = value if output in _NAMED and isinstance(value, Mapping) else {}
        for name, entry in entries.items():
            if isinstance(entry, Mapping) and isinstance(entry.get("vpc_id"), str):
                yield name, entry["vpc_id"]
