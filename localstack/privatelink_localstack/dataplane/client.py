"""The other end of the plane's socket, and the start of its process. Both are for one thread at a time."""

from __future__ import annotations

import errno
import json
import os
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import Any, Self

from privatelink_localstack.dataplane import protocol
from privatelink_localstack.dataplane.files import authority_file, reachable
from privatelink_localstack.dataplane.protocol import (
    Attach,
    AwaitFlow,
    Connect,
    Counted,
    Enter,
    Entered,
    GetAuthority,
    GetCounts,
    GetHealth,
    GetLimits,
    GetOrigin,
    GetRecords,
    GetTrace,
    GetTraffic,
    Listen,
    Origin,
    Push,
    Reject,
    Request,
    Reset,
    TargetHealth,
    Visit,
)
from privatelink_localstack.dataplane.state import wire
from privatelink_localstack.dataplane.state.guests import Place, Visitor
from privatelink_localstack.dataplane.state.limits import Limit
from privatelink_localstack.dataplane.state.model import Interface, State
from privatelink_localstack.dataplane.state.reach import LINK_LOCAL_RESOLVER, LOCAL_RESOLVER_V6
from privatelink_localstack.dataplane.state.trace import Trace

_READ = 1 << 16
_MODULE = "privatelink_localstack.dataplane.serve"


_DNS = 53
_PATIENCE = 10.0
"""Seconds for an answer of the resolver's."""
_MOST_DESCRIPTORS = 3
_LOOKUP = {"/etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n"}
"""Names come from DNS alone: other sources would answer from outside."""
_BUNDLES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")
"""Where systems have the certificates that programs trust."""
_TRUST = ("AWS_CA_BUNDLE", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
"""Variables that name a file of certificates; botocore, for one, does not look at the system's."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """Descriptors with which a command gets behind an interface: those of `enter`'s arguments, or -1."""

    user: int
    network: int
    lifeline: int
    files: int

    @property
    def descriptors(self) -> tuple[int, ...]:
        """What the command must inherit (`pass_fds`)."""
        return tuple(each for each in (self.user, self.network, self.lifeline, self.files) if each >= 0)

    def command(self, *command: str) -> list[str]:
        """Return the command that runs a command there. It may be run once."""
        os.lseek(self.files, 0, os.SEEK_SET)
        arguments = map(str, (self.user, self.network, self.lifeline, self.files))
        return [sys.executable, "-I", str(Path(__file__).with_name("enter.py")), *arguments, *command]


class PlaneError(Exception):
    """The data plane's process could not start, or is gone."""


class Client:
    """A connection to the plane."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            with reachable(path) as place:
                self._socket.connect(place)
        except OSError as error:
            self._socket.close()
            raise PlaneError(f"the data plane does not answer at {path}: {error.strerror}") from error
        self._buffer = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()

    def push(self, put: State, remove: Sequence[str] = (), *, whole: bool = False) -> None:
        """Change the state, and wait until the change is in force.

        Raises:
            OSError: the kernel refused; the plane is empty, and needs a whole state.
        """
        self._request(Push(put, tuple(remove), whole))

    def reset(self) -> None:
        """Remove everything."""
        self._request(Reset())

    def health(self) -> list[TargetHealth]:
        """Return the health of all targets."""
        data, _ = self._request(GetHealth())
        return [wire.load(TargetHealth, each) for each in data]

    def traffic(self) -> Mapping[str, Mapping[str, int]]:
        """Return what went through each endpoint: `relay.connections.Traffic`, without what is 0."""
        data, _ = self._request(GetTraffic())
        return dict(data)

    def flow(self) -> None:
        """Wait until something flows that `counts` has not seen end. One connection alone may use both."""
        self._request(AwaitFlow())

    def counts(self) -> list[Counted]:
        """Return what went through each interface."""
        data, _ = self._request(GetCounts())
        return [wire.load(Counted, each) for each in data]

    def connect(
        self, interface: str, host: str, port: int, timeout: float = 5, *, datagrams: bool = False
    ) -> socket.socket:
        """Return a connected socket, as programs behind an interface would have it.

        Raises:
            OSError: as the kernel says: `TimeoutError`, `ConnectionRefusedError`.
            socket.gaierror: the VPC's resolver does not know the name.
        """
        _, descriptors = self._request(Connect(interface, host, port, timeout, datagrams))
        return _blocking(descriptors)

    def listen(self, interface: str, port: int, *, datagrams: bool = False, loopback: bool = False) -> socket.socket:
        """Return a socket that listens on an interface's first address, or receives datagrams there.

        Parameters:
            loopback: for programs behind the interface alone.

        Raises:
            OSError: the port is taken.
        """
        _, descriptors = self._request(Listen(interface, port, datagrams, loopback))
        return _blocking(descriptors)

    def origin(self, address: str, port: int) -> Origin | None:
        """Return where an open connection to LocalStack comes from, by what LocalStack sees; None if not from here."""
        data, _ = self._request(GetOrigin(address, port))
        return None if data is None else wire.load(Origin, data)

    def authority(self) -> Path:
        """Return the file of the one certificate that clients of AWS's services in VPCs must trust.

        Raises:
            OSError: it can't be written.
        """
        data, _ = self._request(GetAuthority())
        return Path(data)

    def attach(self, place: Place) -> Interface:
        """Return the interface at a place: a guest, which ends with this connection, or one that has the address.

        Raises:
            WireError: there is no such VPC, or no free address.
        """
        data, _ = self._request(Attach(place))
        return wire.load(Interface, data)

    def visit(self, service: str, *, pace: float = 1) -> Visitor:
        """Return a consumer of an endpoint service, in a VPC of its own, which ends with this connection.

        Parameters:
            pace: how much faster than the listeners' time idle connections grow old.

        Raises:
            WireError: there is no such service.
        """
        data, _ = self._request(Visit(service, pace))
        return wire.load(Visitor, data)

    def reject(self, visitor: Visitor) -> None:
        """Reject a visitor's connection, as its owner would."""
        self._request(Reject(visitor.endpoint.id))

    def trace(self, interface: str, host: str, port: int) -> Trace:
        """Return the way that a TCP connection from an interface would take, hop by hop."""
        data, _ = self._request(GetTrace(interface, host, port))
        return wire.load(Trace, data)

    def records(self) -> State:
        """Return the VPCs, subnets, interfaces, endpoints and services that the plane has, and groups without rules."""
        data, _ = self._request(GetRecords())
        return wire.load(State, data)

    def limits(self) -> frozenset[Limit]:
        """Return what connections don't show; nothing in namespaces."""
        data, _ = self._request(GetLimits())
        return frozenset(map(Limit, data))

    def lookup(self, interface: str, name: str, kind: str = "A", *, server: str = "") -> frozenset[str] | None:
        """Return the addresses that a resolver answers to a program behind an interface; None: no such name.

        Parameters:
            kind: the type of records, `A` or `AAAA`.
            server: the resolver's address; "": the VPC's own.

        Raises:
            OSError: the resolver does not answer.
        """
        from dnslib import QTYPE, RCODE, DNSRecord

        with self.connect(interface, server, _DNS) if server else self._resolver(interface) as connection:
            connection.settimeout(_PATIENCE)
            query = DNSRecord.question(name, kind).pack()
            connection.sendall(struct.pack("!H", len(query)) + query)
            with connection.makefile("rb") as answer:
                (length,) = struct.unpack("!H", answer.read(2))
                reply = DNSRecord.parse(answer.read(length))
        if reply.header.rcode == RCODE.NXDOMAIN:
            return None
        return frozenset(str(each.rdata) for each in reply.rr if QTYPE.get(each.rtype) == kind)

    def _resolver(self, interface: str) -> socket.socket:
        """Return a connection to the resolver of an interface's VPC."""
        try:
            return self.connect(interface, str(LINK_LOCAL_RESOLVER), _DNS)
        except OSError as error:
            if error.errno != errno.ENETUNREACH:
                raise
        return self.connect(interface, str(LOCAL_RESOLVER_V6), _DNS)

    @contextmanager
    def entrance(self, interface: str, files: Mapping[str, str] | None = None) -> Iterator[Entrance]:
        """Give the way to run commands behind a workload's interface, until the block ends.

        Parameters:
            files: texts that commands see in place of the system's files, by path; those of the resolver are added, and
                those of the authority, which is the only one that commands trust.
        """
        data, descriptors = self._request(Enter(interface))
        entered = wire.load(Entered, data)
        network, lifeline, *user = (-1, *descriptors) if entered.proxy else descriptors
        lookup = {**_LOOKUP, "/etc/resolv.conf": f"nameserver {entered.resolver}\noptions timeout:1 attempts:2\n"}
        authority = self.authority()
        bundles = dict.fromkeys(_BUNDLES, authority.read_text(encoding="ascii"))
        environment = {**dict.fromkeys(_TRUST, str(authority)), **_proxied(entered.proxy)}
        seen = {"files": {**bundles, **lookup, **(files or {})}, "environment": environment}
        own = _file(json.dumps(seen).encode())
        entrance = Entrance(user[0] if user else -1, network, lifeline, own)
        try:
            yield entrance
        finally:
            for descriptor in entrance.descriptors:
                os.close(descriptor)

    def _request(self, request: Request) -> tuple[Any, Sequence[int]]:
        try:
            self._socket.sendall(protocol.write_request(request))
            line, descriptors = self._line()
        except ConnectionError as error:
            raise PlaneError("the data plane is gone") from error
        return protocol.read_answer(line), descriptors

    def _line(self) -> tuple[bytes, Sequence[int]]:
        """Return the next line and the descriptors beside it."""
        parts, found = [], list[int]()
        while True:
            data, descriptors, _, _ = socket.recv_fds(self._socket, _READ, _MOST_DESCRIPTORS)
            found += descriptors
            parts.append(data)
            if data.endswith(b"\n"):
                return b"".join(parts), found
            if not data:
                raise ConnectionResetError


class Process:
    """The plane's process, started here. It ends with this process, or when it is closed.

    Parameters:
        path: where its socket shall be; the directory must be the user's own.
        command: what the process is started by, before the module's name.
        by_proxies: whether proxies stand for namespaces.
    """

    def __init__(
        self, path: Path, command: Sequence[str] = (sys.executable, "-P", "-m"), *, by_proxies: bool = False
    ) -> None:
        self.path = path
        lifeline, self._lifeline = os.pipe()
        self._remove_files()
        try:
            self._process = subprocess.Popen(
                [*command, _MODULE, str(path), str(lifeline), *(["--proxies"] if by_proxies else [])],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                pass_fds=[lifeline],
                start_new_session=True,
            )
        finally:
            os.close(lifeline)
        output = self._process.stdout
        if output is None or output.readline() != b"ready\n":
            code = self.close()
            raise PlaneError(f"the data plane ended with {code} before it was ready")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The process's ID."""
        return self._process.pid

    def client(self) -> Client:
        """Return a new connection to it.

        Raises:
            PlaneError: it is gone.
        """
        return Client(self.path)

    def wait(self) -> int:
        """Wait for its end, and return its exit code."""
        return self._process.wait()

    def close(self) -> int:
        """End the process, wait for it, and return its exit code. Remove its files, which SIGKILL leaves."""
        if self._lifeline >= 0:
            os.close(self._lifeline)
            self._lifeline = -1
        code = self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._remove_files()
        return code

    def _remove_files(self) -> None:
        for each in (self.path, authority_file(self.path)):
            each.unlink(missing_ok=True)


def _proxied(url: str) -> Mapping[str, str]:
    """Return the variables of programs that use a proxy, whose own machine is not behind it."""
    names = {"HTTPS_PROXY": url, "ALL_PROXY": url, "NO_PROXY": "localhost,127.0.0.1"} if url else {}
    return names | {name.lower(): value for name, value in names.items()}


def _file(content: bytes) -> int:
    """Return the descriptor of a file that has no name, in memory where the system has such files."""
    if hasattr(os, "memfd_create"):
        made = os.memfd_create("files")
        os.write(made, content)
        return made
    with TemporaryFile() as own:
        own.write(content)
        own.flush()
        return os.dup(own.fileno())


def _blocking(descriptors: Sequence[int]) -> socket.socket:
    made = socket.socket(fileno=descriptors[0])
    made.settimeout(None)
    return made
